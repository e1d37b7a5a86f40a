import { VisplayError } from '../errors.ts';

/** A model repository of a hub. */
export interface HubRepo {
  /** where the hub is: `https://huggingface.co` or a mirror, without a slash at the end */
  readonly host: string;
  /** `OWNER/NAME` */
  readonly id: string;
  /** branch, tag or commit */
  readonly revision: string;
}

export const publicHub = 'https://huggingface.co';

const part = '[A-Za-z0-9][\\w.-]{0,95}';
const idPattern = new RegExp(`^(${part}/${part})(?:@([\\w./-]{1,200}))?$`);

/**
 * A repository from what a person typed: `OWNER/NAME`, `OWNER/NAME@REVISION`, or the address of its page.
 *
 * Throws `hub-address` for anything else, and for a host that is not reached by https.
 */
export function repoFrom(text: string, host: string = publicHub): HubRepo {
  const trimmed = text.trim();
  if (/^https?:/.test(trimmed)) return repoFromUrl(trimmed);
  const [, id, revision = 'main'] = idPattern.exec(trimmed) ?? [];
  if (id === undefined || revision.includes('..')) throw unclear(text);
  return { host: checkedHost(host), id, revision };
}

function repoFromUrl(text: string): HubRepo {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw unclear(text);
  }
  const [owner, name, kind, revision] = url.pathname.split('/').filter((step) => step !== '');
  const named = `${owner ?? ''}/${name ?? ''}`;
  if (!idPattern.test(named)) throw unclear(text);
  const rest = kind === 'tree' || kind === 'resolve' ? revision : undefined;
  return { host: checkedHost(url.origin), id: named, revision: decodeURIComponent(rest ?? 'main') };
}

/**
 * A host that a token may be sent to: https, or this very machine.
 *
 * Throws `hub-address` for any other.
 */
export function checkedHost(text: string): string {
  try {
    const url = new URL(text);
    const own = url.hostname === 'localhost' || url.hostname === '127.0.0.1';
    if (url.protocol === 'https:' || (url.protocol === 'http:' && own)) return url.origin + url.pathname.replace(/\/+$/, ''); // prettier-ignore
  } catch {
    // Said below.
  }
  throw new VisplayError(
    'hub-address',
    `${text} is not the address of a hub.`,
    `Use an https address, for example ${publicHub}.`,
  );
}

function unclear(text: string): VisplayError {
  return new VisplayError(
    'hub-address',
    `"${text.slice(0, 120)}" names no model.`,
    'Write OWNER/NAME, for example HuggingFaceTB/SmolVLM-256M-Instruct, or the address of its page.',
  );
}
