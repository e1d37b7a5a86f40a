import { VisplayError } from '../errors.ts';
import type { HubRepo } from './address.ts';
import type { HubFile } from './client.ts';
import { megabytes } from './room.ts';

// What a checkpoint is made of; nothing else of a repository is fetched.
export const wanted =
  /^(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|chat_template|preprocessor_config|processor_config)\.json$|^merges\.txt$|^chat_template\.jinja$|^model\.safetensors(\.index\.json)?$|^model-\d{5}-of-\d{5}\.safetensors$/;
/** Whether a file holds weights. */
export const isWeights = (path: string): boolean => path.endsWith('.safetensors');

/** As `readSmallFile` allows. */
const mostTextBytes = 64 * 1024 * 1024;

/** What names a file's content: the SHA-256 of a large one, Git's name of a small one. */
export const oidOf = ({ oid, lfs }: HubFile): string => lfs?.oid ?? oid;

/** @throws VisplayError `missing-file` where no checkpoint can come of a repository, `hub-file-size` */
export function checkListed({ id }: HubRepo, listed: readonly HubFile[]): void {
  const names = new Set(listed.map(({ path }) => path));
  const lost = ['config.json', 'tokenizer.json', 'tokenizer_config.json'].find((name) => !names.has(name));
  if (lost !== undefined || !listed.some(({ path }) => isWeights(path))) {
    throw new VisplayError(
      'missing-file',
      `${id} has no ${lost ?? 'model.safetensors'}.`,
      'A checkpoint is a Hugging Face folder: config.json, model.safetensors, tokenizer.json, tokenizer_config.json, preprocessor_config.json.',
    );
  }
  const large = listed.find(({ path, size }) => !isWeights(path) && size > mostTextBytes);
  if (large !== undefined) {
    throw new VisplayError(
      'hub-file-size',
      `${large.path} of ${id} has ${megabytes(large.size)}, more than such a file can have.`,
      'Use another repository of the model.',
    );
  }
}
