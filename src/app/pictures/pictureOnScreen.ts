import type { App } from '../app.ts';
import { select } from '../groups/selection.ts';

/** The picture of the tray that the screen speaks of: that of the group that is looked at, else the first. */
export function pictureOnScreen(app: App): string | null {
  const { pictures } = app.tray.getState();
  const shown = select(app.session.getState().run, app.screen.getState()).view?.pictureId;
  return (pictures.find(({ picture }) => picture.id === shown) ?? pictures[0])?.picture.id ?? null;
}
