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
export function addedByPaste(clipboard: DataTransfer): AddedFile[] {
  return [...clipboard.files].map((file, i) => ({
    path: file.name === 'image.png' ? `pasted ${i + 1}.png` : file.name,
    file,
  }));
}

/**
 * Everything in a drop: files, folders with all they hold, and several of both. The drop's items are taken
 * before the first `await`, since the browser takes them away when the event's handler returns: call it within.
 */
export function addedByDrop(drop: DataTransfer): AsyncGenerator<AddedFile> {
  const dropped = [...drop.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return walkDropped(dropped);
}

async function* walkDropped(
  dropped: readonly { entry: FileSystemEntry | null; file: File | null }[],
): AsyncGenerator<AddedFile> {
  for (const { entry, file } of dropped) {
    if (entry) yield* walk(entry);
    else if (file) yield { path: file.name, file };
  }
}

async function* walk(entry: FileSystemEntry): AsyncGenerator<AddedFile> {
  const path = entry.fullPath.replace(/^\//, '');
  try {
    if (isFile(entry)) {
      yield { path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) };
      return;
    }
    if (!isFolder(entry)) return;
    const reader = entry.createReader();
    for (;;) {
      // Chrome gives at most 100 entries a call; none means that there are no more.
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (some.length === 0) return;
      for (const inner of some) yield* walk(inner);
    }
  } catch {
    yield { path, file: null };
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

export function sourceFromAdded({ path, file }: AddedFile): SourceFile {
  if (file) return sourceFromFile(file, path);
  return { name: path, path, size: 1, bytes: () => Promise.reject(new Error('Not opened.')) };
}
