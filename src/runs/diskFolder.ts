import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './atomicWrite.ts';
import type { BlobFolder } from './blobFolder.ts';

/** A folder on disk, made with its first file; each file is replaced as a whole. */
export function diskFolder(path: string): BlobFolder {
  return {
    async write(name, parts) {
      await mkdir(path, { recursive: true });
      await writeWhole(join(path, name), parts);
    },
    read: (name) => orMissing(async () => new Uint8Array(await readFile(join(path, name))), null),
    bytes: () =>
      orMissing(async () => {
        const sizes = (await readdir(path)).map(async (name) => (await stat(join(path, name))).size);
        return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
      }, 0),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** What `read` gives, or `missing` where there is no such file. */
export async function orMissing<T>(read: () => Promise<T>, missing: T): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return missing;
    throw thrown;
  }
}
