import { VisplayError } from '../errors.ts';
import type { HubRepo } from './address.ts';
import { isIntact } from './checksum.ts';
import { openFile, type HubFile } from './client.ts';
import { Broken, receive, type ReceiveOptions } from './connection.ts';
import type { HubOptions } from './hubAccess.ts';
import type { ModelFiles } from './modelFiles.ts';
import { megabytes } from './room.ts';
import type { Tally } from './tally.ts';

export interface FetchOptions extends HubOptions, ReceiveOptions {
  /** how often a broken connection is taken up again, each time without a byte in between */
  readonly retries?: number;
  /** waits between tries, seconds; for tests */
  readonly wait?: (seconds: number) => Promise<void>;
}

/**
 * One file to its end, however often the connection breaks, and its checksum: the library reads once from where it is
 * told, has no signal and no patience, and checks nothing.
 */
export async function fetchFile(
  repo: HubRepo,
  files: ModelFiles,
  file: HubFile,
  options: FetchOptions,
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

const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 1000 * count);
  });

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
