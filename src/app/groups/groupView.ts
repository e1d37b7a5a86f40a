import type { Group } from '../../grpo/group.ts';
import type { GoldVerdict, Pieces } from '../../loop/observe.ts';
import type { Question } from '../../questioner/question.ts';
import type { AnswerReward } from '../../rewards/answerReward.ts';
import type { QuestionReward } from '../../rewards/questionReward.ts';
import type { SilverRow } from '../../rewards/silver.ts';
import type { Rollout } from '../../rollouts/rollout.ts';
import type { VoteSet } from '../../votes/voteSet.ts';
import type { RunState, SilverRound, StepRecord } from '../session/runState.ts';

/** A question of a group with everything that was said about it so far. */
export interface AskedQuestion {
  readonly question: Question;
  readonly vote: VoteSet | null;
  readonly reward: QuestionReward | null;
  readonly advantage: number | null;
  /** What the silver set made of it, in stage B. */
  readonly silver: SilverRow | null;
  /** What the model wrote, token by token; null where the recording has only the text. */
  readonly rollout: Rollout | null;
  readonly after: readonly number[] | null;
  readonly gold: GoldVerdict | null;
}

/** An answer of a reasoner group. */
export interface GivenAnswer {
  readonly rollout: Rollout;
  readonly reward: AnswerReward | null;
  readonly advantage: number | null;
  /** Log-probability of each token after the update. */
  readonly after: readonly number[] | null;
}

/** One group as the inspector shows it; parts that were not yet said are null or empty. */
export type GroupView = {
  readonly id: string;
  readonly pictureId: string;
  readonly group: Group | null;
  readonly pieces: Pieces;
} & (
  | { readonly kind: 'questions'; readonly questions: readonly AskedQuestion[] }
  | {
      readonly kind: 'answers';
      readonly answers: readonly GivenAnswer[];
      readonly silver: SilverRow | null;
      readonly gold: GoldVerdict | null;
      /** The vote that made the silver answer, while it is remembered. */
      readonly vote: VoteSet | null;
    }
);

const byId = <T>(all: readonly T[], id: (one: T) => string): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [id(one), one]));

/** Joins by id what the events said about one group; null when the step holds no such group. */
export function groupView(run: RunState, step: StepRecord, id: string): GroupView | null {
  const group = step.groups.find((one) => one.id === id) ?? null;
  const questions = step.questions.filter((question) => question.groupId === id);
  const rollouts = step.rollouts.filter((rollout) => rollout.groupId === id);
  if (questions.length > 0) return questionsView(run, step, id, group, questions, rollouts);
  if (rollouts.length === 0 && group === null) return null;
  const questionId = group?.questionId ?? rollouts[0]?.promptId ?? null;
  const silver = silverRow(run, step.position.round, questionId);
  const rewards = byId(step.answerRewards, (reward) => reward.rolloutId);
  const after = byId(step.after, (scored) => scored.rolloutId);
  return {
    kind: 'answers',
    id,
    group,
    pieces: step.pieces,
    gold: silverRound(run, step.position.round)?.gold.find((one) => one.questionId === questionId) ?? null,
    pictureId: group?.pictureId ?? silver?.pictureId ?? '',
    silver,
    vote: voteOn(run, step.position.round, questionId),
    answers: rollouts.map((rollout) => ({
      rollout,
      reward: rewards.get(rollout.id) ?? null,
      advantage: advantageOf(group, [rollout.id]),
      after: after.get(rollout.id)?.logProbs ?? null,
    })),
  };
}

function questionsView(
  run: RunState,
  step: StepRecord,
  id: string,
  group: Group | null,
  questions: readonly Question[],
  rollouts: readonly Rollout[],
): GroupView {
  const votes = byId(step.votes, (vote) => vote.questionId);
  const rewards = byId(step.questionRewards, (reward) => reward.questionId);
  const after = byId(step.after, (scored) => scored.rolloutId);
  const gold = byId(step.gold, (verdict) => verdict.questionId);
  return {
    kind: 'questions',
    id,
    group,
    pieces: step.pieces,
    pictureId: questions[0]!.pictureId,
    questions: questions.map((question) => {
      // A group may name its members by question or by the rollout that the question was parsed from.
      const rollout = rollouts.find((one) => one.sample === question.sample);
      return {
        question,
        vote: votes.get(question.id) ?? null,
        reward: rewards.get(question.id) ?? null,
        advantage: advantageOf(group, rollout === undefined ? [question.id] : [question.id, rollout.id]),
        silver: step.position.stage === 'B' ? silverRow(run, step.position.round, question.id) : null,
        rollout: rollout ?? null,
        after: (rollout && after.get(rollout.id)?.logProbs) ?? null,
        gold: gold.get(question.id) ?? null,
      };
    }),
  };
}

function advantageOf(group: Group | null, ids: readonly string[]): number | null {
  const at = group?.memberIds.findIndex((member) => ids.includes(member)) ?? -1;
  return group?.advantages[at] ?? null;
}

export const silverRound = (run: Pick<RunState, 'silver'>, round: number): SilverRound | null =>
  run.silver.find((one) => one.round === round) ?? null;

const silverRow = (run: RunState, round: number, questionId: string | null): SilverRow | null =>
  silverRound(run, round)?.rows.find((row) => row.questionId === questionId) ?? null;

function voteOn(run: RunState, round: number, questionId: string | null): VoteSet | null {
  for (const step of run.steps) {
    if (step.position.round !== round || step.position.stage !== 'B') continue;
    const vote = step.votes.find((one) => one.questionId === questionId);
    if (vote !== undefined) return vote;
  }
  return null;
}
