import { filters, noFilter, type GroupFilter } from './groupFilter.ts';
import type { GroupSummary } from './groupSummary.ts';
import { groupView, type GroupView } from './groupView.ts';
import { groupsOfStep, listed } from './listed.ts';
import type { RunState, StepRecord } from '../session/runState.ts';
import type { ScreenState } from '../screen.ts';

/** What the views of a group look at: the chosen step and group, or the newest while the run is followed. */
export interface Selection {
  readonly following: boolean;
  readonly key: string | null;
  /** Null when the step is no longer in memory, or nothing happened yet. */
  readonly step: StepRecord | null;
  /** What the list shows: filtered, in order, of this step or of all. */
  readonly groups: readonly GroupSummary[];
  readonly view: GroupView | null;
  /** Which of the groups of its step it is, as they were asked: the third of eight. */
  readonly place: { readonly at: number; readonly of: number } | null;
  /** Place of the chosen member; the first that parsed where none was chosen. */
  readonly member: number;
}

/** Without a filter, all groups of the step as they were asked. */
type Chosen = Pick<ScreenState, 'step' | 'group' | 'member'> & Partial<Pick<ScreenState, 'filter'>>;

const asAsked: GroupFilter = { ...noFilter, order: 'asked' };

/** The run, and what was chosen in it; null chooses the newest. `found` is the run in a step that was looked up at rest. */
export function select(run: RunState, chosen: Chosen, found: RunState | null = null): Selection {
  const { filter = asAsked } = chosen;
  const following = chosen.step === null;
  const resting = found?.steps.find((one) => one.key === chosen.step);
  const held = following ? run.steps.at(-1) : run.steps.find((one) => one.key === chosen.step);
  const step = resting ?? held ?? null;
  const key = step?.key ?? chosen.step;
  const groups = listed(run, key, step, filter);
  if (step === null) return { following, key, step, groups, view: null, place: null, member: 0 };
  const own = groupsOfStep(run, step.key, step);
  const fallback =
    (filters(filter) ? groups.find((one) => one.step === step.key && !one.zeroVariance) : undefined) ??
    own.find((one) => !one.zeroVariance) ??
    own[0];
  const id = own.some((one) => one.id === chosen.group) ? chosen.group : (fallback?.id ?? null);
  const view =
    id === null ? null : groupView(resting !== undefined && found !== null ? found : run, step, id);
  const at = own.findIndex((one) => one.id === id);
  const place = at < 0 ? null : { at: at + 1, of: own.length };
  return { following, key, step, groups, view, place, member: memberOf(view, chosen.member) };
}

function memberOf(view: GroupView | null, chosen: number | null): number {
  if (view === null) return 0;
  const members = view.kind === 'questions' ? view.questions.length : view.answers.length;
  if (chosen !== null) return Math.min(chosen, Math.max(0, members - 1));
  const first =
    view.kind === 'questions' ? view.questions.findIndex((one) => one.question.status === 'ok') : 0;
  return Math.max(0, first);
}
