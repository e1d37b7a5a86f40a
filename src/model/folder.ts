import * as v from 'valibot';
import { blobSource, urlSource, type ByteSource } from './byteSource.ts';
import { VisplayError } from '../errors.ts';

/** A Hugging Face folder, wherever it lies: on a server, dropped into the page, or on disk (nodeFolder.ts). */
export interface CheckpointFolder {
  /** what people know it by; used in error sentences */
  readonly name: string;
  /**
   * One file of the folder, null where there is none of this name. A file of more than `most` bytes need not be fetched:
   * its size is what is asked for.
   */
  open(file: string, most?: number): Promise<ByteSource | null>;
}

/**
 * A folder behind a URL, for example `https://huggingface.co/USER/MODEL/resolve/main`. Where it is known which
 * `files` it holds, no other is asked for.
 */
export function urlFolder(
  base: string,
  options: {
    readonly files?: readonly string[];
    readonly signal?: AbortSignal;
    readonly fetch?: typeof fetch;
  } = {},
): CheckpointFolder {
  const root = base.endsWith('/') ? base : `${base}/`;
  return {
    name: base,
    open: async (file, most) => {
      if (options.files && !options.files.includes(file)) return null;
      return urlSource(file, root + encodeURIComponent(file), { ...options, most });
    },
  };
}

/**
 * Files a person dropped or picked. Where they come with paths (`webkitRelativePath`), the folder is the one
 * that holds the shallowest `config.json`; files elsewhere are not looked at.
 */
export function fileFolder(files: readonly File[]): CheckpointFolder {
  const paths = files.map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  const configs = paths.filter(({ file }) => file.name === 'config.json').map(({ path }) => path);
  const config = configs.toSorted((a, b) => depth(a) - depth(b))[0];
  const root = config?.slice(0, -'config.json'.length) ?? '';
  const byPath = new Map(paths.map(({ file, path }) => [path, file]));
  return {
    name: root.slice(0, -1) || 'the dropped files',
    open: async (name) => {
      const file = byPath.get(root + name);
      return file ? blobSource(name, file) : null;
    },
  };
}

function depth(path: string): number {
  return path.split('/').length;
}

// Far above any tokenizer.json; keeps a mistaken file from filling the memory.
const maxTextBytes = 64 * 1024 * 1024;

/** Whole bytes of a small file, null where the folder has none. */
export async function readSmallFile(folder: CheckpointFolder, file: string): Promise<Uint8Array | null> {
  const source = await folder.open(file, maxTextBytes);
  if (!source) return null;
  if (source.size > maxTextBytes) {
    throw new VisplayError(
      'unreadable-file',
      `${file} in ${folder.name} has ${source.size} bytes, more than such a file can have.`,
      'Check that it is the file its name says.',
    );
  }
  return source.read(0, source.size);
}

/** Parsed JSON object of a small file's bytes. Throws `bad-json` where it is something else. */
export function parseJsonObject(file: string, bytes: Uint8Array): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    json = null;
  }
  if (v.is(v.record(v.string(), v.unknown()), json) && !Array.isArray(json)) return json;
  throw new VisplayError('bad-json', `${file} is not a JSON object.`, 'Download or copy the file again.');
}
