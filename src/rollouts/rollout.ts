/** One sampled completion of either role, as plain data. */
export interface Rollout {
  readonly id: string;
  /** The prompt that it answers: a picture's id for the questioner, a question's id for the reasoner. */
  readonly promptId: string;
  readonly groupId: string;
  readonly sample: number;
  readonly text: string;
  /** Generated token ids, the end token included when it was produced. */
  readonly tokens: readonly number[];
  /** Log-probability of each token under the sampling weights at temperature 1. */
  readonly logProbs: readonly number[];
  readonly finish: 'stop' | 'length';
}
