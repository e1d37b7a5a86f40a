import { VisplayError } from '../errors.ts';
import type { HubFile } from './client.ts';
import type { ModelFiles } from './modelFiles.ts';

/**
 * Whether what is missing of the listed files has room; null where nobody knows how much there is.
 *
 * @throws VisplayError `storage-full`
 */
export async function checkRoom(
  listed: readonly HubFile[],
  files: ModelFiles,
  room: number | null,
): Promise<void> {
  if (room === null) return;
  const sizes = await files.sizes();
  const needed = listed.reduce((sum, { path, size }) => sum + Math.max(0, size - (sizes.get(path) ?? 0)), 0);
  if (needed > room) throw full(`needs ${megabytes(needed)}, and there is room for ${megabytes(room)}`);
}

/** What ended a download is that there is no room. */
function full(what: string, cause?: unknown): VisplayError {
  return new VisplayError(
    'storage-full',
    `The download ${what}.`,
    'Delete a stored model, or free space on this device; the download then goes on where it stopped.',
    { cause },
  );
}

/** For what a write rejects with: `storage-full` where there was no room, anything else as it is. */
export const whereFull =
  (what: () => string) =>
  (thrown: unknown): never => {
    if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') throw full(what(), thrown);
    throw thrown;
  };

/** Decimal, as disks are sold. */
export const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
