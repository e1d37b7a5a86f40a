/** The reasoner's reward for one rollout against its silver answer. */
export interface AnswerReward {
  readonly rolloutId: string;
  /** The content of the last box; null when there was none. */
  readonly extracted: string | null;
  readonly correct: boolean;
  readonly accuracy: number;
  readonly format: number;
  readonly total: number;
}
