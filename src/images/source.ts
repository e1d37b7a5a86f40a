/** A file somewhere (dropped, in a folder, in a zip) that has not been read yet. */
export interface SourceFile {
  readonly name: string;
  /** Path within what was dropped, through folders and archives: `holiday.zip/day 1/cat.jpg`. */
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** Bytes `start` to `end`, all of them by default; fewer where the file ends before. Rejects if unreadable. */
  bytes(start?: number, end?: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Files of the operating system that nobody means to add: they are passed over without a word. */
export function isClutter(path: string): boolean {
  return path
    .split('/')
    .some((part) => /^(__MACOSX|Thumbs\.db|desktop\.ini)$/i.test(part) || /^\.[^./]/.test(part));
}

export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function sourceFromBytes(path: string, bytes: Uint8Array<ArrayBuffer>): SourceFile {
  return {
    name: lastPart(path),
    path,
    size: bytes.length,
    bytes: async (start = 0, end = bytes.length) => bytes.subarray(start, end),
  };
}

/** A browser's file. `path` is where it lay in the drop. */
export function sourceFromFile(file: File, path: string): SourceFile {
  return {
    name: file.name,
    path,
    size: file.size,
    bytes: async (start = 0, end = file.size) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
  };
}
