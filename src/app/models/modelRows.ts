import type { Fault } from '../../errors.ts';
import type { StoredModel } from '../../hub/stored.ts';
import { knownModels } from '../../model/smolvlm.ts';
import type { Need } from './modelCalls.ts';
import { nameOf, linkOf } from './modelRef.ts';
import { storedOf, type Load, type ModelsState } from './models.ts';

/** A model of the list. */
export interface ModelRow {
  /** as in a link */
  readonly link: string;
  readonly name: string;
  readonly id: string | null;
  readonly licence: string | null;
  /** bytes of its weights on the way; null where nobody knows before it is asked for */
  readonly downloadBytes: number | null;
  readonly stored: StoredModel | null;
  readonly load: Load | null;
  /** null while it is computed */
  readonly need: Need | Fault | null;
}

/** What the model of a link takes, be it of a hub or a dropped folder; null while it is computed. */
export const needOfLink = (state: ModelsState, link: string): Need | Fault | null =>
  modelRows(state).find((row) => row.link === link)?.need ?? state.needs?.get(link) ?? null;

const refOf = (id: string, revision: string) => ({ kind: 'hub', id, revision }) as const;

/** The known models, then whatever else is stored or on its way, each once. */
export function modelRows({ stored, needs, loads }: ModelsState): readonly ModelRow[] {
  const rows = new Map<string, ModelRow>();
  const row = (id: string, revision: string): ModelRow => {
    const ref = refOf(id, revision);
    const link = linkOf(ref);
    const known = revision === 'main' ? knownModels.find((one) => one.id === id) : undefined;
    const found = storedOf(stored, ref);
    return {
      link,
      name: nameOf(link),
      id,
      licence: known?.licence ?? null,
      downloadBytes: known?.downloadBytes ?? null,
      stored: found,
      load: loads.get(link) ?? null,
      need: needs?.get(found?.state === 'whole' ? found.name : id) ?? needs?.get(id) ?? null,
    };
  };
  const add = (id: string, revision: string): void => {
    const one = row(id, revision);
    rows.set(one.link, one);
  };
  for (const { id } of knownModels) add(id, 'main');
  for (const { id, revision } of stored ?? []) if (id !== null && revision !== null) add(id, revision);
  for (const { repo } of loads.values()) add(repo.id, repo.revision);
  // What lost its record can only be deleted.
  for (const model of stored ?? [])
    if (model.id === null || model.revision === null)
      rows.set(`broken ${model.name}`, {
        link: `broken ${model.name}`,
        name: model.name,
        id: null,
        licence: null,
        downloadBytes: null,
        stored: model,
        load: null,
        need: null,
      });
  return [...rows.values()];
}
