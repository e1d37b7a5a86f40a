import { open, opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { VisplayError } from '../errors.ts';
import { isClutter, lastPart, type SourceFile } from './source.ts';

/**
 * The files of a folder and of all folders in it, or the one file that `place` names. Paths are relative to the
 * folder, with slashes. Folders are walked in the order of their names; links to folders are not followed.
 * Throws `VisplayError` if `place` does not exist or may not be read.
 */
export async function* readFolder(place: string): AsyncGenerator<SourceFile> {
  let isFolder;
  try {
    isFolder = (await stat(place)).isDirectory();
    if (isFolder) await (await opendir(place)).close();
  } catch (error) {
    throw new VisplayError(
      'no-such-folder',
      `${place} does not exist or cannot be read.`,
      'Name a folder of PNG, JPEG, WebP, GIF or BMP pictures.',
      { cause: error },
    );
  }
  if (isFolder) yield* walk(place, '');
  else yield* fileAt(place, path.basename(place));
}

async function* walk(root: string, within: string): AsyncGenerator<SourceFile> {
  const here = path.join(root, within);
  const entries = [];
  try {
    for await (const entry of await opendir(here)) entries.push(entry);
  } catch (error) {
    yield unreadable(within, error);
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (isClutter(entry.name)) continue;
    const at = within ? `${within}/${entry.name}` : entry.name;
    if (entry.isDirectory()) yield* walk(root, at);
    else if (entry.isFile() || entry.isSymbolicLink()) yield* fileAt(path.join(root, at), at);
  }
}

async function* fileAt(place: string, shown: string): AsyncGenerator<SourceFile> {
  let size;
  try {
    const about = await stat(place);
    if (about.isDirectory()) return;
    size = about.size;
  } catch (error) {
    yield unreadable(shown, error);
    return;
  }
  yield {
    name: lastPart(shown),
    path: shown,
    size,
    bytes: (start = 0, end = size) => readRange(place, start, Math.min(end, size)),
  };
}

async function readRange(place: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.max(0, end - start));
  const file = await open(place);
  try {
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

/** Stands for something that is there and cannot be opened, so that it is refused by name. */
function unreadable(shown: string, cause: unknown): SourceFile {
  return { name: lastPart(shown), path: shown, size: 1, bytes: () => Promise.reject(cause) };
}
