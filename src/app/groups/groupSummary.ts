import type { Group } from '../../grpo/group.ts';
import type { Stage } from '../../loop/events.ts';
import type { GoldVerdict } from '../../loop/observe.ts';
import type { Question } from '../../questioner/question.ts';
import type { AnswerReward } from '../../rewards/answerReward.ts';
import type { Rollout } from '../../rollouts/rollout.ts';
import type { SilverRound, StepRecord } from '../session/runState.ts';

/** One line of a list of groups. It is kept for the whole run, when the texts of its step are long forgotten. */
export interface GroupSummary {
  readonly id: string;
  /** Key of its step: `r1A3`. */
  readonly step: string;
  readonly stage: Stage;
  readonly role: Group['role'];
  readonly pictureId: string;
  /** What the answers answer; null for a group of questions. */
  readonly question: string | null;
  readonly members: number;
  readonly mean: number | null;
  readonly deviation: number | null;
  readonly best: number | null;
  readonly zeroVariance: boolean;
  readonly unparsed: number;
  /** Silver answers that the scene of a drawn picture contradicts; null where no gold answer is known. */
  readonly wrong: number | null;
  readonly state: 'asked' | 'answered' | 'scored';
  /** Everything that was asked and answered in it, in lower case: what `find` looks through. */
  readonly text: string;
}

type Silver = Pick<SilverRound, 'rows' | 'gold'>;

/** The groups of a step in the order in which they appeared, those that are still being made included. */
export function groupsOf(step: StepRecord, silver: Silver | null): readonly GroupSummary[] {
  const known = new Map(step.groups.map((group) => [group.id, group]));
  const questions = byGroup(step.questions);
  const rollouts = byGroup(step.rollouts);
  const ids = new Set([...questions.keys(), ...rollouts.keys(), ...known.keys()]);
  const voteOf = new Map(step.votes.map((vote) => [vote.questionId, vote]));
  const rewardOf = new Map(step.answerRewards.map((reward) => [reward.rolloutId, reward]));
  const rowOf = new Map(silver?.rows.map((row) => [row.questionId, row]));
  const gold = new Map(
    [...step.gold, ...(silver?.gold ?? [])].map((verdict) => [verdict.questionId, verdict]),
  );

  return [...ids].map((id): GroupSummary => {
    const group = known.get(id);
    const scored = {
      mean: group?.mean ?? null,
      deviation: group?.deviation ?? null,
      best: group === undefined ? null : Math.max(...group.rewards),
      zeroVariance: group?.zeroVariance ?? false,
    };
    const place = { id, step: step.key, stage: step.position.stage };
    const asked = questions.get(id) ?? [];
    if (asked.length > 0) {
      const parsed = asked.filter(({ status }) => status === 'ok');
      const answered = parsed.length > 0 && parsed.every((question) => voteOf.has(question.id));
      const silvers = parsed.map((question) => voteOf.get(question.id)?.silver ?? '');
      return {
        ...place,
        ...scored,
        role: 'questioner',
        pictureId: group?.pictureId ?? asked[0]!.pictureId,
        question: null,
        members: asked.length,
        unparsed: asked.length - parsed.length,
        wrong: wrongAmong(
          parsed.map((question) => question.id),
          gold,
        ),
        state: group !== undefined ? 'scored' : answered ? 'answered' : 'asked',
        text: searchable([...asked.map(({ text, raw }) => text || raw), ...silvers]),
      };
    }
    const given = rollouts.get(id) ?? [];
    const questionId = group?.questionId ?? given[0]?.promptId ?? '';
    const row = rowOf.get(questionId);
    const totals = given.map((rollout) => rewardOf.get(rollout.id)?.total);
    return {
      ...place,
      ...scored,
      // Their rewards tell it before the group is made.
      zeroVariance: group?.zeroVariance ?? (totals[0] !== undefined && new Set(totals).size === 1),
      role: 'reasoner',
      pictureId: group?.pictureId ?? row?.pictureId ?? '',
      question: row?.question ?? null,
      members: Math.max(given.length, group?.memberIds.length ?? 0),
      unparsed: given.filter((rollout) => rewardOf.get(rollout.id)?.extracted === null).length,
      wrong: wrongAmong([questionId], gold),
      state: group !== undefined ? 'scored' : 'answered',
      text: searchable([row?.question ?? '', row?.silver ?? '', ...saidIn(given, rewardOf)]),
    };
  });
}

function byGroup<T extends Pick<Question | Rollout, 'groupId'>>(all: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(one.groupId);
    if (group === undefined) groups.set(one.groupId, [one]);
    else group.push(one);
  }
  return groups;
}

function wrongAmong(ids: readonly string[], gold: ReadonlyMap<string, GoldVerdict>): number | null {
  const known = ids.flatMap((id) => gold.get(id) ?? []);
  return known.length === 0 ? null : known.filter(({ right }) => !right).length;
}

const saidIn = (rollouts: readonly Rollout[], rewards: ReadonlyMap<string, AnswerReward>): string[] =>
  rollouts.map((rollout) => rewards.get(rollout.id)?.extracted ?? rollout.text);

const searchable = (texts: readonly string[]): string => [...new Set(texts)].join(' ').toLowerCase();
