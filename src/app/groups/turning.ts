import type { App } from '../app.ts';
import { hashOf } from '../place.ts';
import { select, type Selection } from './selection.ts';

const shown = (app: App): Selection => select(app.session.getState().run, app.screen.getState());

/** Chooses the group `by` places further down the list. */
export function turnGroup(app: App, by: number): void {
  const { groups, view } = shown(app);
  const id = app.screen.getState().group ?? view?.id;
  const at = groups.findIndex((group) => group.id === id);
  const next = groups[Math.max(0, Math.min(groups.length - 1, at + by))];
  if (next !== undefined) app.screen.chooseGroup(next.step, next.id);
}

/** Chooses the question or answer `by` places further in its group. */
export function turnMember(app: App, by: number): void {
  const { member } = shown(app);
  app.screen.chooseMember(Math.max(0, (app.screen.getState().member ?? member) + by));
}

/** Chooses the step `by` places later in the run. */
export function turnStep(app: App, by: number): void {
  const { rows } = app.session.getState().run;
  const { key } = shown(app);
  const at = rows.findIndex((row) => row.key === key);
  const next = rows[Math.max(0, Math.min(rows.length - 1, (at < 0 ? rows.length : at) + by))];
  if (next !== undefined) app.screen.chooseStep(next.key);
}

/** The address of the rollout that is looked at, for someone else: nothing in it follows the run. */
export function linkToShown(app: App): string {
  const { key, view, member } = shown(app);
  const { group, run } = app.screen.getState();
  const place = { step: key, group: view?.id ?? group, member };
  return `${location.origin}${location.pathname}${app.setup.query()}${hashOf('groups', place, run)}`;
}
