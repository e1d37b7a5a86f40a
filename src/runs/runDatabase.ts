import { openDB, type DBSchema } from 'idb';
import type { StoredRun } from './store.ts';

/** Events of one append, as JSON Lines. */
export interface EventBlock {
  readonly runId: string;
  readonly first: number;
  readonly jsonl: string;
}

/** The run list and the events of a browser; each method is one transaction. */
export interface RunDatabase {
  runs(): Promise<StoredRun[]>;
  run(runId: string): Promise<StoredRun | null>;
  /** Stores the run's new state and, if given, one more block of its events. */
  put(run: StoredRun, block: EventBlock | null): Promise<void>;
  /** In the order of their events. */
  blocks(runId: string): Promise<EventBlock[]>;
  /** As `put`, but `block` takes the place of all blocks before. */
  replace(run: StoredRun, block: EventBlock | null): Promise<void>;
  remove(runId: string): Promise<void>;
}

interface Tables extends DBSchema {
  runs: { key: string; value: { runId: string; run: StoredRun } };
  events: { key: [string, number]; value: EventBlock };
}

const everyBlockOf = (runId: string): IDBKeyRange => IDBKeyRange.bound([runId, 0], [runId, Number.MAX_VALUE]);

/** The database of this origin, opened and, on the first visit, laid out. */
export async function openRunDatabase(): Promise<RunDatabase> {
  const database = await openDB<Tables>('visplay runs', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('runs', { keyPath: 'runId' });
      fresh.createObjectStore('events', { keyPath: ['runId', 'first'] });
    },
    // A newer version of the page in another tab wants to upgrade: let it.
    blocking: () => database.close(),
  });
  const write = async (run: StoredRun, block: EventBlock | null, clear: boolean): Promise<void> => {
    const { runId } = run.header;
    const transaction = database.transaction(['runs', 'events'], 'readwrite');
    const events = transaction.objectStore('events');
    await Promise.all([
      transaction.objectStore('runs').put({ runId, run }),
      clear ? events.delete(everyBlockOf(runId)) : undefined,
      block === null ? undefined : events.put(block),
      transaction.done,
    ]);
  };
  return {
    runs: async () => (await database.getAll('runs')).map(({ run }) => run),
    run: async (runId) => (await database.get('runs', runId))?.run ?? null,
    put: (run, block) => write(run, block, false),
    blocks: (runId) => database.getAll('events', everyBlockOf(runId)),
    replace: (run, block) => write(run, block, true),
    async remove(runId) {
      const transaction = database.transaction(['runs', 'events'], 'readwrite');
      await Promise.all([
        transaction.objectStore('runs').delete(runId),
        transaction.objectStore('events').delete(everyBlockOf(runId)),
        transaction.done,
      ]);
    },
  };
}
