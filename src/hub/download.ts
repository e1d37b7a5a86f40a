import { VisplayError } from '../errors.ts';
import { parseConfig, type Idefics3Config } from '../model/config.ts';
import { parseJsonObject } from '../model/folder.ts';
import type { HubRepo } from './address.ts';
import { listFiles, openFile, type HubFile } from './client.ts';
import type { HubOptions } from './hubAccess.ts';
import type { ModelFiles } from './modelFiles.ts';
import {
  commitName,
  partialName,
  readRecord,
  writeRecord,
  type FolderRecord,
  type StoredFile,
} from './record.ts';
import { Sha256 } from './sha256.ts';
import { Speed } from './speed.ts';

/** Where a download is. */
export interface DownloadProgress {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** of all files together */
  readonly allLoaded: number;
  readonly allTotal: number;
  /** null until there is something to go by */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

export interface DownloadOptions extends HubOptions {
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Called with the model's configuration before its weights are fetched; throws to refuse it. */
  readonly accept?: (config: Idefics3Config, weightBytes: number) => void | Promise<void>;
  /** bytes that there is room for; null where nobody knows */
  readonly room?: number | null;
  /** how often a broken connection is taken up again, each time without a byte in between */
  readonly retries?: number;
  /** seconds without a byte after which a connection counts as broken */
  readonly patience?: number;
  /** waits between tries, seconds; for tests */
  readonly wait?: (seconds: number) => Promise<void>;
  readonly now?: () => number;
}

// What a checkpoint is made of; nothing else of a repository is fetched.
const wanted =
  /^(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|chat_template|preprocessor_config|processor_config)\.json$|^merges\.txt$|^chat_template\.jinja$|^model\.safetensors(\.index\.json)?$|^model-\d{5}-of-\d{5}\.safetensors$/;
const isWeights = (path: string): boolean => path.endsWith('.safetensors');

/** As `readSmallFile` allows. */
const mostTextBytes = 64 * 1024 * 1024;

/**
 * Fetches the checkpoint of a repository into a folder, or what is missing of it: whole files of the same content stay,
 * begun ones go on where they stopped, changed ones begin again. Every file is checked against the hub's checksum; the
 * commit record is written last.
 *
 * Throws what `listFiles` throws, `missing-file`, `unknown-architecture` and `bad-config` before any weight is fetched,
 * `hub-file-size` for a file of text that is too large to be one, `storage-full`, `hub-broken` for a connection that
 * broke too often, `hub-checksum`; or the signal's reason. What has come stays for the next time.
 */
export async function downloadModel(
  repo: HubRepo,
  files: ModelFiles,
  options: DownloadOptions = {},
): Promise<FolderRecord> {
  const listed = (await listFiles(repo, options)).filter(({ path }) => wanted.test(path));
  checkListed(repo, listed);
  const record = { version: 1 as const, host: repo.host, id: repo.id, revision: repo.revision };
  const before = [
    ...((await readRecord(files, partialName))?.files ?? []),
    ...((await readRecord(files, commitName))?.files ?? []),
  ];
  const same = (file: HubFile): StoredFile | undefined =>
    before.find(({ path, oid, size }) => path === file.path && oid === oidOf(file) && size === file.size);
  // Until the new commit, the folder is not a model: some of its files may be of another content.
  await files.remove(commitName);
  const stored = new Map(
    listed.map((file) => [
      file.path,
      { path: file.path, size: file.size, oid: oidOf(file), etag: same(file)?.etag ?? null },
    ]),
  );
  for (const [name] of await files.sizes()) {
    const file = listed.find(({ path }) => path === name);
    if (name !== partialName && (file === undefined || same(file) === undefined)) await files.remove(name);
  }
  const note = (): Promise<void> =>
    writeRecord(files, partialName, { ...record, files: [...stored.values()] });
  await note();
  await checkRoom(listed, files, options.room ?? null);

  const tally = new Tally(listed, options);
  // Small files first: what cannot be run is refused before its weights are fetched.
  const order = listed.toSorted(
    (a, b) => Number(isWeights(a.path)) - Number(isWeights(b.path)) || a.size - b.size,
  );
  let accepted = false;
  for (const file of order) {
    if (isWeights(file.path) && !accepted) {
      await checkModel(files, listed, options);
      accepted = true;
    }
    await fetchFile(repo, files, file, options, tally, stored.get(file.path)!.etag, async (etag) => {
      stored.set(file.path, { ...stored.get(file.path)!, etag });
      await note();
    });
  }
  const whole: FolderRecord = { ...record, files: [...stored.values()] };
  await writeRecord(files, commitName, whole);
  await files.remove(partialName);
  return whole;
}

const oidOf = ({ oid, lfs }: HubFile): string => lfs?.oid ?? oid;

function checkListed({ id }: HubRepo, listed: readonly HubFile[]): void {
  const names = new Set(listed.map(({ path }) => path));
  const lost = ['config.json', 'tokenizer.json', 'tokenizer_config.json'].find((name) => !names.has(name));
  if (lost !== undefined || !listed.some(({ path }) => isWeights(path))) {
    throw new VisplayError(
      'missing-file',
      `${id} has no ${lost ?? 'model.safetensors'}.`,
      'A checkpoint is a Hugging Face folder: config.json, model.safetensors, tokenizer.json, tokenizer_config.json, preprocessor_config.json.',
    );
  }
  const large = listed.find(({ path, size }) => !isWeights(path) && size > mostTextBytes);
  if (large !== undefined) {
    throw new VisplayError(
      'hub-file-size',
      `${large.path} of ${id} has ${megabytes(large.size)}, more than such a file can have.`,
      'Use another repository of the model.',
    );
  }
}

async function checkRoom(listed: readonly HubFile[], files: ModelFiles, room: number | null): Promise<void> {
  if (room === null) return;
  const sizes = await files.sizes();
  const needed = listed.reduce((sum, { path, size }) => sum + Math.max(0, size - (sizes.get(path) ?? 0)), 0);
  if (needed > room) throw full(`needs ${megabytes(needed)}, and there is room for ${megabytes(room)}`);
}

async function checkModel(
  files: ModelFiles,
  listed: readonly HubFile[],
  { accept }: DownloadOptions,
): Promise<void> {
  const source = await files.open('config.json');
  const bytes = source === null ? new Uint8Array() : await source.read(0, source.size);
  const config = parseConfig(parseJsonObject('config.json', bytes));
  const weights = listed.filter(({ path }) => isWeights(path));
  await accept?.(config, weights.reduce((sum, { size }) => sum + size, 0)); // prettier-ignore
}

/** What has come of all files, and how fast. */
class Tally {
  readonly #options: DownloadOptions;
  readonly #total: number;
  readonly #loaded = new Map<string, number>();
  readonly speed: Speed;

