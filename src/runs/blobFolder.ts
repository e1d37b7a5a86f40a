/** A flat place for files of bytes: a folder on disk, a folder of the origin-private file system, or memory. */
export interface BlobFolder {
  /** Writes the parts one after the other under `name` and returns when they are safe. */
  write(name: string, parts: readonly Uint8Array<ArrayBuffer>[]): Promise<void>;
  /** Null where there is no such file. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Bytes of all files together. */
  bytes(): Promise<number>;
  /** Removes the folder with everything in it; a folder that is not there is no error. */
  remove(): Promise<void>;
}

export function memoryFolder(): BlobFolder {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    async write(name, parts) {
      files.set(name, joined(parts));
    },
    async read(name) {
      return files.get(name)?.slice() ?? null;
    },
    async bytes() {
      return [...files.values()].reduce((sum, file) => sum + file.length, 0);
    },
    async remove() {
      files.clear();
    },
  };
}

/** The parts as one array of bytes. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
