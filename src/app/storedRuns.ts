/** Runs at rest, taken up again or looked at. Loaded with the first of them. */
import { faultOf } from '../errors.ts';
import { thumbnail } from '../images/thumbnail.ts';
import type { RunHeader } from '../loop/events.ts';
import { laterStrings } from '../ui/laterStrings.ts';
import { strings } from '../ui/strings.ts';
import type { App } from './app.ts';
import { THUMBNAIL_EDGE } from './pictures/pictureSource.ts';
import { rescueOf } from './pictures/rescue.ts';
import { galleryOf, gather } from './pictures/runPictures.ts';
import { nowhere, type Place } from './place.ts';
import { isBusy, showRun } from './running.ts';
import { openCommand } from './setup/openCommand.ts';

/**
 * Takes up a run where its last checkpoint left it: the given one, the one on the screen, or the one that broke off before.
 * What it had said is shown first; the worker then says again what came after the checkpoint.
 */
export async function resumeRun(
  app: App,
  header = app.session.getState().run.header ?? app.shelf.getState().unfinished?.header,
): Promise<void> {
  if (header === undefined) return;
  if ((await (await app.claims()).elsewhere()).has(header.runId)) {
    app.session.report({ code: 'run-elsewhere', ...laterStrings.library.runElsewhere });
    return app.shelf.look();
  }
  try {
    const ids = header.pictures.map((picture) => picture.id);
    const pictures = await gather(app, ids);
    if (pictures.length < ids.length) {
      rescueOf(app).begin(header, pictures);
      app.screen.setState({ sheet: 'rescue' });
      return;
    }
    // Runs from before their model was noted were made with the one of the setup.
    const model = header.model.link ?? (header.model.name === 'nano' ? null : undefined);
    // As it was, or it would go on from slightly other weights; an older run says nothing of it.
    const open = await openCommand(app, model, header.model.packing ?? 'auto');
    if (open === null) return;
    const events = await app.shelf.events(header.runId);
    app.session.connect(app.makeLive());
    app.session.send(open);
    app.gallery.setState(new Map(pictures.map((one) => [one.id, thumbnail(one, THUMBNAIL_EDGE)])), true);
    app.session.recall(events);
    app.shelf.leave();
    app.session.send({ kind: 'resume', runId: header.runId, pictures }, true);
  } catch (thrown) {
    app.session.report(faultOf(thrown));
  }
}

/** Shows a run from the list as it was left, or at a place in it, with its pictures where they are still here. */
export async function showStored(app: App, header: RunHeader, place: Place = nowhere): Promise<void> {
  if (isBusy(app)) {
    app.session.report({ code: 'run-in-progress', ...strings.faults.runInProgress });
    return;
  }
  try {
    const events = await app.shelf.events(header.runId);
    const gallery = await galleryOf(app, header);
    showRun(app, 'stored', { events, thumbnails: new Map() }, place);
    app.gallery.setState(gallery, true);
    if (place.step === null) app.screen.show('watch');
  } catch (thrown) {
    app.session.report(faultOf(thrown));
  }
}