  constructor(listed: readonly HubFile[], options: DownloadOptions) {
    this.#options = options;
    this.#total = listed.reduce((sum, { size }) => sum + size, 0);
    this.speed = new Speed(options.now ?? (() => performance.now() / 1000));
  }

  at({ path, size }: HubFile, loaded: number): void {
    this.#loaded.set(path, loaded);
    const allLoaded = [...this.#loaded.values()].reduce((sum, bytes) => sum + bytes, 0);
    const { bytesPerSecond } = this.speed;
    const left = this.#total - allLoaded;
    this.#options.onProgress?.({
      file: path,
      loadedBytes: loaded,
      totalBytes: size,
      allLoaded,
      allTotal: this.#total,
      bytesPerSecond,
      secondsLeft: bytesPerSecond === null || bytesPerSecond <= 0 ? null : left / bytesPerSecond,
    });
  }
}

/**
 * One file to its end, however often the connection breaks, and its checksum: the library reads once from where it is
 * told, has no signal and no patience, and checks nothing.
 */
async function fetchFile(
  repo: HubRepo,
  files: ModelFiles,
  file: HubFile,
  options: DownloadOptions,
  tally: Tally,
  knownTag: string | null,
  noteTag: (etag: string | null) => Promise<void>,
): Promise<void> {
  const { retries = 5, wait = seconds, signal } = options;
  let etag = knownTag;
  let at = (await files.sizes()).get(file.path) ?? 0;
  if (at > file.size) at = 0;
  let wrongSums = 0;
  for (let failures = 0; ;) {
    signal?.throwIfAborted();
    let cause: unknown = null;
    if (at < file.size || file.size === 0) {
      const began = at;
      try {
        const response = await openFile(repo, file, at, etag, options);
        if (response.etag !== etag || etag === null) {
          etag = response.etag;
          await noteTag(etag);
        }
        at = await receive(response.body, files, file, response.begin, options, tally);
      } catch (thrown) {
        if (thrown instanceof Broken) {
          ({ at } = thrown);
          cause = thrown.cause;
        } else if (thrown instanceof VisplayError && thrown.code === 'hub-unreachable') {
          cause = thrown;
        } else throw thrown;
        if (signal?.aborted) throw signal.reason;
      }
      failures = at > began ? 0 : failures + 1;
    }
    if (at === file.size) {
      tally.at(file, at);
      if (await isIntact(files, file)) return;
      // Begun before from other bytes, or damaged on the way: once more from the beginning, then it is the server's.
      await files.remove(file.path);
      wrongSums += 1;
      if (wrongSums > 1) throw wrongSum(repo, file);
      at = 0;
      continue;
    }
    if (failures > retries) throw cause instanceof VisplayError ? cause : broken(repo, file, at, cause);
    await wait(Math.min(30, 2 ** failures / 2));
  }
}

