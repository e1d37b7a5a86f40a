import { parseConfig, type Idefics3Config } from '../model/config.ts';
import { parseJsonObject } from '../model/folder.ts';
import type { HubRepo } from './address.ts';
import { listFiles, type HubFile } from './client.ts';
import { fetchFile, type FetchOptions } from './fetchedFile.ts';
import { checkListed, isWeights, oidOf, wanted } from './listing.ts';
import type { ModelFiles } from './modelFiles.ts';
import {
  commitName,
  partialName,
  readRecord,
  writeRecord,
  type FolderRecord,
  type StoredFile,
} from './record.ts';
import { checkRoom } from './room.ts';
import { Tally, type TallyOptions } from './tally.ts';

export interface DownloadOptions extends FetchOptions, TallyOptions {
  /** Called with the model's configuration before its weights are fetched; throws to refuse it. */
  readonly accept?: (config: Idefics3Config, weightBytes: number) => void | Promise<void>;
  /** bytes that there is room for; null where nobody knows */
  readonly room?: number | null;
}

/**
 * Fetches the checkpoint of a repository into a folder, or what is missing of it: whole files of the same content stay,
 * begun ones go on where they stopped, changed ones begin again. Every file is checked against the hub's checksum; the
 * commit record is written last.
 *
 * Throws what `listFiles` throws, `missing-file`, `unknown-architecture` and `bad-config` before any weight is fetched,
 * `hub-file-size` for a file of text that is too large to be one, `storage-full`, `hub-broken` for a connection that
 * broke too often, `hub-checksum`; or the signal's reason. What has come stays for the next time.
 */
export async function downloadModel(
  repo: HubRepo,
  files: ModelFiles,
  options: DownloadOptions = {},
): Promise<FolderRecord> {
  const listed = (await listFiles(repo, options)).filter(({ path }) => wanted.test(path));
  checkListed(repo, listed);
  const record = { version: 1 as const, host: repo.host, id: repo.id, revision: repo.revision };
  const before = [
    ...((await readRecord(files, partialName))?.files ?? []),
    ...((await readRecord(files, commitName))?.files ?? []),
  ];
  const same = (file: HubFile): StoredFile | undefined =>
    before.find(({ path, oid, size }) => path === file.path && oid === oidOf(file) && size === file.size);
  // Until the new commit, the folder is not a model: some of its files may be of another content.
  await files.remove(commitName);
  const stored = new Map(
    listed.map((file) => [
      file.path,
      { path: file.path, size: file.size, oid: oidOf(file), etag: same(file)?.etag ?? null },
    ]),
  );
  for (const [name] of await files.sizes()) {
    const file = listed.find(({ path }) => path === name);
    if (name !== partialName && (file === undefined || same(file) === undefined)) await files.remove(name);
  }
  const note = (): Promise<void> =>
    writeRecord(files, partialName, { ...record, files: [...stored.values()] });
  await note();
  await checkRoom(listed, files, options.room ?? null);

  const tally = new Tally(listed, options);
  // Small files first: what cannot be run is refused before its weights are fetched.
  const order = listed.toSorted(
    (a, b) => Number(isWeights(a.path)) - Number(isWeights(b.path)) || a.size - b.size,
  );
  let accepted = false;
  for (const file of order) {
    if (isWeights(file.path) && !accepted) {
      await checkModel(files, listed, options);
      accepted = true;
    }
    await fetchFile(repo, files, file, options, tally, stored.get(file.path)!.etag, async (etag) => {
      stored.set(file.path, { ...stored.get(file.path)!, etag });
      await note();
    });
  }
  const whole: FolderRecord = { ...record, files: [...stored.values()] };
  await writeRecord(files, commitName, whole);
  await files.remove(partialName);
  return whole;
}

async function checkModel(
  files: ModelFiles,
  listed: readonly HubFile[],
  { accept }: DownloadOptions,
): Promise<void> {
  const source = await files.open('config.json');
  const bytes = source === null ? new Uint8Array() : await source.read(0, source.size);
  const config = parseConfig(parseJsonObject('config.json', bytes));
  const weights = listed.filter(({ path }) => isWeights(path));
  await accept?.(config, weights.reduce((sum, { size }) => sum + size, 0)); // prettier-ignore
}
