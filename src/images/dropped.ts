import { type SourceFile, sourceFromFile } from './source.ts';

/**
 * A file and where it lay in what was added. Plain data that may be posted to a worker. Without `file` it stands
 * for a folder or file that could not be opened.
 */
export interface AddedFile {
  readonly path: string;
  readonly file: File | null;
}

/** Files chosen in an `<input type="file">`, with or without `webkitdirectory`. */
export function addedByPicker(files: Iterable<File>): AddedFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Pictures in the clipboard all come as `image.png`: they are told apart by number. */
export function addedByPaste(clipboard: { readonly files: Iterable<File> }): AddedFile[] {
  return [...clipboard.files].map((file, i) => ({
    path: file.name === 'image.png' ? `pasted ${i + 1}.png` : file.name,
    file,
  }));
}

/** What is used of a `DataTransfer`. */
export interface Drop {
  readonly items: Iterable<{
    readonly kind: string;
    webkitGetAsEntry(): Entry | null;
    getAsFile(): File | null;
  }>;
}

/** What is used of a `FileSystemEntry`: files have `file`, folders `createReader`. */
export interface Entry {
  /** Path from the root of the drop, with a slash before it. */
  readonly fullPath: string;
  file?(resolve: (file: File) => void, reject: (error: Error) => void): void;
  createReader?(): {
    readEntries(resolve: (entries: Entry[]) => void, reject: (error: Error) => void): void;
  };
}

/**
 * Everything in a drop: files, folders with all they hold, and several of both. The drop's items are taken
 * before the first `await`, since the browser takes them away when the event's handler returns: call it within.
 */
export function addedByDrop(drop: Drop): AsyncGenerator<AddedFile> {
  const dropped = [...drop.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return walkDropped(dropped);
}

async function* walkDropped(
  dropped: readonly { entry: Entry | null; file: File | null }[],
): AsyncGenerator<AddedFile> {
  for (const { entry, file } of dropped) {
    if (entry) yield* walk(entry);
    else if (file) yield { path: file.name, file };
  }
}

async function* walk(entry: Entry): AsyncGenerator<AddedFile> {
  const path = entry.fullPath.replace(/^\//, '');
  try {
    if (entry.file) yield { path, file: await new Promise<File>((...answer) => entry.file?.(...answer)) };
    const reader = entry.createReader?.();
    if (!reader) return;
    for (;;) {
      // Chrome gives at most 100 entries a call; none means that there are no more.
      const some = await new Promise<Entry[]>((...answer) => reader.readEntries(...answer));
      if (some.length === 0) return;
      for (const inner of some) yield* walk(inner);
    }
  } catch {
    yield { path, file: null };
  }
}

export function sourceFromAdded({ path, file }: AddedFile): SourceFile {
  if (file) return sourceFromFile(file, path);
  return { name: path, path, size: 1, bytes: () => Promise.reject(new Error('Not opened.')) };
}
