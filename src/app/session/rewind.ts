import type { RunState } from './runState.ts';

/**
 * The state without everything that came at or after event number `sequence`: a run resumed from a checkpoint says
 * again what it had said since. Checkpoints lie between steps, so a step is either whole or gone.
 */
export function rewind(state: RunState, sequence: number): RunState {
  if (sequence > state.sequence) return state;
  const earlier = <T extends { readonly sequence: number }>(all: readonly T[]): readonly T[] =>
    all.filter((one) => one.sequence < sequence);
  const rows = earlier(state.rows);
  const last = rows.at(-1);
  const tick = last?.tick ?? 0;
  const series = Object.fromEntries(
    Object.entries(state.series)
      .map(
        ([id, line]) => [id, { ...line, points: line.points.filter((point) => point.tick <= tick) }] as const,
      )
      .filter(([, line]) => line.points.length > 0),
  );
  return {
    ...state,
    rows,
    tick,
    tokens: last?.tokens ?? 0,
    series,
    stages: earlier(state.stages),
    steps: earlier(state.steps),
    silver: earlier(state.silver),
    evaluations: earlier(state.evaluations),
    alerts: earlier(state.alerts),
    work: null,
    workStartedAt: null,
    end: null,
  };
}
