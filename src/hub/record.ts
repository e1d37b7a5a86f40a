import * as v from 'valibot';
import type { ModelFiles } from './modelFiles.ts';
import { whereFull } from './room.ts';

/*
 * What a folder says about itself. While files come in, `partial.json` says which content each is meant to have, so that
 * a download is resumed only into the same file. `commit.json` is written when all are safe and their checksums right;
 * without it a folder is not a model. A commit that a write tore does not parse, and the files are checked again.
 */

const fileSchema = v.object({
  path: v.string(),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** SHA-256 of what is in LFS, git's SHA-1 of anything else: changes when the content does */
  oid: v.string(),
  etag: v.nullable(v.string()),
});

const recordSchema = v.object({
  version: v.literal(1),
  host: v.string(),
  id: v.string(),
  revision: v.string(),
  files: v.array(fileSchema),
});

export type StoredFile = v.InferOutput<typeof fileSchema>;
export type FolderRecord = v.InferOutput<typeof recordSchema>;

export const commitName = 'commit.json';
export const partialName = 'partial.json';

/** Null where there is none, or none that can be read. */
export async function readRecord(files: ModelFiles, name: string): Promise<FolderRecord | null> {
  const source = await files.open(name);
  if (source === null || source.size > 1e6) return null;
  try {
    const text = new TextDecoder().decode(await source.read(0, source.size));
    return v.parse(recordSchema, JSON.parse(text));
  } catch {
    return null;
  }
}

export async function writeRecord(files: ModelFiles, name: string, record: FolderRecord): Promise<void> {
  await files
    .replace(name, new TextEncoder().encode(JSON.stringify(record)))
    .catch(whereFull(() => `of ${record.id} found no room for its record`));
}
