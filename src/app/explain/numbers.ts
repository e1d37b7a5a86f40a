/** Numbers of the page that are no metric: where each is worked out, and under which key the events hold it. */
interface Origin {
  readonly source: string;
  readonly raw: string;
}

const origin = (source: string, raw: string): Origin => ({ source, raw });

export const numbers = {
  questionReward: origin('src/rewards/questionReward.ts', 'question rewards/total'),
  answerReward: origin('src/rewards/answerReward.ts', 'answers/rewards/total'),
  format: origin('src/rewards/answerReward.ts', 'answers/rewards/format'),
  advantage: origin('src/grpo/advantages.ts', 'groups/advantages'),
  difference: origin('src/grpo/advantages.ts', 'groups/advantages'),
  imitated: origin('src/grpo/advantages.ts', 'groups/advantages'),
  mean: origin('src/grpo/advantages.ts', 'groups/mean'),
  deviation: origin('src/grpo/advantages.ts', 'groups/deviation'),
  rightAnswers: origin('src/rewards/answerReward.ts', 'answers/rewards/correct'),
  confidence: origin('src/votes/vote.ts', 'votes/confidence'),
  votes: origin('src/votes/vote.ts', 'votes/classes/count'),
  logProb: origin('src/model/generate.ts', 'rollouts/logProbs'),
  probability: origin('src/model/generate.ts', 'rollouts/logProbs'),
  probabilityAfter: origin('src/loop/observe.ts', 'step/after/logProbs'),
  ratio: origin('src/grpo/loss.ts', 'step/after/logProbs'),
  change: origin('src/charts/series.ts', 'step/metrics'),
  asked: origin('src/rewards/silver.ts', 'funnel/counts/asked'),
  parsed: origin('src/rewards/silver.ts', 'funnel/counts/parsed'),
  answered: origin('src/rewards/silver.ts', 'funnel/counts/answered'),
  kept: origin('src/rewards/silver.ts', 'funnel/counts/kept'),
  droppedRows: origin('src/rewards/silver.ts', 'funnel/dropped'),
  dropped: origin('src/rewards/silver.ts', 'funnel/dropped'),
  right: origin('src/evaluation/heldOut.ts', 'evaluation/result/correct'),
  accuracy: origin('src/evaluation/heldOut.ts', 'evaluation/result/accuracy'),
  interval: origin('src/evaluation/wilson.ts', 'evaluation/result/ci95'),
  baseline: origin('src/evaluation/heldOut.ts', 'evaluation/result/baseline'),
  best: origin('src/runs/storedRun.ts', 'evaluation/result/accuracy'),
  gain: origin('src/runs/gain.ts', 'evaluation/result/accuracy'),
  steps: origin('src/app/session/fold.ts', 'step'),
  size: origin('src/runs/storedRun.ts', 'bytes'),
  alternative: origin('src/model/reading.ts', 'spoken/tokens/alternatives/logProb'),
  attention: origin('src/model/reading.ts', 'spoken/tokens/attention'),
} as const satisfies Record<string, Origin>;

export type NumberName = keyof typeof numbers;

export const isNumberName = (name: string): name is NumberName => Object.hasOwn(numbers, name);
