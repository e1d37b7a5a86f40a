import type { DBSchema } from 'idb';
import { smallDatabase } from '../../runs/smallDatabase.ts';
import type { Picture } from '../../images/picture.ts';

/** A collection of somebody's own pictures, kept on this machine: pixels alone, as the intake left them. */
interface SavedCollection {
  readonly name: string;
  readonly savedAt: string;
  readonly pictures: readonly Picture[];
}

interface Tables extends DBSchema {
  collections: { key: string; value: SavedCollection };
}

const using = smallDatabase<Tables>('visplay collections', 'collections', 'name');

/** In the order of their names. */
export const savedCollections = (): Promise<readonly string[]> =>
  using((database) => database.getAllKeys('collections'));

/** Keeps the pictures under a name; a collection that had it before is replaced. */
export const saveCollection = (name: string, pictures: readonly Picture[]): Promise<void> =>
  using(async (database) => {
    await database.put('collections', { name, savedAt: new Date().toISOString(), pictures });
  });

/** The pictures of a collection; none where it is not there any more. */
export const openCollection = (name: string): Promise<readonly Picture[]> =>
  using(async (database) => (await database.get('collections', name))?.pictures ?? []);

/** Those of the asked pictures that lie in a saved collection, whichever. */
export const fromCollections = (ids: readonly string[]): Promise<readonly Picture[]> =>
  using(async (database) => {
    const wanted = new Set(ids);
    const found: Picture[] = [];
    // One after the other: all together may not fit into memory.
    for await (const { value } of database.transaction('collections').store) {
      for (const picture of value.pictures) if (wanted.delete(picture.id)) found.push(picture);
      if (wanted.size === 0) break;
    }
    return found;
  });

/** What each takes: the bytes of its pixels. */
export const collectionsKept = (): Promise<readonly { readonly name: string; readonly bytes: number }[]> =>
  using(async (database) => {
    const kept: { name: string; bytes: number }[] = [];
    // One after the other: all together may not fit into memory.
    for await (const { value } of database.transaction('collections').store) {
      const bytes = value.pictures.reduce((sum, { rgb }) => sum + rgb.byteLength, 0);
      kept.push({ name: value.name, bytes });
    }
    return kept;
  });

export const deleteCollection = (name: string): Promise<void> =>
  using((database) => database.delete('collections', name));
