import { groupsOf, type GroupSummary } from './groupSummary.ts';
import { groupView, silverRound, type GroupView } from './groupView.ts';
import type { RunState, StepRecord } from '../session/runState.ts';
import type { ScreenState } from '../screen.ts';

/** What the views of a group look at: the chosen step and group, or the newest while the run is followed. */
export interface Selection {
  readonly following: boolean;
  readonly key: string | null;
  /** Null when the step is no longer in memory, or nothing happened yet. */
  readonly step: StepRecord | null;
  readonly groups: readonly GroupSummary[];
  readonly view: GroupView | null;
  /** Place of the chosen member; the first that parsed where none was chosen. */
  readonly member: number;
}

/** The run, and what was chosen in it; null chooses the newest. */
export function select(
  run: RunState,
  { step: chosen, group, member }: Pick<ScreenState, 'step' | 'group' | 'member'>,
): Selection {
  const following = chosen === null;
  const step = following ? run.steps.at(-1) : run.steps.find((one) => one.key === chosen);
  if (step === undefined) {
    return { following, key: chosen, step: null, groups: [], view: null, member: 0 };
  }
  const groups = groupsOf(step, step.position.stage === 'C' ? silverRound(run, step.position.round) : null);
  const fallback = groups.find((one) => !one.zeroVariance) ?? groups[0];
  const id = groups.some((one) => one.id === group) ? group : (fallback?.id ?? null);
  const view = id === null ? null : groupView(run, step, id);
  return { following, key: step.key, step, groups, view, member: memberOf(view, member) };
}

function memberOf(view: GroupView | null, chosen: number | null): number {
  if (view === null) return 0;
  const members = view.kind === 'questions' ? view.questions.length : view.answers.length;
  if (chosen !== null) return Math.min(chosen, Math.max(0, members - 1));
  const first =
    view.kind === 'questions' ? view.questions.findIndex((one) => one.question.status === 'ok') : 0;
  return Math.max(0, first);
}
