import { faultOf } from '../errors.ts';
import type { Picture } from '../images/picture.ts';
import type { PresetName } from '../loop/presets.ts';
import type { Command } from '../loop/protocol.ts';
import { strings } from '../ui/strings.ts';
import type { App } from './app.ts';
import { nowhere, type Place } from './place.ts';
import { openCommand } from './setup/openCommand.ts';
import { ReplaySource } from './session/replaySource.ts';
import type { RecordedRun } from './session/recordings.ts';
import { onlyRole } from './setup/onlyRole.ts';

/**
 * Starts a run of what is in the tray, on a fresh worker, and goes no further than `advance` where one is given. A
 * recorded run moves on until the worker is ready.
 */
export async function startRun(app: App, advance?: Extract<Command, { kind: 'advance' }>): Promise<void> {
  const { pictures } = app.tray.getState();
  const { link, adapter } = app.setup.getState();
  const { preset, config } = link;
  if (pictures.length === 0) {
    app.session.report({ code: 'no-pictures', ...strings.faults.noPictures });
    return;
  }
  const open = await openCommand(app);
  if (open === null) return;
  app.session.prepare(app.makeLive(), open, () => {
    app.gallery.setState(new Map(pictures.map((one) => [one.picture.id, one.thumbnail])), true);
    app.screen.chooseStep(null);
  });
  app.shelf.leave();
  const { newRunId } = await import('../runs/runName.ts');
  const runId = newRunId(config['run.seed'], new Date());
  const taken = pictures.map((one) => one.picture);
  app.session.send({ kind: 'pace', pace: app.screen.getState().pace }, true);
  app.session.send({ kind: 'start', runId, preset, config, pictures: taken, adapter }, true);
  if (advance !== undefined) app.session.send(advance, true);
  await keep(app, taken);
}

/** Shows a run that is not computed now. */
export function showRun(
  app: App,
  kind: 'recorded' | 'imported' | 'stored',
  { events, thumbnails }: RecordedRun,
  /** Where an address leads: the whole run is there at once then, and nothing moves. */
  place: Place = nowhere,
): void {
  app.gallery.setState(thumbnails, true);
  app.screen.setState(place);
  const only = onlyRole(app.setup.getState().link.config);
  app.session.connect(new ReplaySource(kind, events, { only, atOnce: place.step !== null }));
  app.session.send({ kind: 'pace', pace: app.screen.getState().pace });
  app.session.send({ kind: 'open', model: { kind: 'embedded' }, backend: 'auto' });
}

/** Shows the recording of a preset where there is one, unless something live took its place meanwhile. */
export async function showRecording(app: App, preset: string, place: Place = nowhere): Promise<void> {
  const { kind } = app.session.getState();
  try {
    const recorded = await app.recordings.load(preset);
    if (recorded !== null && app.session.getState().kind === kind) showRun(app, 'recorded', recorded, place);
  } catch (thrown) {
    app.session.report(faultOf(thrown));
  }
}

/** Another preset for the next run. Where nothing live is shown, its recording is. */
export async function changePreset(app: App, preset: PresetName): Promise<void> {
  app.setup.choosePreset(preset);
  const { kind, preparing } = app.session.getState();
  if (!preparing && (kind === 'recorded' || kind === 'none')) await showRecording(app, preset);
}

/** Whether something is being computed, or gets ready to be, that must not be thrown away for a look at something else. */
export function isBusy(app: App): boolean {
  const { kind, worker, preparing } = app.session.getState();
  return preparing || (kind === 'live' && ['empty', 'opening', 'running', 'pausing'].includes(worker));
}

async function keep(app: App, pictures: readonly Picture[]): Promise<void> {
  try {
    const { keepForRun } = await import('./pictures/runPictures.ts');
    await keepForRun(app, pictures);
  } catch {
    app.session.report({ code: 'pictures-not-kept', ...strings.faults.notKept });
  }
}
