import { key, shuffled } from '../tensor/random.ts';

export interface PlanOptions {
  /** Wanted steps and groups per step. */
  readonly steps: number;
  readonly groupsPerStep: number;
  /** Below this many rows `skip` does not train at all. */
  readonly minimum: number;
  readonly shortage: 'shrink' | 'repeat' | 'skip';
  /** Most passes over the rows that `repeat` makes. */
  readonly passes: number;
}

/** How stage C uses the silver set. */
export interface ReasonerPlan {
  readonly steps: number;
  readonly rowsPerStep: number;
  /** Passes over the rows that are begun; 1 or less repeats nothing, 0 trains nothing. */
  readonly repeats: number;
  /** What differs from what was asked for, and why; null when nothing does. */
  readonly said: string | null;
}

/**
 * What to do with the rows there are. Whenever one pass gives fewer steps than wanted the policy decides: `shrink`
 * takes the steps of one pass, `repeat` passes over the rows again, freshly shuffled, so often at most, and `skip` is `shrink` down to
 * the minimum and nothing below it. (The official code has no policy: it fails in the next stage, see
 * `scripts_Qwen-VL-7B/main.sh`.)
 */
export function planReasonerSteps(keptRows: number, options: PlanOptions): ReasonerPlan {
  const { steps, groupsPerStep, minimum, shortage, passes } = options;
  const nothing = { steps: 0, rowsPerStep: 0, repeats: 0 };
  if (steps === 0) return { ...nothing, said: null };
  if (keptRows === 0)
    return { ...nothing, said: 'No question was kept: the reasoner is not trained in this round.' };
  if (keptRows < minimum && shortage === 'skip') {
    const said = `${rows(keptRows)} kept and ${minimum} needed: the reasoner is not trained in this round.`;
    return { ...nothing, said };
  }
  const rowsPerStep = Math.min(groupsPerStep, keptRows);
  const onePass = Math.floor(keptRows / rowsPerStep);
  if (onePass >= steps) return { steps, rowsPerStep, repeats: 1, said: null };
  const lack = `${rows(keptRows)} kept and ${steps * groupsPerStep} wanted:`;
  if (shortage === 'repeat') {
    const most = Math.min(steps, passes * onePass);
    const repeats = Math.ceil(most / onePass);
    return {
      steps: most,
      rowsPerStep,
      repeats,
      said: `${lack} ${most} steps pass over them ${repeats} times.`,
    };
  }
  const fewer = onePass === 1 ? '1 step' : `${onePass} steps`;
  return { steps: onePass, rowsPerStep, repeats: 1, said: `${lack} ${fewer} instead of ${steps}.` };
}

const rows = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);

/**
 * The rows of one step, counted from 1. Every pass is shuffled afresh and its last incomplete step left out, so no row
 * comes twice within a step.
 */
export function rowsOfStep<T>(kept: readonly T[], plan: ReasonerPlan, step: number, shuffleKey: number): T[] {
  const perPass = Math.floor(kept.length / plan.rowsPerStep);
  const pass = Math.floor((step - 1) / perPass);
  const from = ((step - 1) % perPass) * plan.rowsPerStep;
  return shuffled(kept, key(shuffleKey, pass)).slice(from, from + plan.rowsPerStep);
}
