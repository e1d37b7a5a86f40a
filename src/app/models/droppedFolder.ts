import { VisplayError } from '../../errors.ts';
import type { AddedFile } from '../../images/dropped.ts';
import type { DroppedAdapter } from '../setup/setup.ts';
import type { ModelsState } from './models.ts';

const parts = (path: string): readonly string[] => path.split('/').slice(0, -1);

/**
 * The Hugging Face folder in what was added: the files beside the shallowest `config.json`, under the name that it has on
 * disk. Null where there is none.
 *
 * @throws VisplayError `several-models` where it cannot be told which one is meant, as with the roles of a run
 */
export function folderOf(added: readonly AddedFile[]): ModelsState['dropped'] {
  const configs = added.filter(({ path, file }) => file !== null && path.split('/').at(-1) === 'config.json');
  const folders = configs.map(({ path }) => parts(path)).toSorted((a, b) => a.length - b.length);
  const [first] = folders;
  if (first === undefined) return null;
  const beside = folders.filter(({ length }) => length === first.length);
  if (beside.length > 1) {
    throw new VisplayError(
      'several-models',
      `There are ${beside.length} models in what was chosen: ${beside.map((folder) => folder.at(-1)).join(', ')}.`,
      'Choose the folder of one of them: both roles of a run begin with it.',
    );
  }
  const root = first.join('/');
  const files = added.filter(({ path }) => parts(path).join('/') === root).flatMap(({ file }) => file ?? []);
  return { name: first.at(-1) ?? 'model', files };
}

const adapterConfig = 'adapter_config.json';
/** Of an `adapter_config.json`; peft writes a thousand. */
const mostBytes = 1e6;

/**
 * The `peft` folder in what was added: one adapter for both roles, or `questioner` and `reasoner` side by side, as a run
 * saves them. Null where there is none. What the files hold is checked by whoever reads them.
 */
export async function adapterOf(added: readonly AddedFile[]): Promise<DroppedAdapter | null> {
  const folders = added
    .filter(({ path, file }) => file !== null && path.split('/').at(-1) === adapterConfig)
    .map(({ path }) => parts(path))
    .toSorted((a, b) => a.length - b.length);
  const [first] = folders;
  if (first === undefined) return null;
  const filesIn = (folder: readonly string[]): readonly File[] =>
    added.filter(({ path }) => parts(path).join('/') === folder.join('/')).flatMap(({ file }) => file ?? []);
  const role = (name: string): readonly string[] | undefined =>
    folders.find((folder) => folder.at(-1) === name && folder.length === first.length);
  const [questioner, reasoner] = [role('questioner'), role('reasoner')];
  const baseName = await baseNameIn(filesIn(first));
  if (questioner !== undefined && reasoner !== undefined) {
    const name = questioner.at(-2) ?? 'adapter';
    return { name, baseName, roles: { questioner: filesIn(questioner), reasoner: filesIn(reasoner) } };
  }
  const both = filesIn(first);
  return { name: first.at(-1) ?? 'adapter', baseName, roles: { questioner: both, reasoner: both } };
}

async function baseNameIn(files: readonly File[]): Promise<string | null> {
  const file = files.find(({ name }) => name === adapterConfig);
  // Whatever is larger is none, and is refused where it is used.
  if (file === undefined || file.size > mostBytes) return null;
  try {
    const config: unknown = JSON.parse(await file.text());
    const named = typeof config === 'object' && config !== null ? Reflect.get(config, 'base_model_name_or_path') : null; // prettier-ignore
    return typeof named === 'string' ? named : null;
  } catch {
    // Read again and refused where it is used.
    return null;
  }
}
