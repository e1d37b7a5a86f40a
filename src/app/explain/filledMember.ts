import type { Group } from '../../grpo/group.ts';
import type { AnswerReward } from '../../rewards/answerReward.ts';
import type { QuestionReward } from '../../rewards/questionReward.ts';
import type { VoteSet } from '../../votes/voteSet.ts';
import type { GroupView } from '../groups/groupView.ts';
import { fixed, signed } from '../../ui/figures.ts';

/** Formulas of a member of a group with its numbers, without what they come to. */

/** A number that is taken away stands in brackets where it is below zero. */
const bracketed = (value: number, digits: number): string =>
  value < 0 ? `(${fixed(value, digits)})` : fixed(value, digits);

/** How a reward became its advantage: which of the three formulas gave it, and that with its numbers. */
export function toldAdvantage(
  reward: number | undefined,
  advantage: number,
  { mean, deviation }: Pick<Group, 'mean' | 'deviation'>,
): { readonly what: 'advantage' | 'difference' | 'imitated'; readonly filled: string } {
  const off = (reward ?? 0) - mean;
  const difference = `${fixed(reward, 3)} − ${bracketed(mean, 3)}`;
  const gave = (value: number): boolean =>
    Math.abs(value - advantage) < 1e-6 * Math.max(1, Math.abs(advantage));
  // Where all rewards are the same both give 0.
  if (gave(off / (deviation + 1e-6)))
    return { what: 'advantage', filled: `(${difference}) / ${fixed(deviation, 3)}` };
  if (gave(off)) return { what: 'difference', filled: difference };
  return { what: 'imitated', filled: `${fixed(reward, 3)} ${(reward ?? 0) > 0.5 ? '>' : '≤'} ½` };
}

/** 3/4: how many of those who count said what the majority says. */
export const filledConfidence = ({ confidence, denominator }: VoteSet): string =>
  `${Math.round(confidence * denominator)} / ${denominator}`;

/** +1.00 −0.33, and the floor where the sum lies under it; undefined for a reward that was only supposed. */
export function filledQuestionReward({ terms, total }: QuestionReward): string | undefined {
  const sum = terms.reduce((all, { value }) => all + value, 0);
  const parts = terms.map(({ value }) => signed(value)).join(' ');
  if (Math.abs(total - sum) < 1e-6) return parts;
  return total > sum ? `max(${fixed(total, 2)}; ${parts})` : undefined;
}

/** (1 − 0.10) · 1 + 0.10 · 0; undefined for a reward that was only supposed. */
export const filledAnswerReward = (
  { accuracy, format, total }: AnswerReward,
  weight: number,
): string | undefined =>
  Math.abs((1 - weight) * accuracy + weight * format - total) < 1e-6
    ? `(1 − ${fixed(weight, 2)}) · ${accuracy} + ${fixed(weight, 2)} · ${format}`
    : undefined;

/** What the reward of a member of a group was made of. */
export function toldReward(
  view: GroupView,
  member: string | undefined,
  formatWeight: number,
): { readonly what: 'questionReward' | 'answerReward'; readonly filled: string | undefined } {
  if (view.kind === 'answers') {
    const reward = view.answers.find(({ rollout }) => rollout.id === member)?.reward ?? null;
    return {
      what: 'answerReward',
      filled: reward === null ? undefined : filledAnswerReward(reward, formatWeight),
    };
  }
  const reward =
    view.questions.find(({ question, rollout }) => question.id === member || rollout?.id === member)
      ?.reward ?? null;
  return { what: 'questionReward', filled: reward === null ? undefined : filledQuestionReward(reward) };
}
