import { VisplayError } from '../errors.ts';
import { checkBaseName, toldName } from '../model/adapterBase.ts';
import { blobSource } from '../model/byteSource.ts';
import type { CheckpointFolder } from '../model/folder.ts';
import { readAdapter } from '../model/peft.ts';
import type { StartingAdapters } from './adapters.ts';
import type { Role, RunStart } from './events.ts';
import type { OpenModel } from './openModel.ts';
import type { AdapterSource } from './protocol.ts';

/** Adapters that a run goes on from, and what its header says of them. */
export interface StartingPoint {
  readonly adapters: StartingAdapters;
  /** the base as the adapters name it */
  readonly baseName: string | null;
  readonly start: RunStart;
}

/** A PEFT folder for each role; the same one twice for both. */
export type AdapterFolders = Readonly<Record<Role, CheckpointFolder>>;

/**
 * Reads the adapters of both roles.
 *
 * @throws VisplayError what `readAdapter` throws, and `bad-adapter` for two that cannot be trained alike
 */
export async function readStart(name: string, folders: AdapterFolders): Promise<StartingPoint> {
  const questioner = await readAdapter(folders.questioner);
  const reasoner = folders.reasoner === folders.questioner ? questioner : await readAdapter(folders.reasoner);
  const { rank, alpha } = questioner.adapter;
  if (reasoner.adapter.rank !== rank || reasoner.adapter.alpha !== alpha) {
    throw new VisplayError(
      'bad-adapter',
      `The adapters of ${name} differ: rank ${rank} and alpha ${alpha} for the questioner, rank ${reasoner.adapter.rank} and alpha ${reasoner.adapter.alpha} for the reasoner.`,
      'Take two of the same rank and alpha, or one for both roles.',
    );
  }
  const baseName = reasoner.baseName ?? questioner.baseName;
  return {
    adapters: { questioner: questioner.adapter, reasoner: reasoner.adapter },
    baseName,
    start: { adapter: name, base: baseName === null ? null : toldName(baseName), rank, alpha },
  };
}

/** @throws VisplayError `adapter-base` for adapters that name another base; their shapes are checked as they are taken */
export function checkStart(
  { start, baseName }: StartingPoint,
  { name, hubId = null }: Pick<OpenModel, 'name' | 'hubId'>,
): void {
  checkBaseName(start.adapter, baseName, { name, hubId });
}

/** Dropped files as the folders that they were. */
export function adapterFolders({ name, roles }: AdapterSource): AdapterFolders {
  const folder = (files: readonly File[]): CheckpointFolder => {
    const byName = new Map(files.map((file) => [file.name, file]));
    return {
      name,
      open: async (wanted) => {
        const file = byName.get(wanted);
        return file === undefined ? null : blobSource(wanted, file);
      },
    };
  };
  const questioner = folder(roles.questioner);
  return { questioner, reasoner: roles.reasoner === roles.questioner ? questioner : folder(roles.reasoner) };
}
