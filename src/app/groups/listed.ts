import type { GroupFilter } from './groupFilter.ts';
import { filtered } from './groupFilter.ts';
import { groupsOf, type GroupSummary } from './groupSummary.ts';
import { silverRound } from './groupView.ts';
import type { RunState, StepRecord, StepRow } from '../session/runState.ts';

const everywhere = new WeakMap<readonly StepRow[], readonly GroupSummary[]>();

/** The groups of every finished step, in order; the same list as long as no step is added. */
function everyGroup(rows: readonly StepRow[]): readonly GroupSummary[] {
  const known = everywhere.get(rows);
  if (known !== undefined) return known;
  const all = rows.flatMap((row) => row.groups);
  everywhere.set(rows, all);
  return all;
}

/** The groups of one step: those that its row kept, or what is being made. */
export function groupsOfStep(run: RunState, key: string, step: StepRecord | null): readonly GroupSummary[] {
  const row = run.rows.find((one) => one.key === key);
  if (row !== undefined) return row.groups;
  if (step === null) return [];
  const { round, stage } = step.position;
  return groupsOf(step, stage === 'C' ? silverRound(run, round) : null);
}

/** The list beside the inspector: one step's groups or all of them, filtered and in order. */
export function listed(
  run: RunState,
  key: string | null,
  step: StepRecord | null,
  filter: GroupFilter,
): readonly GroupSummary[] {
  if (filter.everywhere) return filtered(everyGroup(run.rows), filter);
  return key === null ? [] : filtered(groupsOfStep(run, key, step), { ...filter, role: 'both' });
}
