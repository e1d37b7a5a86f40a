import type { Group } from '../grpo/group.ts';
import type { Question } from '../questioner/question.ts';
import type { AnswerReward } from '../rewards/answerReward.ts';
import type { Clustering } from '../rewards/clustering.ts';
import { effectiveKinds } from '../rewards/kind.ts';
import type { QuestionReward, RewardTerm } from '../rewards/questionReward.ts';
import type { SilverRow } from '../rewards/silver.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import { sameAnswer } from '../votes/sameAnswer.ts';
import { answerFormOf, answerIn } from '../votes/answerIn.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import type { MetricValues } from './metrics.ts';
import type { Run } from './run.ts';

/** What is measured of a step. Shares over nothing are left out: an absent metric is a gap in the chart, not a zero. */

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

const share = <T>(items: readonly T[], holds: (item: T) => boolean): number | undefined =>
  mean(items.map((item) => (holds(item) ? 1 : 0)));

function deviation(values: readonly number[]): number | undefined {
  const centre = mean(values);
  if (centre === undefined || values.length < 2) return undefined;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

interface Asked {
  readonly questions: readonly Question[];
  readonly rollouts: readonly Rollout[];
}

function completions(rollouts: readonly Rollout[]): MetricValues {
  return {
    'completions/mean_length': mean(rollouts.map(({ tokens }) => tokens.length)),
    'completions/clipped_ratio': share(rollouts, ({ finish }) => finish === 'length'),
  };
}

const isDiversity = ({ key }: RewardTerm): boolean => key.startsWith('diversity');
const sumOf = (terms: readonly RewardTerm[]): number => terms.reduce((sum, { value }) => sum + value, 0);

/** What the vote says about what was asked. */
export function voteMetrics(
  run: Run,
  { questions, rollouts }: Asked,
  votes: readonly VoteSet[],
): MetricValues {
  const valid = questions.filter(({ status }) => status === 'ok');
  const checked = valid
    .map((question) => run.check(question.pictureId, question.text))
    .filter((it) => it !== null);
  const samples = votes.flatMap((vote) => vote.samples);
  return {
    'questioner/valid': share(questions, ({ status }) => status === 'ok'),
    'questioner/unanswerable': share(votes, ({ unanswerable }) => unanswerable),
    'questioner/wellPosed': share(checked, ({ wellPosed }) => wellPosed),
    'questioner/kinds': effectiveKinds(valid.map(({ text }) => text)),
    'vote/confidence': mean(votes.map(({ confidence }) => confidence)),
    'vote/abstained': share(samples, ({ classId }) => classId === null),
    ...completions(rollouts),
  };
}

export function questionMetrics(
  run: Run,
  asked: Asked,
  votes: readonly VoteSet[],
  clusterings: readonly Clustering[],
  rewards: readonly QuestionReward[],
  groups: readonly Group[],
): MetricValues {
  const totals = rewards.map(({ total }) => total);
  const batch = clusterings.find(({ scope }) => scope === 'batch');
  const perGroup = clusterings.filter(({ scope }) => scope === 'group');
  return {
    ...voteMetrics(run, asked, votes),
    'questioner/reward': mean(totals),
    'questioner/reward_std': deviation(totals),
    'questioner/uncertainty': mean(
      rewards.map(({ terms }) => sumOf(terms.filter(({ key }) => key === 'uncertainty'))),
    ),
    'questioner/diversity': mean(rewards.map(({ terms }) => sumOf(terms.filter(isDiversity)))),
    'questioner/clusters': batch
      ? new Set(batch.labels).size
      : perGroup.reduce((sum, { labels }) => sum + new Set(labels).size, 0),
    frac_reward_zero_std: share(groups, ({ zeroVariance }) => zeroVariance),
  };
}

export function answerMetrics(
  run: Run,
  silver: readonly SilverRow[],
  rollouts: readonly Rollout[],
  rewards: readonly AnswerReward[],
  groups: readonly Group[],
): MetricValues {
  const rowOf = new Map(silver.map((row) => [row.questionId, row]));
  const againstGold = rollouts.flatMap((rollout) => {
    const row = rowOf.get(rollout.promptId)!;
    const checked = run.check(row.pictureId, row.question);
    if (checked === null || checked.gold === null) return [];
    const answer = answerIn(rollout.text, answerFormOf(run.prompts));
    return [answer !== null && sameAnswer(answer, checked.gold, 'type-aware', row.type) !== null];
  });
  return {
    'reasoner/accuracy': share(rewards, ({ correct }) => correct),
    'reasoner/goldAccuracy': share(againstGold, (right) => right),
    frac_reward_zero_std: share(groups, ({ zeroVariance }) => zeroVariance),
    ...completions(rollouts),
  };
}

/** Size of the silver set, and how many of its labels are right where the scene is known: ill-posed questions count as wrong. */
export function silverMetrics(run: Run, rows: readonly SilverRow[]): MetricValues {
  const kept = rows.filter((row) => row.kept);
  const checkable = kept.flatMap((row) => {
    const checked = run.check(row.pictureId, row.question);
    if (checked === null) return [];
    return [
      checked.gold !== null && sameAnswer(row.silver ?? '', checked.gold, 'type-aware', row.type) !== null,
    ];
  });
  return { 'silver/kept': kept.length, 'silver/precision': share(checkable, (right) => right) };
}

/** Seconds and tokens of one step. */
export class Stopwatch {
  readonly #run: Run;
  readonly #began: number;
  #last: number;
  #tokens = 0;
  #sampling = 0;
  readonly #laps: Partial<Record<'rollout' | 'vote' | 'update', number>> = {};

  constructor(run: Run) {
    this.#run = run;
    this.#began = run.now();
    this.#last = this.#began;
  }

  lap(part: 'rollout' | 'vote' | 'update'): number {
    const now = this.#run.now();
    const seconds = now - this.#last;
    this.#last = now;
    this.#laps[part] = seconds;
    return seconds;
  }

  /** A lap in which `what` was sampled: rollouts, or a number of tokens. */
  sampled(part: 'rollout' | 'vote', what: readonly Rollout[] | number): void {
    this.#sampling += this.lap(part);
    this.#tokens +=
      typeof what === 'number' ? what : what.reduce((sum, { tokens }) => sum + tokens.length, 0);
  }

  metrics(): MetricValues {
    const { tensors, megabytes } = this.#run.measureMemory();
    return {
      tokens_per_second: this.#sampling > 0 ? this.#tokens / this.#sampling : undefined,
      'seconds/rollout': this.#laps.rollout,
      'seconds/vote': this.#laps.vote,
      'seconds/update': this.#laps.update,
      'seconds/step': this.#run.now() - this.#began,
      tensors,
      memory: megabytes,
    };
  }
}
