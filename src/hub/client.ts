import {
  downloadFile,
  fileDownloadInfo,
  HubApiError,
  InvalidApiResponseFormatError,
  listFiles as listEntries,
} from '@huggingface/hub';
import * as v from 'valibot';
import type { HubRepo } from './address.ts';
import { accessTo, hubFault, type HubOptions } from './hubAccess.ts';

// The library takes an answer for what its type says: sizes and checksums of a mirror are looked at here.
const fileSchema = v.object({
  path: v.pipe(v.string(), v.maxLength(1000)),
  /** bytes */
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** git's SHA-1 of the file, or of its pointer where it is in LFS */
  oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
  /** where it is in LFS: SHA-256 of the file */
  lfs: v.optional(v.object({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
});

/** A file of a repository. */
export type HubFile = Readonly<v.InferOutput<typeof fileSchema>>;

const mostFiles = 20_000;

/**
 * The files at the top of a repository.
 *
 * Throws `hub-missing`, `hub-denied`, `hub-unreachable` or `hub-answer`.
 */
export async function listFiles(repo: HubRepo, options: HubOptions = {}): Promise<HubFile[]> {
  const files: HubFile[] = [];
  const access = accessTo(repo, options);
  try {
    // The library puts a revision into the address as it is.
    const entries = listEntries({ ...access, revision: encodeURIComponent(repo.revision) });
    for await (const entry of entries) {
      if (entry.type === 'file') files.push(v.parse(fileSchema, entry));
      if (files.length > mostFiles) throw new Error('The list of files does not end.');
    }
  } catch (thrown) {
    throw hubFault(repo, thrown, options);
  }
  return files;
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
  { path, size }: HubFile,
  begin: number,
  etag: string | null,
  options: HubOptions = {},
): Promise<FileResponse> {
  // There is no range in it to ask for.
  if (size === 0) return { begin, etag, body: new Blob().stream() };
  const file = { ...accessTo(repo, options), path };
  try {
    const downloadInfo = await fileDownloadInfo(file).catch((thrown: unknown) => {
      if (!(thrown instanceof InvalidApiResponseFormatError)) throw thrown;
      // The library gives up where ranges, or the headers about them, are missing: the whole comes from its address.
      const url = `${repo.host}/${repo.id}/resolve/${encodeURIComponent(repo.revision)}/${path}`;
      return { size, etag: '', url };
    });
    // Without Xet, which keeps up to 256 MB of a file in memory and which no stand-in can speak for tests.
    const blob = downloadInfo && (await downloadFile({ ...file, downloadInfo, xet: false }));
    if (!downloadInfo || !blob) throw new HubApiError('', 404);
    const found = downloadInfo.etag || null;
    const from = found === null || (etag !== null && etag !== found) ? 0 : begin;
    return { begin: from, etag: found, body: blob.slice(from).stream() };
  } catch (thrown) {
    throw hubFault(repo, thrown, options);
  }
}
