/** The pictures of a run that is not new: from the tray, and from what is kept on this machine. */
import type { Picture } from '../../images/picture.ts';
import { thumbnail } from '../../images/thumbnail.ts';
import type { RunHeader } from '../../loop/events.ts';
import { thumbnailsOf } from '../../runs/thumbnailShelf.ts';
import type { App, Gallery } from '../app.ts';
import { fromCollections } from './collectionShelf.ts';
import { keepPictures, keptPictures } from './pictureShelf.ts';
import { rescueOf } from './rescue.ts';
import { THUMBNAIL_EDGE } from './pictureSource.ts';

/** Those of the asked pictures that are here, in the order in which they are asked for. */
export async function gather(app: App, ids: readonly string[]): Promise<Picture[]> {
  const found = new Map(app.tray.getState().pictures.map(({ picture }) => [picture.id, picture]));
  // The ids are hashes of the pixels: wherever a picture lies, it is the same.
  for (const look of [
    async (missing: readonly string[]) => rescued(app, missing),
    keptPictures,
    fromCollections,
    drawn,
  ]) {
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length === 0) break;
    for (const picture of await look(missing).catch(() => [])) found.set(picture.id, picture);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** The drawing program comes only where there is something to draw. */
const drawn = async (ids: readonly string[]): Promise<readonly Picture[]> =>
  ids.some((id) => id.startsWith('world-')) ? (await import('./redrawn.ts')).redrawn(ids) : [];

const rescued = (app: App, ids: readonly string[]): readonly Picture[] => {
  const { found } = rescueOf(app).getState();
  return ids.flatMap((id) => found.get(id) ?? []);
};

/** Small copies of the pictures of a run: of those that are here, and those that came with its file. */
export async function galleryOf(app: App, { runId, pictures }: RunHeader): Promise<Gallery> {
  const gallery = new Map<string, Exclude<ReturnType<Gallery['get']>, undefined>>();
  const came = await thumbnailsOf(runId).catch(() => new Map<string, Uint8Array>());
  for (const [id, address] of thumbnailAddresses(came)) gallery.set(id, address);
  const ids = pictures.map(({ id }) => id);
  for (const picture of await gather(app, ids)) gallery.set(picture.id, thumbnail(picture, THUMBNAIL_EDGE));
  return gallery;
}

/** Encoded thumbnails of a run file as addresses that can be shown, by picture id. */
export const thumbnailAddresses = (
  files: ReadonlyMap<string, Uint8Array>,
): readonly (readonly [string, string])[] =>
  [...files].map(([name, bytes]) => {
    // Whatever a file says it is, it is shown as a picture and nothing else.
    const blob = new Blob([new Uint8Array(bytes)], { type: 'image/webp' });
    return [name.replace(/\.\w+$/, ''), URL.createObjectURL(blob)] as const;
  });

/** Runs before this one whose pictures stay, for they can still be resumed. */
const RUNS_KEPT = 4;

/** Keeps the pictures of a run that starts, beside those of the newest runs that wait to be resumed. */
export async function keepForRun(app: App, pictures: readonly Picture[]): Promise<void> {
  const waiting = await app.shelf.resumable().catch(() => []);
  const stay = waiting.slice(0, RUNS_KEPT).flatMap(({ header }) => header.pictures.map(({ id }) => id));
  await keepPictures(pictures, new Set(stay));
}
