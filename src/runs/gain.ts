import type { EvaluationResult } from '../evaluation/result.ts';

/** How much better one evaluation is than another on the same suite, with a 95 % interval. */
export interface Gain {
  readonly difference: number;
  readonly ci95: readonly [number, number];
}

/**
 * Difference of two accuracies with Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, method 10),
 * built from the Wilson intervals of both. It takes the two as independent: for the same questions asked twice it
 * is wider than a paired interval would be.
 */
export function gain(end: EvaluationResult, start: EvaluationResult): Gain {
  const difference = end.accuracy - start.accuracy;
  const below = Math.hypot(end.accuracy - end.ci95[0], start.ci95[1] - start.accuracy);
  const above = Math.hypot(end.ci95[1] - end.accuracy, start.accuracy - start.ci95[0]);
  return { difference, ci95: [difference - below, difference + above] };
}

/** What a gain shows: `same` where its interval holds none, so that it may be chance. */
export function verdictOf({ ci95: [low, high] }: Gain): 'better' | 'worse' | 'same' {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'same';
}
