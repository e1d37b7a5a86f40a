import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import type { HubRepo } from './address.ts';
import { Sha256 } from './sha256.ts';

/*
 * A commit as the Hub takes it (`commit.ts` of @huggingface/hub): which files are large is asked first, those are
 * uploaded to the addresses that LFS names, and one request in NDJSON makes the commit. Until that one nothing is seen.
 */

export interface PushedFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where a push is. */
export interface PushProgress {
  readonly phase: 'repository' | 'upload' | 'commit';
  /** of what must be uploaded, bytes */
  readonly done: number;
  readonly total: number;
}

export interface PushOptions {
  /** sent to the hub alone */
  readonly token: string;
  readonly private: boolean;
  /** first line of the commit */
  readonly summary: string;
  readonly onProgress?: (progress: PushProgress) => void;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
  /** how often a broken upload is tried again */
  readonly retries?: number;
  /** waits between tries, seconds; for tests */
  readonly wait?: (seconds: number) => Promise<void>;
}

const preuploadSchema = v.object({
  files: v.array(
    v.object({
      path: v.string(),
      uploadMode: v.picklist(['lfs', 'regular']),
      shouldIgnore: v.optional(v.boolean(), false),
    }),
  ),
});

const batchSchema = v.object({
  objects: v.array(
    v.object({
      oid: v.string(),
      error: v.optional(v.object({ message: v.optional(v.string(), '') })),
      actions: v.optional(
        v.object({
          upload: v.optional(
            v.object({ href: v.string(), header: v.optional(v.record(v.string(), v.string()), {}) }),
          ),
        }),
      ),
    }),
  ),
});

const commitSchema = v.object({ commitUrl: v.string() });

/**
 * Commits files to a repository of the hub, made where it is not there yet; gives the address of the commit.
 *
 * Throws `hub-denied` for a token that may not write there, `hub-conflict` where somebody else committed meanwhile,
 * `hub-unreachable`, `hub-broken` for an upload that broke too often, `hub-answer`; or the signal's reason. Large files
 * that came through are not sent again by a second try.
 */
export async function pushFiles(
  repo: HubRepo,
  files: readonly PushedFile[],
  options: PushOptions,
): Promise<string> {
  const { onProgress } = options;
  onProgress?.({ phase: 'repository', done: 0, total: 0 });
  await makeRepo(repo, options);
  const modes = await modesOf(repo, files, options);
  const large = files
    .filter(({ path }) => modes.get(path) === 'lfs')
    .map(({ path, bytes }) => ({ path, bytes, oid: sumOf(bytes) }));
  const total = large.reduce((sum, { bytes }) => sum + bytes.length, 0);
  onProgress?.({ phase: 'upload', done: 0, total });
  await uploadLarge(repo, large, options, (done) => onProgress?.({ phase: 'upload', done, total }));
  onProgress?.({ phase: 'commit', done: total, total });
  const oids = new Map(large.map(({ path, oid }) => [path, oid]));
  const lines = [
    { key: 'header', value: { summary: options.summary, description: '' } },
    ...files
      .filter(({ path }) => modes.has(path))
      .map(({ path, bytes }) => {
        const oid = oids.get(path);
        return oid === undefined
          ? { key: 'file', value: { path, content: base64(bytes), encoding: 'base64' } }
          : { key: 'lfsFile', value: { path, algo: 'sha256', size: bytes.length, oid } };
      }),
  ];
  const answer = await ask(
    repo,
    `/api/models/${repo.id}/commit/${encodeURIComponent(repo.revision)}`,
    options,
    {
      type: 'application/x-ndjson',
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
    },
  );
  return (await read(repo, answer, commitSchema)).commitUrl;
}

async function makeRepo(repo: HubRepo, options: PushOptions): Promise<void> {
  const [organization, name] = repo.id.split('/');
  await ask(
    repo,
    '/api/repos/create',
    options,
    {
      type: 'application/json',
      body: JSON.stringify({ type: 'model', name, organization, private: options.private }),
    },
    // It is there already.
    [409],
  );
}

/** How each file is sent; what the hub ignores is left out. */
async function modesOf(
  repo: HubRepo,
  files: readonly PushedFile[],
  options: PushOptions,
): Promise<ReadonlyMap<string, 'lfs' | 'regular'>> {
  const path = `/api/models/${repo.id}/preupload/${encodeURIComponent(repo.revision)}`;
  const body = JSON.stringify({
    files: files.map((file) => ({
      path: file.path,
      size: file.bytes.length,
      sample: base64(file.bytes.subarray(0, 512)),
    })),
  });
  const answer = await ask(repo, path, options, { type: 'application/json', body });
  const { files: found } = await read(repo, answer, preuploadSchema);
  return new Map(
    found.filter(({ shouldIgnore }) => !shouldIgnore).map((file) => [file.path, file.uploadMode]),
  );
}

type LargeFile = PushedFile & { readonly oid: string };

async function uploadLarge(
  repo: HubRepo,
  files: readonly LargeFile[],
  options: PushOptions,
  onDone: (bytes: number) => void,
): Promise<void> {
  if (files.length === 0) return;
  const answer = await ask(repo, `/${repo.id}.git/info/lfs/objects/batch`, options, {
    type: 'application/vnd.git-lfs+json',
    body: JSON.stringify({
      operation: 'upload',
      transfers: ['basic', 'multipart'],
      hash_algo: 'sha_256',
      ref: { name: repo.revision },
      objects: files.map(({ oid, bytes }) => ({ oid, size: bytes.length })),
    }),
  });
  const { objects } = await read(repo, answer, batchSchema);
  let done = 0;
  for (const file of files) {
    const found = objects.find(({ oid }) => oid === file.oid);
    if (found === undefined || found.error !== undefined)
      throw strange(repo, `it does not take ${file.path}${found?.error ? `: ${found.error.message}` : ''}`);
    const upload = found.actions?.upload;
    // Without one the hub has the file already.
    if (upload !== undefined) {
      await uploadOne(repo, file, upload, options, (bytes) => onDone(done + bytes));
    }
    done += file.bytes.length;
    onDone(done);
  }
}

