import type { ByteSource } from '../model/byteSource.ts';

/** A file that is being written at its end. */
interface FileWriter {
  /** Returns when the bytes are on their way; rejects with `QuotaExceededError` where there is no room. */
  write(bytes: Uint8Array): Promise<void>;
  /** Returns when everything written is safe. */
  close(): Promise<void>;
}

/** The files of one model at rest, flat: a folder on disk or of the origin-private file system. */
export interface ModelFiles {
  /** bytes by name */
  sizes(): Promise<ReadonlyMap<string, number>>;
  /** Continues a file behind its first `at` bytes; what was behind them is cut off. */
  continueAt(name: string, at: number): Promise<FileWriter>;
  /** Null where there is no such file. */
  open(name: string): Promise<ByteSource | null>;
  /** Replaces a small file as a whole. */
  replace(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(name: string): Promise<void>;
}

/** All models at rest, each in a folder of its own. */
export interface ModelShelf {
  names(): Promise<readonly string[]>;
  files(name: string): ModelFiles;
  removeModel(name: string): Promise<void>;
}

/** The folder of a repository: its name with nothing that a file system could take for a path. */
export function shelfName(host: string, id: string, revision: string): string {
  const place = new URL(host).host;
  return [place, ...id.split('/'), revision].map((text) => text.replace(/[^\w.-]/g, '_')).join('--');
}
