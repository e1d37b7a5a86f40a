import type { AddedFile } from '../../images/dropped.ts';
import type { ModelsState } from './models.ts';

const parts = (path: string): readonly string[] => path.split('/').slice(0, -1);

/**
 * The Hugging Face folder in what was added: the files beside the shallowest `config.json`, under the name that it has on
 * disk. Null where there is none.
 */
export function folderOf(added: readonly AddedFile[]): ModelsState['dropped'] {
  const configs = added.filter(({ path, file }) => file !== null && path.split('/').at(-1) === 'config.json');
  const [first] = configs.map(({ path }) => parts(path)).toSorted((a, b) => a.length - b.length);
  if (first === undefined) return null;
  const root = first.join('/');
  const files = added.filter(({ path }) => parts(path).join('/') === root).flatMap(({ file }) => file ?? []);
  return { name: first.at(-1) ?? 'model', files };
}
