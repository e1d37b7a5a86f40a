import type { Fault } from '../errors.ts';
import { browserStore } from './browserStore.ts';
import { memoryStore } from './memoryStore.ts';
import { opfsFolder } from './opfsFolder.ts';
import { openRunDatabase } from './runDatabase.ts';
import type { RunStore } from './store.ts';

/**
 * The runs of this browser, for a worker. Where the browser stores nothing at all (some private windows), runs
 * live in memory, and `onFault` says so.
 */
export async function opfsStore(onFault: (fault: Fault) => void): Promise<RunStore> {
  try {
    const database = await openRunDatabase();
    await navigator.storage.getDirectory();
    return browserStore(
      {
        database,
        checkpoints: (runId) => opfsFolder(['visplay runs', runId]),
        async estimate() {
          const { usage, quota } = await navigator.storage.estimate();
          return { usedBytes: usage ?? null, roomBytes: quota ?? null };
        },
      },
      onFault,
    );
  } catch {
    onFault({
      code: 'storage',
      said: 'This browser window stores nothing, so runs are kept in memory and are lost with the tab.',
      fix: 'Export a run to keep it, or use a window that is not private.',
    });
    return memoryStore();
  }
}
