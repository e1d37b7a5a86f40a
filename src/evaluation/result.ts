/** Greedy accuracy on one held-out suite. */
export interface EvaluationResult {
  readonly suite: string;
  readonly n: number;
  readonly correct: number;
  readonly accuracy: number;
  /** Wilson score interval at 95 %. */
  readonly ci95: readonly [number, number];
  /** Share of the questions that were answered in a box. */
  readonly boxed: number;
  /** Accuracy of the majority of 8 samples at temperature 1; null when it was not asked for. */
  readonly majorityAt8: number | null;
  /** Accuracy of one sample at temperature 1 (mean of those 8). */
  readonly oneSample: number | null;
  /** Share of the questions that any of those 8 answers; results of older runs lack it. */
  readonly anyOf8?: number | null;
  /** Accuracy of always giving the most frequent answer of the suite. */
  readonly baseline: number;
  readonly bySkill: Readonly<Record<string, { readonly n: number; readonly correct: number }>>;
}
