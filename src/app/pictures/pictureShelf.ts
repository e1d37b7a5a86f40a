import type { DBSchema } from 'idb';
import type { Picture } from '../../images/picture.ts';
import { smallDatabase } from '../../runs/smallDatabase.ts';

interface Shelf extends DBSchema {
  pictures: { key: string; value: Picture };
}

const using = smallDatabase<Shelf>('visplay-pictures', 'pictures', 'id');

/**
 * Keeps the pictures of the run that starts, on this machine, so that it can be resumed; of those before, the ones
 * with these ids stay.
 */
export function keepPictures(pictures: readonly Picture[], stay: ReadonlySet<string>): Promise<void> {
  return using(async (database) => {
    const transaction = database.transaction('pictures', 'readwrite');
    const kept = new Set(pictures.map((picture) => picture.id));
    const stored = new Set(await transaction.store.getAllKeys());
    for (const id of stored) if (!kept.has(id) && !stay.has(id)) void transaction.store.delete(id);
    for (const picture of pictures) if (!stored.has(picture.id)) void transaction.store.put(picture);
    await transaction.done;
  });
}

/** Keeps these beside the ones that are kept already. */
export function addKept(pictures: readonly Picture[]): Promise<void> {
  return using(async (database) => {
    const transaction = database.transaction('pictures', 'readwrite');
    for (const picture of pictures) void transaction.store.put(picture);
    await transaction.done;
  });
}

/** Those of the asked pictures that are still kept, in the order in which they are asked for. */
export function keptPictures(ids: readonly string[]): Promise<Picture[]> {
  return using(async (database) => {
    const found = await Promise.all(ids.map((id) => database.get('pictures', id)));
    return found.filter((picture) => picture !== undefined);
  });
}

/** How many pictures are kept, and the bytes of their pixels. */
export function picturesKept(): Promise<{ readonly pictures: number; readonly bytes: number }> {
  return using(async (database) => {
    let bytes = 0;
    let pictures = 0;
    // One after the other: all together may not fit into memory.
    for await (const { value } of database.transaction('pictures').store) {
      bytes += value.rgb.byteLength;
      pictures++;
    }
    return { pictures, bytes };
  });
}

export function forgetPictures(): Promise<void> {
  return using(async (database) => {
    await database.clear('pictures');
  });
}
