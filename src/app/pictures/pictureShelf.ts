import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Picture } from '../../images/picture.ts';

interface Shelf extends DBSchema {
  pictures: { key: string; value: Picture };
}

const open = (): Promise<IDBPDatabase<Shelf>> =>
  openDB<Shelf>('visplay-pictures', 1, {
    upgrade: (database) => void database.createObjectStore('pictures', { keyPath: 'id' }),
  });

/**
 * Keeps the pictures of the run that starts, on this machine, so that it can be resumed; of those before, the ones
 * with these ids stay.
 */
export async function keepPictures(pictures: readonly Picture[], stay: ReadonlySet<string>): Promise<void> {
  const database = await open();
  try {
    const transaction = database.transaction('pictures', 'readwrite');
    const kept = new Set(pictures.map((picture) => picture.id));
    const stored = new Set(await transaction.store.getAllKeys());
    for (const id of stored) if (!kept.has(id) && !stay.has(id)) void transaction.store.delete(id);
    for (const picture of pictures) if (!stored.has(picture.id)) void transaction.store.put(picture);
    await transaction.done;
  } finally {
    database.close();
  }
}

/** Keeps these beside the ones that are kept already. */
export async function addKept(pictures: readonly Picture[]): Promise<void> {
  const database = await open();
  try {
    const transaction = database.transaction('pictures', 'readwrite');
    for (const picture of pictures) void transaction.store.put(picture);
    await transaction.done;
  } finally {
    database.close();
  }
}

/** Those of the asked pictures that are still kept, in the order in which they are asked for. */
export async function keptPictures(ids: readonly string[]): Promise<Picture[]> {
  const database = await open();
  try {
    const found = await Promise.all(ids.map((id) => database.get('pictures', id)));
    return found.filter((picture) => picture !== undefined);
  } finally {
    database.close();
  }
}

/** How many pictures are kept, and the bytes of their pixels. */
export async function picturesKept(): Promise<{ readonly pictures: number; readonly bytes: number }> {
  const database = await open();
  try {
    let bytes = 0;
    let pictures = 0;
    // One after the other: all together may not fit into memory.
    for await (const { value } of database.transaction('pictures').store) {
      bytes += value.rgb.byteLength;
      pictures++;
    }
    return { pictures, bytes };
  } finally {
    database.close();
  }
}

export async function forgetPictures(): Promise<void> {
  const database = await open();
  try {
    await database.clear('pictures');
  } finally {
    database.close();
  }
}
