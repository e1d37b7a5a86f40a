import type { HubFile } from './client.ts';
import type { ModelFiles } from './modelFiles.ts';
import { Sha256 } from './sha256.ts';

const stepBytes = 8 * 1024 * 1024;

/** Whether a stored file has the content that the hub lists. */
export async function isIntact(
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
