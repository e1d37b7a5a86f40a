import { commitIter, createRepo, HubApiError } from '@huggingface/hub';
import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import type { HubRepo } from './address.ts';
import { accessTo, hubFault, type HubOptions } from './hubAccess.ts';

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

export interface PushOptions extends HubOptions {
  readonly token: string;
  readonly private: boolean;
  /** first line of the commit */
  readonly summary: string;
  readonly onProgress?: (progress: PushProgress) => void;
  /** how often a broken upload is tried again */
  readonly retries?: number;
  /** waits between tries, seconds; for tests */
  readonly wait?: (seconds: number) => Promise<void>;
}

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
  const { onProgress, signal } = options;
  const sizes = new Map(files.map(({ path, bytes }) => [path, bytes.length]));
  /** what came through of the large files, bytes */
  const sent = new Map<string, number>();
  const tell = (phase: PushProgress['phase']): void => {
    const done = [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    const total = [...sent.keys()].reduce((sum, path) => sum + sizes.get(path)!, 0);
    onProgress?.({ phase, done, total });
  };
  const access = accessTo(repo, {
    ...options,
    fetch: persistent(repo, options, (path, bytes) => {
      sent.set(path, (sent.get(path) ?? 0) + bytes);
      tell('upload');
    }),
  });
  try {
    signal?.throwIfAborted();
    tell('repository');
    await createRepo({ ...access, visibility: options.private ? 'private' : 'public' }).catch(
      (thrown: unknown) => {
        // It is there already.
        if (!(thrown instanceof HubApiError && thrown.statusCode === 409)) throw thrown;
      },
    );
    signal?.throwIfAborted();
    const commit = commitIter({
      ...access,
      branch: repo.revision,
      title: options.summary,
      operations: files.map(({ path, bytes }) => ({
        operation: 'addOrUpdate',
        path,
        content: new Blob([bytes]),
      })),
      // By LFS and not by Xet, which no stand-in can speak for tests.
      useXet: false,
      ...(signal && { abortSignal: signal }),
    });
    for (;;) {
      const { done, value } = await commit.next();
      if (done) return v.parse(v.string(), value?.commit.url);
      if (value.event === 'phase') {
        if (value.phase === 'committing') tell('commit');
        continue;
      }
      const { path, state, progress } = value;
      // Only large files are hashed.
      if (state === 'hashing') sent.set(path, 0);
      else if (progress === 1) sent.set(path, sizes.get(path)!);
      tell('upload');
    }
  } catch (thrown) {
    throw writeFault(repo, thrown, options);
  }
}

const hinted = v.object({ progressHint: v.object({ path: v.string() }), body: v.instance(Blob) });

/** Uploads that break off are tried again: the library gives up at once. */
function persistent(
  repo: HubRepo,
  { fetch: given, retries = 4, wait = seconds }: PushOptions,
  onSent: (path: string, bytes: number) => void,
): typeof fetch {
  const send = given ?? ((input: RequestInfo | URL, init?: RequestInit) => fetch(input, init));
  return async (input, init) => {
    // The library says with each upload of which file it is.
    const upload = v.safeParse(hinted, init);
    if (init?.method !== 'PUT' || !upload.success) return send(input, init);
    const { body, progressHint } = upload.output;
    for (let failures = 0; ; failures++) {
      const answer = await send(input, init).catch((thrown: unknown) => {
        if (init.signal?.aborted) throw thrown;
        return null;
      });
      if (answer?.ok) {
        onSent(progressHint.path, body.size);
        return answer;
      }
      await answer?.body?.cancel();
      // The address of an upload holds its own permission: what it refuses says nothing of the token.
      if (answer !== null && answer.status < 500 && answer.status !== 429)
        throw new VisplayError(
          'hub-answer',
          `${new URL(repo.host).host} answered ${answer.status} to the upload of ${progressHint.path}.`,
          'Wait a little and push again: what was uploaded is not sent twice.',
        );
      if (failures >= retries) throw broken(repo, progressHint.path);
      await wait(Math.min(30, 2 ** failures / 2));
    }
  };
}

const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 1000 * count);
  });

function writeFault(repo: HubRepo, thrown: unknown, options: PushOptions): unknown {
  const hub = new URL(repo.host).host;
  const status = thrown instanceof HubApiError && !options.signal?.aborted ? thrown.statusCode : 0;
  if (status === 401 || status === 403) {
    return new VisplayError(
      'hub-denied',
      `The token may not write to ${repo.id} on ${hub}.`,
      'Use a token with the permission to write, and a repository of your own or of an organisation that you may write to.',
    );
  }
  if (status === 409 || status === 412) {
    return new VisplayError(
      'hub-conflict',
      `Somebody else changed ${repo.id} on ${hub} at the same time.`,
      'Push again: what was uploaded is not sent twice.',
    );
  }
  return hubFault(repo, thrown, options);
}

const broken = ({ host }: HubRepo, path: string): VisplayError =>
  new VisplayError(
    'hub-broken',
    `The connection to ${new URL(host).host} broke off again and again while ${path} was uploaded.`,
    'Push again when the connection is better: nothing was committed, and files that came through are not sent twice.',
  );
