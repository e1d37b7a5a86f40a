import type { EvaluationResult } from './result.ts';

type Scored = Pick<EvaluationResult, 'n' | 'correct' | 'accuracy'>;

/** Every suite counts the same. Null without suites. */
export function macro(results: readonly Scored[]): number | null {
  const scored = results.filter(({ n }) => n > 0);
  return scored.length === 0 ? null : scored.reduce((sum, { accuracy }) => sum + accuracy, 0) / scored.length;
}

/** Every question counts the same. The paper's tables mix the two; here both are always shown. Null without questions. */
export function micro(results: readonly Scored[]): number | null {
  const n = results.reduce((sum, result) => sum + result.n, 0);
  return n === 0 ? null : results.reduce((sum, { correct }) => sum + correct, 0) / n;
}
