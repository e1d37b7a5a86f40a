import type { RunState } from './runState.ts';

/** The middle value; the mean of the two middle ones for an even number; null for none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Seconds until the current stage ends, from the median of its last steps; null while nothing is known. */
export function secondsLeftInStage(run: RunState): number | null {
  if (run.stage === null || run.end !== null) return null;
  const pace = median(run.stepSeconds[run.stage.stage]);
  return pace === null ? null : pace * Math.max(0, run.stage.steps - run.stepsDone);
}

/** Share of the current stage that is done, the work inside the current step counted in; null when unknown. */
export function stageShare(run: RunState): number | null {
  if (run.stage === null) return null;
  const within = run.work === null || run.work.of === 0 ? 0 : run.work.done / run.work.of;
  if (run.stage.steps === 0) return run.work === null ? null : within;
  return Math.min(1, run.stepsDone / run.stage.steps);
}

/** "40 s", "3 min", "1 h 20 min": as coarse as an estimate deserves. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}
