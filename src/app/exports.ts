import { VisplayError } from '../errors.ts';
import type { StampedEvent } from '../loop/events.ts';
import { strings } from '../ui/strings.ts';
import type { App, Gallery } from './app.ts';
import { THUMBNAIL_EDGE } from './pictures/pictureSource.ts';

/** Hands a file to the visitor. */
export function download(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * All events of the run on the screen: the stored ones, or what this page heard where the store has fewer (a full
 * disk, a private window).
 * @throws VisplayError `nothing-to-export` before the first event.
 */
async function eventsOf(app: App): Promise<{ runId: string; events: readonly StampedEvent[] }> {
  const { run, kind } = app.session.getState();
  const runId = run.header?.runId;
  const { said, fix } = strings.faults.nothingToExport;
  if (runId === undefined) throw new VisplayError('nothing-to-export', said, fix);
  const heard = await app.session.heard();
  if (kind !== 'live') return { runId, events: heard };
  const stored = await app.shelf.events(runId).catch(() => []);
  // What is heard but not yet written is at most the current step.
  const whole = reaches(stored) >= reaches(heard) || heard[0]?.sequence !== 0;
  return { runId, events: whole ? stored : heard };
}

const reaches = (events: readonly StampedEvent[]): number => events.at(-1)?.sequence ?? -1;

export async function exportEvents(app: App): Promise<void> {
  const [{ runId, events }, { encodeEvents }] = await Promise.all([
    eventsOf(app),
    import('../runs/eventLog.ts'),
  ]);
  download(`${runId}.events.jsonl`, encodeEvents(events), 'application/jsonl');
}

export async function exportMetrics(app: App): Promise<void> {
  const [{ runId, events }, { metricsCsv }] = await Promise.all([
    eventsOf(app),
    import('../runs/metricsCsv.ts'),
  ]);
  download(`${runId}.metrics.csv`, metricsCsv(events), 'text/csv');
}

/**
 * The run on the screen as one file. From the store where it lies there, with its last checkpoint, so that it can be
 * resumed and asked elsewhere; what this page heard where it does not.
 */
export async function exportRun(app: App, withThumbnails: boolean): Promise<void> {
  const thumbnails = withThumbnails ? await encoded(app.gallery.getState()) : new Map<string, Uint8Array>();
  const shown = app.session.getState().run.header?.runId;
  const { libraryOf } = await import('./runs/library.ts');
  const library = libraryOf(app);
  await library.look();
  if (shown !== undefined && library.getState().runs?.some(({ header }) => header.runId === shown)) {
    await exportStored(app, shown, thumbnails);
    return;
  }
  const { runId, events } = await eventsOf(app);
  const { packRun } = await import('../runs/runFile.ts');
  download(`${runId}.visplay`, packRun(events, { thumbnails }), 'application/zip');
}

/** A run of the list as one file, with its last checkpoint. */
export async function exportStored(
  app: App,
  runId: string,
  thumbnails: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<void> {
  const { libraryOf } = await import('./runs/library.ts');
  const file = await libraryOf(app).pack(runId, { checkpoint: true, thumbnails });
  download(`${runId}.visplay`, file, 'application/zip');
}

export function exportWeights(app: App, role: 'questioner' | 'reasoner'): void {
  const runId = app.session.getState().run.header?.runId ?? 'model';
  app.session.onWeights((weights) => {
    download(`${runId}.${weights.role}.zip`, new Uint8Array(weights.zip), 'application/zip');
  });
  app.session.send({ kind: 'export weights', role });
}

/** Thumbnails as WebP files, by picture id and ending. */
async function encoded(gallery: Gallery): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const [id, shown] of gallery) {
    if (typeof shown === 'string') continue;
    const canvas = new OffscreenCanvas(
      Math.min(shown.width, THUMBNAIL_EDGE),
      Math.min(shown.height, THUMBNAIL_EDGE),
    );
    canvas.getContext('2d')?.putImageData(new ImageData(shown.rgba, shown.width, shown.height), 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
    files.set(`${id}.webp`, new Uint8Array(await blob.arrayBuffer()));
  }
  return files;
}
