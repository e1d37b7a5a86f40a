import type { ListedRun } from '../runs/libraryCalls.ts';
import type { SessionState } from '../session/session.ts';

/** The run that goes on here, once it has finished a step that trains: until then both of its roles are what it began with. */
export const liveAskable = ({ kind, run }: Pick<SessionState, 'kind' | 'run'>): string | null =>
  kind === 'live' && run.rows.some(({ role }) => role !== null) ? (run.header?.runId ?? null) : null;

/** The runs whose roles can be asked: the one that goes on here first, then the stored ones that have their weights. */
export function askableRuns(
  live: string | null,
  stored: readonly Pick<ListedRun, 'header' | 'weights'>[],
): readonly string[] {
  const others = stored.filter(({ weights, header }) => weights && header.runId !== live);
  return [...(live === null ? [] : [live]), ...others.map(({ header }) => header.runId)];
}
