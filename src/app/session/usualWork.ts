import { median } from './progress.ts';
import { workKey, type RunState } from './runState.ts';

/** Seconds that the present work usually takes: the median of its last times; null while nothing is known. */
export function usualSecondsOfWork({ work, position, workSeconds }: RunState): number | null {
  if (work === null || position === null) return null;
  return median(workSeconds[workKey(position.stage, work.work)] ?? []);
}
