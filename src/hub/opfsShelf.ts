import { blobSource } from '../model/byteSource.ts';
import type { ModelFiles, ModelShelf } from './modelFiles.ts';

const rootName = 'models';

const root = async (): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(rootName, { create: true });

/** Models in the origin-private file system, for use in a worker: only there do browsers write files in place. */
export function opfsShelf(): ModelShelf {
  return {
    async names() {
      const names: string[] = [];
      for await (const name of (await root()).keys()) names.push(name);
      return names.toSorted();
    },
    files: (name) => opfsFiles(async () => (await root()).getDirectoryHandle(name, { create: true })),
    async removeModel(name) {
      await ignoringMissing(async () => (await root()).removeEntry(name, { recursive: true }));
    },
  };
}

function opfsFiles(folder: () => Promise<FileSystemDirectoryHandle>): ModelFiles {
  const access = async (name: string): Promise<FileSystemSyncAccessHandle> => {
    const file = await (await folder()).getFileHandle(name, { create: true });
    return file.createSyncAccessHandle();
  };
  return {
    async sizes() {
      const sizes = new Map<string, number>();
      for await (const [name, entry] of (await folder()).entries())
        if (entry.kind === 'file') sizes.set(name, (await entry.getFile()).size);
      return sizes;
    },

    async continueAt(name, at) {
      const handle = await access(name);
      handle.truncate(at);
      let next = at;
      return {
        write: async (bytes) => {
          const written = handle.write(bytes, { at: next });
          next += written;
          checkWritten(written, bytes);
        },
        close: async () => {
          try {
            handle.flush();
          } finally {
            handle.close();
          }
        },
      };
    },

    async open(name) {
      const file = await ignoringMissing(async () => (await (await folder()).getFileHandle(name)).getFile());
      return file === undefined ? null : blobSource(name, file);
    },

    async replace(name, bytes) {
      const handle = await access(name);
      try {
        handle.truncate(0);
        checkWritten(handle.write(bytes), bytes);
        handle.flush();
      } finally {
        handle.close();
      }
    },

    async remove(name) {
      await ignoringMissing(async () => (await folder()).removeEntry(name));
    },
  };
}

/** Some browsers write less than asked when the disk is full, and say nothing. */
function checkWritten(written: number, { length }: Uint8Array): void {
  if (written < length)
    throw new DOMException('The file system took only a part of the file.', 'QuotaExceededError');
}

async function ignoringMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return undefined;
    throw thrown;
  }
}
