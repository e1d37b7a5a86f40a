import type { DBSchema } from 'idb';
import { smallDatabase } from '../../runs/smallDatabase.ts';
import type { AddedFile } from '../../images/dropped.ts';
import { pickFiles } from '../pickFiles.ts';

/*
 * Folders of this machine, and zips of them, that may be read again in another visit: their handles are kept, never what is in them, and
 * the browser asks once more before it lets the page read. Where it has no such handles (File System Access API:
 * Firefox and Safari), a folder has to be given again after each reload.
 */

/** A folder, or a zip of one. */
export type FolderHandle = FileSystemDirectoryHandle | FileSystemFileHandle;
/** The parts of the API that are not in every browser. */
type Handle = FolderHandle & {
  requestPermission?(how: { readonly mode: 'read' }): Promise<PermissionState>;
};
declare global {
  interface Window {
    showDirectoryPicker?(how: { readonly mode: 'read' }): Promise<FileSystemDirectoryHandle>;
  }
  interface DataTransferItem {
    getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
  }
}

/** What was given, and how to come back to it where the browser can. */
export interface GivenFolder {
  readonly added: readonly AddedFile[];
  readonly handle: FolderHandle | null;
}

interface Tables extends DBSchema {
  handles: { key: string; value: FolderHandle };
}

/** The key of the adapter's folder; those of models are their links. */
export const adapterKey = 'adapter';

export const canRemember = (): boolean => window.showDirectoryPicker !== undefined;

const using = smallDatabase<Tables>('visplay folders', 'handles', null);

/** Remembers where a folder lies; without a handle, whatever was remembered under the key is forgotten. */
export const rememberFolder = (key: string, handle: FolderHandle | null): Promise<void> =>
  using(async (database) => {
    if (handle === null) await database.delete('handles', key);
    else await database.put('handles', handle, key);
  });

/** The folder that was remembered; null where there is none. */
export const rememberedFolder = (key: string): Promise<FolderHandle | null> =>
  using(async (database) => (await database.get('handles', key)) ?? null);

/**
 * Asks the browser to let the page read a remembered folder: call it in a click.
 *
 * @returns null where the visitor or the browser says no, or the folder is no longer there
 */
export async function readAgain(handle: Handle): Promise<GivenFolder | null> {
  try {
    const answer = (await handle.requestPermission?.({ mode: 'read' })) ?? 'granted';
    if (answer !== 'granted') return null;
    const zip = handle instanceof FileSystemFileHandle;
    const added = zip
      ? [{ path: handle.name, file: await handle.getFile() }]
      : await filesIn(handle, handle.name);
    return { added, handle };
  } catch {
    return null;
  }
}

/** Asks for a folder; nothing comes where the visitor thinks better of it. */
export async function pickFolder(): Promise<GivenFolder> {
  if (window.showDirectoryPicker === undefined) {
    const files = await pickFiles({ folder: true });
    return { added: files.map((file) => ({ path: file.webkitRelativePath || file.name, file })), handle: null }; // prettier-ignore
  }
  try {
    const handle = await window.showDirectoryPicker({ mode: 'read' });
    return { added: await filesIn(handle, handle.name), handle };
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return { added: [], handle: null };
    throw thrown;
  }
}

/** The handle of a single dropped folder or file. Call it in the handler of the drop: the browser takes the items away after it. */
export async function droppedHandle({ items }: DataTransfer): Promise<FolderHandle | null> {
  const [only, ...more] = [...items].filter((item) => item.kind === 'file');
  if (only === undefined || more.length > 0) return null;
  const handle = (await only.getAsFileSystemHandle?.().catch(() => null)) ?? null;
  return isGiven(handle) ? handle : null;
}

const isGiven = (handle: FileSystemHandle | null): handle is FolderHandle => handle !== null;

/** Deep enough for a run's folder, which has one for each role in it. */
const deepest = 2;

async function filesIn(
  folder: FileSystemDirectoryHandle,
  path: string,
  depth = 1,
): Promise<readonly AddedFile[]> {
  const found: AddedFile[] = [];
  for await (const [name, entry] of folder.entries()) {
    const inner = `${path}/${name}`;
    if (entry instanceof FileSystemFileHandle) found.push({ path: inner, file: await entry.getFile() });
    else if (entry instanceof FileSystemDirectoryHandle && depth < deepest)
      found.push(...(await filesIn(entry, inner, depth + 1)));
  }
  return found;
}