async function uploadOne(
  repo: HubRepo,
  { path, bytes, oid }: LargeFile,
  { href, header }: { readonly href: string; readonly header: Readonly<Record<string, string>> },
  options: PushOptions,
  onDone: (bytes: number) => void,
): Promise<void> {
  const partBytes = Number(header['chunk_size'] ?? 0);
  if (partBytes === 0) {
    await put(repo, path, href, bytes, options);
    return;
  }
  const numbers = Object.keys(header)
    .filter((key) => /^\d+$/.test(key))
    .toSorted((a, b) => Number(a) - Number(b));
  if (numbers.length !== Math.ceil(bytes.length / partBytes))
    throw strange(repo, `it wants ${path} in ${numbers.length} parts`);
  const parts: { partNumber: number; etag: string }[] = [];
  for (const [at, number] of numbers.entries()) {
    const slice = bytes.subarray(at * partBytes, (at + 1) * partBytes);
    const answer = await put(repo, path, header[number]!, slice, options);
    parts.push({ partNumber: Number(number), etag: answer.headers.get('ETag') ?? '' });
    onDone(Math.min(bytes.length, (at + 1) * partBytes));
  }
  const answer = await send(options, checked(repo, href), {
    method: 'POST',
    headers: { 'Content-Type': 'application/vnd.git-lfs+json' },
    body: JSON.stringify({ oid, parts }),
  }).catch(() => null);
  if (answer === null || !answer.ok) throw broken(repo, path);
}

/** Sends bytes to an address that holds its own permission: the token is not for it. */
async function put(
  repo: HubRepo,
  path: string,
  href: string,
  bytes: Uint8Array<ArrayBuffer>,
  options: PushOptions,
): Promise<Response> {
  const { retries = 4, wait = seconds, signal } = options;
  const address = checked(repo, href);
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted();
    try {
      const answer = await send(options, address, { method: 'PUT', body: bytes });
      if (answer.ok) return answer;
      if (answer.status < 500 && answer.status !== 429)
        throw strange(repo, `it answered ${answer.status} to the upload of ${path}`);
    } catch (thrown) {
      if (signal?.aborted || thrown instanceof VisplayError) throw thrown;
    }
    if (failures >= retries) throw broken(repo, path);
    await wait(Math.min(30, 2 ** failures / 2));
  }
}

/** An address that files may be sent to: https, or this very machine. */
function checked(repo: HubRepo, href: string): string {
  const url = URL.parse(href);
  const own = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1';
  if (url !== null && (url.protocol === 'https:' || own)) return url.href;
  throw strange(repo, 'it names an address for the upload that is not safe');
}

interface Sent {
  readonly type: string;
  readonly body: string;
}

const send = ({ fetch: given, signal }: PushOptions, url: string, init: RequestInit): Promise<Response> => {
  // Browsers bind fetch to the global object.
  const out = given ?? ((input: string, rest: RequestInit) => fetch(input, rest));
  return out(url, { ...init, ...(signal && { signal }), credentials: 'omit', cache: 'no-store' });
};

async function ask(
  repo: HubRepo,
  path: string,
  options: PushOptions,
  { type, body }: Sent,
  fine: readonly number[] = [],
): Promise<Response> {
  const { host, id } = repo;
  let answer: Response;
  try {
    answer = await send(options, `${host}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${options.token}`, 'Content-Type': type },
      body,
    });
  } catch (thrown) {
    if (options.signal?.aborted) throw thrown;
    throw new VisplayError(
      'hub-unreachable',
      `${new URL(host).host} could not be reached, or does not let this page write to it.`,
      'Check the connection, then push again: what was uploaded is not sent twice.',
      { cause: thrown },
    );
  }
  if (answer.ok || fine.includes(answer.status)) return answer;
  await answer.body?.cancel();
  const hub = new URL(host).host;
  if (answer.status === 401 || answer.status === 403) {
    throw new VisplayError(
      'hub-denied',
      `The token may not write to ${id} on ${hub}.`,
      'Use a token with the permission to write, and a repository of your own or of an organisation that you may write to.',
    );
  }
  if (answer.status === 409 || answer.status === 412) {
    throw new VisplayError(
      'hub-conflict',
      `Somebody else changed ${id} on ${hub} at the same time.`,
      'Push again: what was uploaded is not sent twice.',
    );
  }
  throw strange(repo, `it answered ${answer.status}`);
}

async function read<T>(repo: HubRepo, answer: Response, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const parsed = v.safeParse(schema, await answer.json().catch(() => null));
  if (parsed.success) return parsed.output;
  throw strange(repo, 'its answer cannot be read');
}

function sumOf(bytes: Uint8Array): string {
  const sum = new Sha256();
  sum.update(bytes);
  return sum.digest();
}

/** In pieces: a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 1000 * count);
  });

const strange = ({ host, id }: HubRepo, what: string): VisplayError =>
  new VisplayError(
    'hub-answer',
    `${new URL(host).host} gave a strange answer for ${id}: ${what}.`,
    'Wait a little and push again, or export the weights as a file and upload that.',
  );

const broken = ({ host }: HubRepo, path: string): VisplayError =>
  new VisplayError(
    'hub-broken',
    `The connection to ${new URL(host).host} broke off again and again while ${path} was uploaded.`,
    'Push again when the connection is better: nothing was committed, and files that came through are not sent twice.',
  );
