import { VisplayError } from '../../errors.ts';
import { checkBaseName } from '../../model/adapterBase.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import type { App } from '../app.ts';
import { adapterOf, folderOf } from './droppedFolder.ts';
import { adapterKey, rememberFolder, type FolderHandle, type GivenFolder } from './folderShelf.ts';
import { linkOf, namedBase } from './modelRef.ts';
import { modelsOf } from './models.ts';

const words = laterStrings.models;

/**
 * Takes a folder of this machine, or a zipped adapter: to go on from, or a model to start with. Where it lies is
 * remembered.
 *
 * @throws VisplayError `adapter-base` for an adapter of another model, `no-model-folder` for what is neither, and what is
 * wrong with a zip
 */
export async function takeFolder(app: App, { added: given, handle }: GivenFolder): Promise<void> {
  if (given.length === 0) return;
  const added = given.length === 1 ? await (await import('./zippedFolder.ts')).unzipped(given) : given;
  const adapter = await adapterOf(added);
  if (adapter !== null) {
    checkBaseName(adapter.name, adapter.baseName, namedBase(app.setup.getState().link.model));
    app.setup.chooseAdapter(adapter);
    modelsOf(app).setState({ adapterKept: await remember(adapterKey, handle) });
    return;
  }
  const dropped = folderOf(added);
  if (dropped === null) throw new VisplayError('no-model-folder', words.folderEmpty, words.folderEmptyFix);
  const link = linkOf({ kind: 'folder', name: dropped.name });
  modelsOf(app).setState({ dropped, wanted: null });
  app.setup.chooseModel(link);
  await remember(link, handle?.kind === 'directory' ? handle : null);
}

/** Leaves out the adapter, also in later visits. */
export async function leaveAdapter(app: App): Promise<void> {
  // First: who shows what is remembered looks as soon as none is chosen.
  await remember(adapterKey, null);
  app.setup.chooseAdapter(null);
}

/** Whether it is remembered. Where nothing can be stored, it has to be given again: no reason to refuse it now. */
const remember = (key: string, handle: FolderHandle | null): Promise<boolean> =>
  rememberFolder(key, handle).then(
    () => handle !== null,
    () => false,
  );
