import { advantagesOf } from '../../grpo/advantages.ts';
import type { GroupView } from './groupView.ts';

/** A reward that was not given: shown to see what it would do to its group, and trained by nobody. */
export interface Supposed {
  /** Place of the member in the view. */
  readonly member: number;
  readonly reward: number;
}

/** The group as it would be with that reward: every advantage is computed anew, as the run computes them. */
export function supposing(view: GroupView, supposed: Supposed | null, divided: boolean): GroupView {
  const { group } = view;
  if (supposed === null || group === null) return view;
  const id = memberId(view, supposed.member);
  const at = group.memberIds.findIndex((member) => id.includes(member));
  if (at < 0) return view;
  const rewards = group.rewards.with(at, supposed.reward);
  const worked = { ...group, rewards, ...advantagesOf(rewards, divided) };
  const advantageOf = (ids: readonly string[]): number | null =>
    worked.advantages[group.memberIds.findIndex((member) => ids.includes(member))] ?? null;
  const total = (place: number): { total: number } | null =>
    place === supposed.member ? { total: supposed.reward } : null;
  if (view.kind === 'questions') {
    return {
      ...view,
      group: worked,
      questions: view.questions.map((asked, place) => ({
        ...asked,
        advantage: advantageOf(memberId(view, place)),
        reward: asked.reward === null ? null : { ...asked.reward, ...total(place) },
      })),
    };
  }
  return {
    ...view,
    group: worked,
    answers: view.answers.map((answer, place) => ({
      ...answer,
      advantage: advantageOf(memberId(view, place)),
      reward: answer.reward === null ? null : { ...answer.reward, ...total(place) },
    })),
  };
}

/** The ids by which a group may name the member: a question's, or its rollout's. */
function memberId(view: GroupView, place: number): readonly string[] {
  if (view.kind === 'answers') return [view.answers[place]?.rollout.id ?? ''];
  const asked = view.questions[place];
  return asked === undefined ? [] : [asked.question.id, asked.rollout?.id ?? asked.question.id];
}
