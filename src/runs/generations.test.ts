import { describe, expect, it } from 'vitest';
import { memoryFolder, type BlobFolder } from './blobFolder.ts';
import { loadGeneration, saveGeneration } from './generations.ts';
import { sampleCheckpoint } from './sampleRun.ts';

/** A folder whose next write of a file that `tears` names stops in the middle and throws, as when power fails. */
function tearing(folder: BlobFolder, tears: RegExp): BlobFolder {
  return {
    ...folder,
    async write(name, parts) {
      if (!tears.test(name)) return folder.write(name, parts);
      await folder.write(name, [parts[0]!.subarray(0, Math.floor(parts[0]!.length / 2))]);
      throw new Error('power failed');
    },
  };
}

async function folderWith(...sequences: number[]): Promise<BlobFolder> {
  const folder = memoryFolder();
  for (const sequence of sequences) await saveGeneration(folder, sampleCheckpoint(sequence));
  return folder;
}

describe('generations of checkpoints', () => {
  it('has none at first', async () => {
    expect(await loadGeneration(memoryFolder())).toBeNull();
  });

  it('gives the newest of many', async () => {
    const folder = await folderWith(1, 2, 3, 4, 5);
    expect(await loadGeneration(folder)).toEqual({ checkpoint: sampleCheckpoint(5), notice: null });
  });

  it('keeps the one before when a write tears', async () => {
    const folder = await folderWith(1, 2, 3);
    await expect(saveGeneration(tearing(folder, /ckpt/), sampleCheckpoint(4))).rejects.toThrow(
      'power failed',
    );
    expect(await loadGeneration(folder)).toEqual({ checkpoint: sampleCheckpoint(3), notice: null });
    await saveGeneration(folder, sampleCheckpoint(4));
    expect((await loadGeneration(folder))?.checkpoint.sequence).toBe(4);
  });

  it('reads both when the commit record itself tears, and takes the newer', async () => {
    const folder = await folderWith(1, 2, 3);
    await expect(saveGeneration(tearing(folder, /commit/), sampleCheckpoint(4))).rejects.toThrow(
      'power failed',
    );
    expect((await loadGeneration(folder))?.checkpoint.sequence).toBe(4);
  });

  it('falls back, and says so, when the current one is damaged later', async () => {
    const folder = await folderWith(1, 2);
    await folder.write('generation-1.ckpt', [(await folder.read('generation-1.ckpt'))!.subarray(0, -9)]);
    const recovered = await loadGeneration(folder);
    expect(recovered?.checkpoint.sequence).toBe(1);
    expect(recovered?.notice?.code).toBe('checkpoint-torn');
  });

  it('passes over a checkpoint that is ahead of the events', async () => {
    const folder = await folderWith(10, 20);
    const recovered = await loadGeneration(folder, 15);
    expect(recovered?.checkpoint.sequence).toBe(10);
    expect(recovered?.notice?.code).toBe('checkpoint-ahead');
  });

  it('says when nothing is left', async () => {
    const folder = await folderWith(1);
    await folder.write('generation-0.ckpt', [new Uint8Array(100)]);
    await expect(loadGeneration(folder)).rejects.toThrow(/No checkpoint of this run can be read/);
  });
});
