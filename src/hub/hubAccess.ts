import { HubApiError } from '@huggingface/hub';
import { VisplayError } from '../errors.ts';
import type { HubRepo } from './address.ts';

export interface HubOptions {
  /** sent to the hub alone; never stored, logged or put into an error */
  readonly token?: string | null;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

/** What every call of the library is given. */
interface HubAccess {
  readonly repo: { readonly type: 'model'; readonly name: string };
  readonly revision: string;
  readonly hubUrl: string;
  readonly accessToken: string;
  readonly fetch: typeof fetch;
}

// The library takes only tokens that begin so, and sends them wherever an answer points: it gets this in place of one.
const standIn = 'hf_';

/** A hub for `@huggingface/hub`: by https, without cookies or cache, its token for no other host. */
export function accessTo({ host, id, revision }: HubRepo, options: HubOptions): HubAccess {
  const { token, signal } = options;
  // Browsers bind fetch to the global object.
  const given = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => fetch(input, init));
  const send: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers);
    if (headers.get('Authorization') === `Bearer ${standIn}`) {
      if (token && url.origin === new URL(host).origin) headers.set('Authorization', `Bearer ${token}`);
      else headers.delete('Authorization');
    }
    // One that the library brings follows ours.
    const ends = init?.signal ?? signal ?? null;
    if (url.protocol !== 'https:' && url.hostname !== 'localhost' && url.hostname !== '127.0.0.1')
      throw new VisplayError(
        'hub-answer',
        `${new URL(host).host} names an address for ${id} that is not safe: ${url.host} without https.`,
        'Use another host.',
      );
    try {
      const response = await given(url.href, {
        ...init,
        headers,
        signal: ends,
        credentials: 'omit',
        cache: 'no-store',
      });
      // The library asks for one byte to learn about a file, and reads none: without ranges the whole would come.
      if (response.ok && headers.get('Range') === 'bytes=0-0') await response.body?.cancel();
      return response;
    } catch (thrown) {
      if (thrown instanceof VisplayError || ends?.aborted) throw thrown;
      // A page is not told more: a server that is down and one that does not allow this page look the same.
      throw new VisplayError(
        'hub-unreachable',
        `${url.host} could not be reached, or does not let this page in.`,
        'Check the connection, then go on where it stopped; a mirror must send Access-Control-Allow-Origin.',
        { cause: thrown },
      );
    }
  };
  return {
    repo: { type: 'model', name: id },
    revision,
    hubUrl: host,
    accessToken: standIn,
    fetch: send,
  };
}

/** What the library throws, with the way out. */
export function hubFault(repo: HubRepo, thrown: unknown, { token, signal }: HubOptions): unknown {
  if (signal?.aborted) return signal.reason;
  if (thrown instanceof VisplayError) return thrown;
  const hub = new URL(repo.host).host;
  if (thrown instanceof HubApiError) return refused(hub, repo, thrown.statusCode, Boolean(token));
  return new VisplayError(
    'hub-answer',
    `${hub} gave an answer for ${repo.id} that cannot be read.`,
    'Check the address of the hub or the mirror.',
    { cause: thrown },
  );
}

function refused(hub: string, { id, revision }: HubRepo, status: number, withToken: boolean): VisplayError {
  switch (status) {
    case 401:
    case 403:
      return new VisplayError(
        'hub-denied',
        withToken
          ? `The token does not open ${id} on ${hub}.`
          : `${id} on ${hub} is private, gated, or does not exist.`,
        withToken
          ? 'Accept its terms on its page, or use a token that may read it.'
          : 'Check the name, or give a token that may read it.',
      );
    case 404:
      return new VisplayError(
        'hub-missing',
        `${hub} has no ${id} at ${revision}, or lacks a file of it.`,
        'Check the name and the revision.',
      );
    default:
      return new VisplayError(
        'hub-answer',
        `${hub} answered ${status} for ${id}.`,
        status === 429 || status >= 500 ? 'Wait a little, then go on where it stopped.' : 'Try another host.',
      );
  }
}
