import { mkdir, mkdtemp, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ByteSource } from './byteSource.ts';
import { VisplayError } from '../errors.ts';
import type { CheckpointFolder } from './folder.ts';

/** A Hugging Face folder on disk, for the command line and tests. */
export function nodeFolder(directory: string): CheckpointFolder {
  return { name: directory, open: (file) => fileSource(file, join(directory, file)) };
}

async function fileSource(name: string, path: string): Promise<ByteSource | null> {
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) return null;
  return { name, size: info.size, read: (begin, end) => readRange(path, begin, end) };
}

// No handle stays open between reads, so nobody has to close a folder.
async function readRange(path: string, begin: number, end: number): Promise<Uint8Array> {
  try {
    if (begin === 0 && end === (await stat(path)).size) return new Uint8Array(await readFile(path));
    const handle = await open(path);
    try {
      const bytes = new Uint8Array(end - begin);
      const { bytesRead } = await handle.read(bytes, 0, end - begin, begin);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new VisplayError(
      'unreadable-file',
      `${path} could not be read: ${why}.`,
      'Check that the file is still there and may be read.',
    );
  }
}

/**
 * Writes a checkpoint's files as a folder, all or nothing: they are written beside the target first, which then
 * takes the target's name. An existing folder of that name is replaced.
 */
export async function writeFolder(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const target = resolve(directory);
  await mkdir(dirname(target), { recursive: true });
  const draft = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    for (const [name, bytes] of files) await writeFile(join(draft, name), bytes);
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw cause;
  }
}
