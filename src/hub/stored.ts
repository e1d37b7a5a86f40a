import { VisplayError } from '../errors.ts';
import type { CheckpointFolder } from '../model/folder.ts';
import type { ModelFiles, ModelShelf } from './modelFiles.ts';
import { commitName, partialName, readRecord, type FolderRecord } from './record.ts';

/** A model at rest. */
export interface StoredModel {
  /** of its folder */
  readonly name: string;
  /** null where the record itself is lost */
  readonly id: string | null;
  readonly revision: string | null;
  readonly host: string | null;
  /** bytes that it takes */
  readonly bytes: number;
  /** `torn`: once whole, and a file is missing or cut since */
  readonly state: 'whole' | 'partial' | 'torn';
}

/** All models at rest, whole or not, with what they take. */
export async function storedModels(shelf: ModelShelf): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  for (const name of await shelf.names()) {
    const files = shelf.files(name);
    const sizes = await files.sizes();
    const commit = await readRecord(files, commitName);
    const record = commit ?? (await readRecord(files, partialName));
    const whole = commit !== null && lostFile(commit, sizes) === null;
    models.push({
      name,
      id: record?.id ?? null,
      revision: record?.revision ?? null,
      host: record?.host ?? null,
      bytes: [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0),
      state: whole ? 'whole' : commit === null ? 'partial' : 'torn',
    });
  }
  return models;
}

/** A file that is not as it was committed. */
function lostFile({ files }: FolderRecord, sizes: ReadonlyMap<string, number>): string | null {
  return files.find(({ path, size }) => sizes.get(path) !== size)?.path ?? null;
}

/**
 * A stored model as the folder that `openCheckpoint` opens; no network is needed.
 *
 * Throws `model-not-stored` where the download never came to its end, `model-torn` where a file is missing or cut
 * since: `downloadModel` repairs it and fetches no more than that.
 */
export async function storedFolder(files: ModelFiles): Promise<CheckpointFolder> {
  const commit = await readRecord(files, commitName);
  if (commit === null) {
    throw new VisplayError(
      'model-not-stored',
      'This model is not stored as a whole.',
      'Resume its download: what has come is kept.',
    );
  }
  const lost = lostFile(commit, await files.sizes());
  if (lost !== null) {
    throw new VisplayError(
      'model-torn',
      `${lost} of ${commit.id} is no longer as it was stored: the browser or the system cleared or cut it.`,
      'Download the model again: only what is missing is fetched.',
    );
  }
  const names = new Set(commit.files.map(({ path }) => path));
  return { name: commit.id, open: async (file) => (names.has(file) ? files.open(file) : null) };
}
