import { faultOf } from '../errors.ts';
import { addedByDrop, addedByPaste, addedByPicker } from '../images/dropped.ts';
import { strings } from '../ui/strings.ts';
import type { App } from './app.ts';
import { isBusy, showRun } from './running.ts';
import type { RecordedRun } from './session/recordings.ts';

const runFile = /\.(visplay|jsonl|jsonl\.gz)$/i;

/** Whether a file holds a run rather than pictures. */
export const isRunFile = (name: string): boolean => runFile.test(name);

/** Shows a run from a file; what is wrong with the file is said. A run that is going on is not thrown away for it. */
export async function importRun(app: App, file: File): Promise<void> {
  if (isBusy(app)) {
    app.session.report({ code: 'run-in-progress', ...strings.faults.runInProgress });
    return;
  }
  try {
    showRun(app, 'imported', await taken(app, file));
    app.screen.show('watch');
  } catch (thrown) {
    app.session.report(faultOf(thrown));
  }
}

/** Reads a run, and puts a `.visplay` file among the runs of this browser too; an event log is only read. */
async function taken(app: App, file: File): Promise<RecordedRun> {
  const { readRunFile } = await import('./readRunFile.ts');
  if (!/\.visplay$/i.test(file.name)) return readRunFile(file);
  const { libraryOf } = await import('./runs/library.ts');
  const [{ notice }, run] = await Promise.all([libraryOf(app).take(file), readRunFile(file)]);
  if (notice !== null) app.session.report(notice);
  return run;
}

/** Whatever was dropped on the page: a run is shown, everything else goes into the tray. */
export function takeDrop(app: App, transfer: DataTransfer): void {
  const [only] = transfer.files;
  const { sheet } = app.screen.getState();
  if (sheet === 'rescue') void rescue(app, addedByDrop(transfer));
  else if (transfer.files.length === 1 && only !== undefined && isRunFile(only.name))
    void importRun(app, only);
  else void app.tray.take(addedByDrop(transfer), app.setup.getState().link.config['run.seed']);
}

/** Files for a run whose pictures are looked for. */
async function rescue(app: App, added: ReturnType<typeof addedByDrop>): Promise<void> {
  const { rescueOf } = await import('./pictures/rescue.ts');
  await rescueOf(app).take(added);
}

/** Pictures from the clipboard; text is left to the field that has the focus. */
export function takePaste(app: App, transfer: DataTransfer): boolean {
  if (transfer.files.length === 0) return false;
  void app.tray.take(addedByPaste(transfer), app.setup.getState().link.config['run.seed']);
  return true;
}

/** Chosen files as pictures for the tray. */
export async function takeFiles(app: App, files: readonly File[]): Promise<void> {
  if (files.length > 0)
    await app.tray.take(addedByPicker(files), app.setup.getState().link.config['run.seed']);
}
