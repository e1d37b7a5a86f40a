import * as v from 'valibot';
import { faultOf, VisplayError, type Fault } from '../errors.ts';
import type { BlobFolder } from './blobFolder.ts';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.ts';

/** A checkpoint read back, and what was wrong with a newer one that had to be passed over, if anything. */
export interface RecoveredCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly notice: Fault | null;
}

const commitName = 'commit.json';
const fileOf = (generation: 0 | 1): string => `generation-${generation}.ckpt`;
const other = (generation: 0 | 1): 0 | 1 => (generation === 0 ? 1 : 0);

/** Written after the file that it speaks of is safe: what is not committed never happened. */
const commitSchema = v.object({
  current: v.picklist([0, 1]),
  bytes: v.number(),
  sequence: v.number(),
});

/**
 * Saves over the older of the two generations, then commits. Until the commit is written, the generation
 * before stays the current one, whole.
 */
export async function saveGeneration(folder: BlobFolder, checkpoint: Checkpoint): Promise<void> {
  const commit = await readCommit(folder);
  const current = other(commit?.current ?? 1);
  const parts = encodeCheckpoint(checkpoint);
  await folder.write(fileOf(current), parts);
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const record = JSON.stringify({ current, bytes, sequence: checkpoint.sequence });
  await folder.write(commitName, [new TextEncoder().encode(record)]);
}

/**
 * The newest checkpoint that is whole and belongs to events up to `lastSequence`; null where nothing was ever saved.
 * @throws VisplayError `checkpoint-lost` where something was saved and none of it can be read.
 */
export async function loadGeneration(
  folder: BlobFolder,
  lastSequence = Number.POSITIVE_INFINITY,
): Promise<RecoveredCheckpoint | null> {
  const commit = await readCommit(folder);
  const order = commit === null ? ([0, 1] as const) : ([commit.current, other(commit.current)] as const);
  const whole: Checkpoint[] = [];
  let notice: Fault | null = null;
  for (const generation of order) {
    const bytes = await folder.read(fileOf(generation));
    if (bytes === null) continue;
    try {
      const checkpoint = decodeCheckpoint(bytes);
      if (checkpoint.sequence > lastSequence) throw ahead(checkpoint, lastSequence);
      whole.push(checkpoint);
      // Without a commit record the newer of the two is found by reading both.
      if (commit !== null) break;
    } catch (thrown) {
      notice ??= faultOf(thrown);
    }
  }
  const checkpoint = whole.toSorted((a, b) => b.sequence - a.sequence)[0];
  if (checkpoint !== undefined) return { checkpoint, notice };
  if (notice === null) return null;
  throw new VisplayError(
    'checkpoint-lost',
    `No checkpoint of this run can be read. ${notice.said}`,
    'Start the run again: the same seed and settings repeat it.',
  );
}

function ahead(checkpoint: Checkpoint, lastSequence: number): VisplayError {
  return new VisplayError(
    'checkpoint-ahead',
    `The checkpoint belongs to event ${checkpoint.sequence}, but the events end at ${lastSequence}.`,
    'The one before it is used if there is one; otherwise start the run again.',
  );
}

async function readCommit(folder: BlobFolder): Promise<v.InferOutput<typeof commitSchema> | null> {
  const bytes = await folder.read(commitName);
  if (bytes === null) return null;
  try {
    return v.parse(commitSchema, JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}
