import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import type { HubRepo } from './address.ts';

/** A file of a repository; fields as `listFiles` of `@huggingface/hub` yields them. */
export interface HubFile {
  readonly path: string;
  /** bytes */
  readonly size: number;
  /** git's SHA-1 of the file, or of its pointer where it is in LFS */
  readonly oid: string;
  /** where it is in LFS: SHA-256 of the file */
  readonly lfs?: { readonly oid: string };
}

export interface HubOptions {
  /** sent to the hub alone; never stored, logged or put into an error */
  readonly token?: string | null;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

const entrySchema = v.object({
  type: v.string(),
  path: v.pipe(v.string(), v.maxLength(1000)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
  lfs: v.optional(v.object({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
});

const mostPages = 20;

/**
 * The files at the top of a repository.
 *
 * Throws `hub-missing`, `hub-denied`, `hub-unreachable` or `hub-answer`.
 */
export async function listFiles(repo: HubRepo, options: HubOptions = {}): Promise<HubFile[]> {
  const files: HubFile[] = [];
  let url: string | null = `${repo.host}/api/models/${repo.id}/tree/${encodeURIComponent(repo.revision)}`;
  for (let page = 0; url !== null && page < mostPages; page++) {
    const response: Response = await request(repo, url, {}, options);
    const entries = v.safeParse(v.array(entrySchema), await response.json().catch(() => null));
    if (!entries.success) throw strange(repo, 'its list of files cannot be read');
    for (const { type, path, size, oid, lfs } of entries.output) {
      if (type === 'file') files.push({ path, size, oid, ...(lfs && { lfs }) });
    }
    url = nextPage(response, repo);
  }
  return files;
}

/** The next page of a list, which must be of the same hub: the token goes with it. */
function nextPage(response: Response, { host }: HubRepo): string | null {
  const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('Link') ?? '')?.[1];
  return next !== undefined && new URL(next).origin === new URL(host).origin ? next : null;
}

/** Some bytes of a file on their way. */
export interface FileResponse {
  /** of the first byte that comes */
  readonly begin: number;
  /** identity of the file's content, null where the server says none */
  readonly etag: string | null;
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * A file from `begin` on; from 0 where the server has no ranges or, given its `etag`, the file is another one now.
 *
 * Throws as `listFiles`.
 */
export async function openFile(
  repo: HubRepo,
  path: string,
  begin: number,
  etag: string | null,
  options: HubOptions = {},
): Promise<FileResponse> {
  const revision = encodeURIComponent(repo.revision);
  const url = `${repo.host}/${repo.id}/resolve/${revision}/${encodeURIComponent(path)}`;
  const headers: Record<string, string> = {};
  if (begin > 0) headers['Range'] = `bytes=${begin}-`;
  const response = await request(repo, url, headers, options, begin > 0);
  const found = response.headers.get('X-Linked-ETag') ?? response.headers.get('ETag');
  if (response.status === 416 || (begin > 0 && etag !== null && found !== null && found !== etag)) {
    await response.body?.cancel();
    return openFile(repo, path, 0, null, options);
  }
  if (response.body === null) throw strange(repo, `${path} came without content`);
  const from = /^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1];
  const at = response.status === 206 ? Number(from ?? begin) : 0;
  if (at > begin) throw strange(repo, `${path} was sent from byte ${at} and not from ${begin}`);
  return { begin: at, etag: found, body: response.body };
}

async function request(
  repo: HubRepo,
  url: string,
  headers: Readonly<Record<string, string>>,
  { token, signal, fetch: given }: HubOptions,
  ranged = false,
): Promise<Response> {
  // Browsers bind fetch to the global object.
  const send = given ?? ((input: string, init: RequestInit) => fetch(input, init));
  let response: Response;
  try {
    response = await send(url, {
      headers: token ? { ...headers, Authorization: `Bearer ${token}` } : headers,
      ...(signal && { signal }),
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    // A page is not told more: a server that is down and one that does not allow this page look the same.
    throw new VisplayError(
      'hub-unreachable',
      `${new URL(url).host} could not be reached, or does not let this page read from it.`,
      'Check the connection; a mirror must send Access-Control-Allow-Origin. A model can also be dropped as a folder.',
      { cause: thrown },
    );
  }
  if (response.ok || (ranged && response.status === 416)) return response;
  await response.body?.cancel();
  throw refused(repo, response.status, Boolean(token));
}

function refused({ host, id, revision }: HubRepo, status: number, withToken: boolean): VisplayError {
  const hub = new URL(host).host;
  if (status === 401 || status === 403) {
    return new VisplayError(
      'hub-denied',
      withToken
        ? `The token does not open ${id} on ${hub}.`
        : `${id} on ${hub} is private, gated, or does not exist.`,
      withToken
        ? 'Accept its terms on its page, or use a token that may read it.'
        : 'Check the name, or give a token that may read it.',
    );
  }
  if (status === 404) {
    return new VisplayError(
      'hub-missing',
      `${hub} has no ${id} at ${revision}, or lacks a file of it.`,
      'Check the name and the revision.',
    );
  }
  return new VisplayError(
    'hub-answer',
    `${hub} answered ${status} for ${id}.`,
    status === 429 || status >= 500 ? 'Wait a little and resume the download.' : 'Try another host.',
  );
}

function strange({ host, id }: HubRepo, what: string): VisplayError {
  return new VisplayError(
    'hub-answer',
    `${new URL(host).host} gave a strange answer for ${id}: ${what}.`,
    'Check the address of the hub or the mirror.',
  );
}
