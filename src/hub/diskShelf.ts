import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../runs/atomicWrite.ts';
import { orMissing } from '../runs/diskFolder.ts';
import type { ModelFiles, ModelShelf } from './modelFiles.ts';

/** Models in folders of a folder on disk. */
export function diskShelf(root: string): ModelShelf {
  return {
    names: () => orMissing(async () => (await readdir(root)).toSorted(), []),
    files: (name) => diskFiles(join(root, name)),
    removeModel: (name) => rm(join(root, name), { recursive: true, force: true }),
  };
}

function diskFiles(folder: string): ModelFiles {
  return {
    sizes: () =>
      orMissing(async () => {
        const names = await readdir(folder);
        const sizes = names.map(async (name) => [name, (await stat(join(folder, name))).size] as const);
        return new Map(await Promise.all(sizes));
      }, new Map<string, number>()),

    async continueAt(name, at) {
      await mkdir(folder, { recursive: true });
      const file = await open(join(folder, name), at === 0 ? 'w' : 'r+');
      await file.truncate(at);
      let next = at;
      return {
        async write(bytes) {
          const { bytesWritten } = await file.write(bytes, 0, bytes.length, next);
          next += bytesWritten;
          if (bytesWritten < bytes.length) throw new DOMException('The disk is full.', 'QuotaExceededError');
        },
        async close() {
          await file.sync();
          await file.close();
        },
      };
    },

    open: (name) =>
      orMissing(async () => {
        const path = join(folder, name);
        const { size } = await stat(path);
        return {
          name,
          size,
          async read(begin: number, end: number) {
            const file = await open(path);
            try {
              const bytes = new Uint8Array(end - begin);
              const { bytesRead } = await file.read(bytes, 0, bytes.length, begin);
              return bytes.subarray(0, bytesRead);
            } finally {
              await file.close();
            }
          },
        };
      }, null),

    async replace(name, bytes) {
      await mkdir(folder, { recursive: true });
      await writeWhole(join(folder, name), [bytes]);
    },

    remove: (name) => rm(join(folder, name), { force: true }),
  };
}
