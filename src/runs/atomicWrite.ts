import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const temporary = (path: string): string => join(dirname(path), `.${basename(path)}.${randomUUID()}.half`);

/** Writes a file so that its name only ever stands for the whole of it: aside, flushed, then renamed. */
export async function writeWhole(
  path: string,
  content: string | readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const aside = temporary(path);
  try {
    const file = await open(aside, 'w');
    try {
      if (typeof content === 'string') await file.writeFile(content);
      else for (const part of content) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (thrown) {
    await rm(aside, { force: true });
    throw thrown;
  }
}

/** Builds a folder aside and moves it into place when `fill` is done, over one that may be there. */
export async function writeWholeFolder(path: string, fill: (aside: string) => Promise<void>): Promise<void> {
  const aside = temporary(path);
  try {
    await fill(aside);
    await rm(path, { recursive: true, force: true });
    await rename(aside, path);
  } catch (thrown) {
    await rm(aside, { recursive: true, force: true });
    throw thrown;
  }
}

/** Removes what a writer that was killed left aside in `folder` and below. */
export async function removeHalves(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') && entry.name.endsWith('.half')) {
      await rm(path, { recursive: true, force: true });
    } else if (entry.isDirectory()) await removeHalves(path);
  }
}
