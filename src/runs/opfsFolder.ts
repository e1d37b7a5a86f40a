import type { BlobFolder } from './blobFolder.ts';

/**
 * A folder of the origin-private file system, for use in a worker: only there do browsers write files in place
 * and flush them. The folder is made with its first file.
 */
export function opfsFolder(path: readonly string[]): BlobFolder {
  const open = async (create: boolean): Promise<FileSystemDirectoryHandle> => {
    let folder = await navigator.storage.getDirectory();
    for (const name of path) folder = await folder.getDirectoryHandle(name, { create });
    return folder;
  };
  return {
    async write(name, parts) {
      const file = await (await open(true)).getFileHandle(name, { create: true });
      const access = await file.createSyncAccessHandle();
      try {
        access.truncate(0);
        let at = 0;
        for (const part of parts) at += wrote(access.write(part, { at }), part.length);
        access.flush();
      } catch (thrown) {
        // A part of a file takes room and is of no use.
        access.truncate(0);
        throw thrown;
      } finally {
        access.close();
      }
    },
    async read(name) {
      return orMissing(async () => {
        const file = await (await (await open(false)).getFileHandle(name)).getFile();
        return new Uint8Array(await file.arrayBuffer());
      }, null);
    },
    async bytes() {
      return orMissing(async () => {
        return bytesIn(await open(false));
      }, 0);
    },
    async remove() {
      await orMissing(async () => {
        let parent = await navigator.storage.getDirectory();
        for (const name of path.slice(0, -1)) parent = await parent.getDirectoryHandle(name);
        await parent.removeEntry(path.at(-1)!, { recursive: true });
      }, undefined);
    },
  };
}

async function bytesIn(folder: FileSystemDirectoryHandle): Promise<number> {
  let sum = 0;
  for await (const entry of folder.values()) {
    sum += entry.kind === 'file' ? (await entry.getFile()).size : await bytesIn(entry);
  }
  return sum;
}

/** Some browsers write less than asked when the disk is full, and say nothing. */
function wrote(bytes: number, wanted: number): number {
  if (bytes === wanted) return bytes;
  throw new DOMException('The file system took only a part of the file.', 'QuotaExceededError');
}

async function orMissing<T>(read: () => Promise<T>, missing: T): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return missing;
    throw thrown;
  }
}