/** A connection that ended before the file did; what came is stored. */
class Broken extends Error {
  readonly at: number;

  constructor(at: number, cause: unknown) {
    super('The connection broke off.', { cause });
    this.at = at;
  }
}

/** Writes what comes, from byte `begin` on; gives how much of the file is there then. */
async function receive(
  body: ReadableStream<Uint8Array>,
  files: ModelFiles,
  file: HubFile,
  begin: number,
  { signal, patience = 60 }: DownloadOptions,
  tally: Tally,
): Promise<number> {
  const reader = body.getReader();
  const writer = await files.continueAt(file.path, begin);
  let at = begin;
  try {
    for (;;) {
      const chunk = await nextChunk(reader, patience, signal).catch((thrown: unknown) => {
        throw new Broken(at, thrown);
      });
      if (chunk === null) break;
      if (at + chunk.length > file.size)
        throw new VisplayError(
          'hub-answer',
          `${file.path} is longer than the ${file.size} bytes that the hub lists.`,
          'Try again: the repository may be changing.',
        );
      await writer.write(chunk).catch((thrown: unknown) => {
        if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError')
          throw full(`took ${megabytes(at)} of ${file.path}, and then there was no room`, thrown);
        throw thrown;
      });
      at += chunk.length;
      tally.speed.add(chunk.length);
      tally.at(file, at);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
    await writer.close();
  }
  if (at < file.size) throw new Broken(at, null);
  return at;
}

const ignored = (_reason: unknown): void => undefined;

/** Null at the end. Rejects when nothing comes for too long, or when the signal says so. */
async function nextChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  patience: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | null> {
  let fail = ignored;
  const late = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const stop = (): void => fail(signal?.reason);
  const timer = setTimeout(() => fail(new Error(`nothing came for ${patience} seconds`)), 1000 * patience);
  signal?.addEventListener('abort', stop);
  try {
    const { done, value } = await Promise.race([reader.read(), late]);
    return done ? null : value;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

const stepBytes = 8 * 1024 * 1024;

/** Whether a stored file has the content that the hub lists. */
async function isIntact(
  files: ModelFiles,
  file: Pick<HubFile, 'path' | 'size' | 'oid' | 'lfs'>,
): Promise<boolean> {
  const source = await files.open(file.path);
  if (source === null || source.size !== file.size) return false;
  const { lfs } = file;
  if (lfs === undefined) return (await gitSum(await source.read(0, source.size))) === file.oid;
  const sum = new Sha256();
  for (let at = 0; at < source.size; at += stepBytes)
    sum.update(await source.read(at, Math.min(at + stepBytes, source.size)));
  return sum.digest() === lfs.oid;
}

/** Git's name for a file's content: SHA-1 of `blob LENGTH`, a zero and the bytes. */
async function gitSum(bytes: Uint8Array): Promise<string> {
  const head = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  const digest = await crypto.subtle.digest('SHA-1', whole);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 1000 * count);
  });

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

function full(what: string, cause?: unknown): VisplayError {
  return new VisplayError(
    'storage-full',
    `The download ${what}.`,
    'Delete a stored model, or free space on this device; the download then goes on where it stopped.',
    { cause },
  );
}

function broken({ host }: HubRepo, { path }: HubFile, at: number, cause: unknown): VisplayError {
  return new VisplayError(
    'hub-broken',
    `The connection to ${new URL(host).host} broke off again and again, after ${megabytes(at)} of ${path}.`,
    'Resume the download when the connection is better: what has come is kept.',
    { cause },
  );
}

function wrongSum({ host }: HubRepo, { path }: HubFile): VisplayError {
  return new VisplayError(
    'hub-checksum',
    `${path} came twice from ${new URL(host).host} with a checksum that is not the one it lists.`,
    'Use another host: a mirror may hold damaged files.',
  );
}
