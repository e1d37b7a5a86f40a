/** One GRPO group: the rollouts of one prompt with their rewards and advantages, in the order of `memberIds`. */
export interface Group {
  readonly id: string;
  readonly role: 'questioner' | 'reasoner';
  readonly pictureId: string;
  /** What was asked; null for the questioner, whose prompt is the picture. */
  readonly questionId: string | null;
  readonly memberIds: readonly string[];
  readonly rewards: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  readonly advantages: readonly number[];
  /** True when every reward is the same: nothing to learn from. */
  readonly zeroVariance: boolean;
  /** False when the group was left out of the update. */
  readonly trained: boolean;
}
