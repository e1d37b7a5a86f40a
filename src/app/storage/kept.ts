import { runName } from '../../runs/runName.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import type { App } from '../app.ts';
import { libraryOf } from '../runs/library.ts';

/** Something that this page keeps on the visitor's machine and that can be deleted by itself. */
export interface Kept {
  readonly id: string;
  readonly kind: 'run' | 'model' | 'checkpoint' | 'pictures' | 'collection' | 'page';
  readonly name: string;
  readonly bytes: number;
  /** A run that goes on, here or in another tab, is not taken away under it. */
  readonly goesOn?: boolean;
  remove(): Promise<void>;
}

/** The id of a run among all that is kept here. */
export const keptRun = (runId: string): string => `run ${runId}`;

/** Room for this page as the browser estimates it. */
export interface Room {
  readonly used: number;
  readonly quota: number;
}

/** One place where things are kept; a new one is one more entry in `keepers`. */
type Keeper = (app: App) => Promise<readonly Kept[]>;

const runs: Keeper = async (app) => {
  const library = libraryOf(app);
  const [held] = await Promise.all([app.claims().then((claims) => claims.held()), library.look()]);
  return (library.getState().runs ?? []).map(({ header: { runId }, bytes }) => ({
    id: keptRun(runId),
    kind: 'run' as const,
    name: runName(runId),
    bytes,
    goesOn: held.has(runId),
    remove: () => library.remove(runId),
  }));
};

const checkpoints: Keeper = async (app) => {
  const { keptModel, modelsOf } = await import('../models/models.ts');
  const models = modelsOf(app);
  return (await models.look()).map(({ name, id, bytes }) => ({
    id: keptModel(name),
    kind: 'checkpoint' as const,
    name: id ?? name,
    bytes,
    remove: () => models.remove(name),
  }));
};

const pictures: Keeper = async () => {
  const { forgetPictures, picturesKept } = await import('../pictures/pictureShelf.ts');
  const { pictures: number, bytes } = await picturesKept();
  if (number === 0) return [];
  const name = strings.pictures.number(number);
  return [{ id: 'pictures', kind: 'pictures', name, bytes, remove: forgetPictures }];
};

const collections: Keeper = async () => {
  const { collectionsKept, deleteCollection } = await import('../pictures/collectionShelf.ts');
  return (await collectionsKept()).map(({ name, bytes }) => ({
    id: `collection ${name}`,
    kind: 'collection' as const,
    name,
    bytes,
    remove: () => deleteCollection(name),
  }));
};

const copies: Keeper = async () => {
  const { copiesKept, forgetCopies } = await import('../../device/offline.ts');
  const found = await copiesKept();
  return found.map(({ kind, bytes }) => ({
    id: `copy ${kind}`,
    kind,
    name: laterStrings.storage.copies[kind],
    bytes,
    remove: () => forgetCopies(kind),
  }));
};

const keepers: readonly Keeper[] = [runs, copies, checkpoints, pictures, collections];

/** All that is kept here, place by place; a place that cannot be read has nothing to show. */
export async function keptHere(app: App): Promise<readonly Kept[]> {
  const lists = await Promise.all(keepers.map((keeper) => keeper(app).catch(() => [])));
  return lists.flat();
}

/** Null where the browser does not say. */
export async function roomHere(): Promise<Room | null> {
  const estimate = await navigator.storage?.estimate().catch(() => null);
  if (estimate?.usage === undefined || estimate.quota === undefined) return null;
  return { used: estimate.usage, quota: estimate.quota };
}
