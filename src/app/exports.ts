import { VisplayError } from '../errors.ts';
import type { StampedEvent } from '../loop/events.ts';
import { strings } from '../ui/strings.ts';
import type { App, Gallery } from './app.ts';
import { THUMBNAIL_EDGE } from './pictures/pictureSource.ts';
import type { PackExtras } from './runs/libraryCalls.ts';

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

/** A run that can be taken along, and what its parts take in the file, bytes. */
export interface Parcel {
  readonly runId: string;
  readonly events: number;
  /** Null where there is none. */
  readonly checkpoint: number | null;
  /** Encoded pictures by id and ending. */
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
  /** The file with these parts. */
  pack(extras: PackExtras): Promise<BlobPart>;
}

/**
 * Prepares a run of the list, or the one on the screen: from the store where it lies there, with its last checkpoint,
 * so that it can be resumed and asked elsewhere; what this page heard where it does not.
 * @throws VisplayError `nothing-to-export` before the first event.
 */
export async function parcelOf(app: App, chosen: string | null): Promise<Parcel> {
  const { libraryOf } = await import('./runs/library.ts');
  const library = libraryOf(app);
  await library.look();
  const { run, checkpoint } = app.session.getState();
  const onScreen = run.header?.runId;
  const stored = library.getState().runs?.find(({ header }) => header.runId === (chosen ?? onScreen));
  // A full disk took the run to the memory of its worker: what lies on the disk ends before its last checkpoint.
  const torn = stored?.header.runId === onScreen && (checkpoint ?? -1) > (stored?.lastSequence ?? -1);
  if (stored !== undefined && !torn) {
    const { header } = stored;
    const { runId } = header;
    const [sizes, gallery] = await Promise.all([
      library.measure(runId),
      import('./pictures/runPictures.ts').then(({ galleryOf }) => galleryOf(app, header)),
    ]);
    const thumbnails = await encoded(gallery);
    return { runId, ...sizes, thumbnails, pack: (extras) => library.pack(runId, extras) };
  }
  const { runId, events } = await eventsOf(app);
  const { packRun } = await import('../runs/runFile.ts');
  return {
    runId,
    events: packRun(events).length,
    checkpoint: null,
    thumbnails: await encoded(app.gallery.getState()),
    pack: async ({ thumbnails }) => packRun(events, { thumbnails }),
  };
}

export async function saveParcel(parcel: Parcel, extras: PackExtras): Promise<void> {
  download(`${parcel.runId}.visplay`, await parcel.pack(extras), 'application/zip');
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
    const pixels = typeof shown === 'string' ? await decoded(shown) : shown;
    if (pixels === null) continue;
    const canvas = new OffscreenCanvas(
      Math.min(pixels.width, THUMBNAIL_EDGE),
      Math.min(pixels.height, THUMBNAIL_EDGE),
    );
    const context = canvas.getContext('2d');
    if (pixels instanceof HTMLImageElement) context?.drawImage(pixels, 0, 0, canvas.width, canvas.height);
    else context?.putImageData(new ImageData(pixels.rgba, pixels.width, pixels.height), 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
    files.set(`${id}.webp`, new Uint8Array(await blob.arrayBuffer()));
  }
  return files;
}

/** Null where the address shows no picture any more. */
async function decoded(address: string): Promise<HTMLImageElement | null> {
  const image = new Image();
  image.src = address;
  return image.decode().then(
    () => image,
    () => null,
  );
}
