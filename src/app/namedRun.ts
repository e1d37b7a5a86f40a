/** The run that a link to a place in it names. Loaded with the first link of this kind. */
import { laterStrings } from '../ui/laterStrings.ts';
import type { App } from './app.ts';
import { nowhere, type Place } from './place.ts';
import { isBusy, showRecording } from './running.ts';
import { showStored } from './storedRuns.ts';

/**
 * Shows it at that place: a recorded run by its preset, one of this browser by its id. Where it is not here, that is said,
 * nothing stands in for the place, and `otherwise` shows what is shown without it.
 */
export async function showNamed(
  app: App,
  name: string,
  place: Place,
  otherwise: () => Promise<void> = async () => undefined,
): Promise<void> {
  // Who goes back in the history of the browser does not throw a run away by it.
  if (isBusy(app)) return;
  if (app.recordings.has(name)) return showRecording(app, name, place);
  const stored = await app.shelf.find(name).catch(() => null);
  if (stored !== null) return showStored(app, stored.header, place);
  app.screen.setState({ ...nowhere, run: null });
  await otherwise();
  app.session.report({ code: 'run-not-here', ...laterStrings.library.notHere(name) });
}
