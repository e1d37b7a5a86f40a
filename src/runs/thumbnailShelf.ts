import type { DBSchema } from 'idb';
import { smallDatabase } from './smallDatabase.ts';

/** Small pictures that came with a run file, as they were encoded there. */
interface RunThumbnails {
  readonly runId: string;
  readonly bytes: number;
  /** Encoded image files by picture id and ending. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

interface Tables extends DBSchema {
  thumbnails: { key: string; value: RunThumbnails };
}

const using = smallDatabase<Tables>('visplay thumbnails', 'thumbnails', 'runId');

export const keepThumbnails = (runId: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> =>
  using(async (database) => {
    const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
    await database.put('thumbnails', { runId, bytes, files });
  });

/** None where none came with the run. */
export const thumbnailsOf = (runId: string): Promise<ReadonlyMap<string, Uint8Array>> =>
  using(
    async (database) => (await database.get('thumbnails', runId))?.files ?? new Map<string, Uint8Array>(),
  );

export const thumbnailBytes = (runId: string): Promise<number> =>
  using(async (database) => (await database.get('thumbnails', runId))?.bytes ?? 0);

export const forgetThumbnails = (runId: string): Promise<void> =>
  using((database) => database.delete('thumbnails', runId));
