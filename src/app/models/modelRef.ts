import { publicHub, repoFrom } from '../../hub/address.ts';
import type { NamedBase } from '../../model/adapterBase.ts';

/** A model as a link names it; the embedded one has no name. */
export type ModelRef =
  /** a repository of a hub, whichever host it is fetched from */
  | { readonly kind: 'hub'; readonly id: string; readonly revision: string }
  /** a folder that was dropped into the page; no other machine has it */
  | { readonly kind: 'folder'; readonly name: string }
  /** a Hugging Face folder at an address, read from there each time */
  | { readonly kind: 'url'; readonly url: string };

const folder = 'folder:';
/** Addresses of these hosts name repositories. */
const hubs = new Set([new URL(publicHub).host, 'hf.co', 'hf-mirror.com']);

/**
 * What `model=` of a link says.
 *
 * Throws `hub-address` for what names no model.
 */
export function refFrom(link: string): ModelRef {
  if (link.startsWith(folder)) return { kind: 'folder', name: link.slice(folder.length) };
  if (/^[/.]/.test(link) || (/^https?:/.test(link) && !isOfHub(link))) return { kind: 'url', url: link };
  const { id, revision } = repoFrom(link);
  return { kind: 'hub', id, revision };
}

function isOfHub(address: string): boolean {
  try {
    return hubs.has(new URL(address).host);
  } catch {
    return false;
  }
}

/** What stands in a link. `refFrom` reads it back. */
export function linkOf(ref: ModelRef): string {
  if (ref.kind === 'folder') return `${folder}${ref.name}`;
  if (ref.kind === 'url') return ref.url;
  return ref.revision === 'main' ? ref.id : `${ref.id}@${ref.revision}`;
}

/** What people call it: the last part of its name. */
export function nameOf(link: string): string {
  const bare = link.startsWith(folder) ? link.slice(folder.length) : link.replace(/\/resolve\/.*$/, '');
  return bare.split('/').findLast((part) => part !== '') ?? link;
}

/** The chosen model as an adapter may name it; null is the embedded one. */
export function namedBase(link: string | null): NamedBase {
  if (link === null) return { name: 'nano' };
  const ref = refFrom(link);
  return { name: nameOf(link), hubId: ref.kind === 'hub' ? ref.id : null };
}
