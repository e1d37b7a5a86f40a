/** One addend of a questioner reward, as the inspector shows it. */
export interface RewardTerm {
  readonly key: 'uncertainty' | 'diversity in group' | 'diversity in batch' | 'balance' | 'invalid' | 'unanswerable' | 'blind' | 'random';
  /** Signed contribution to the total, before any ReLU. */
  readonly value: number;
  /** The arithmetic with its own numbers, for example `min(0.625, 1 − 0.625)`. */
  readonly formula: string;
}

/** The questioner's reward for one question. */
export interface QuestionReward {
  readonly questionId: string;
  readonly valid: boolean;
  readonly confidence: number | null;
  readonly clusterId: number;
  readonly clusterSize: number;
  readonly terms: readonly RewardTerm[];
  readonly total: number;
}
