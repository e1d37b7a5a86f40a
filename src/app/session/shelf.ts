import { createStore, type StoreApi } from 'zustand/vanilla';
import type { StampedEvent } from '../../loop/events.ts';
import type { RunStore, StoredRun } from '../../runs/store.ts';

interface ShelfState {
  /** The newest run that broke off and can be taken up again. */
  readonly unfinished: StoredRun | null;
}

/** Runs at rest in this browser. What opens them is loaded when it is first needed. */
export interface Shelf extends StoreApi<ShelfState> {
  /** Looks for a run that broke off. */
  look(): Promise<void>;
  /** Runs of this browser that can be taken up again, the newest first. */
  resumable(): Promise<readonly StoredRun[]>;
  /** All stored events of a run. */
  events(runId: string): Promise<readonly StampedEvent[]>;
  discard(runId: string): Promise<void>;
  /** No longer offers the run. */
  leave(): void;
}

/** Opens the store; injected, so that it loads late and tests need no browser. */
export type OpenStore = () => Promise<Pick<RunStore, 'list' | 'readEvents' | 'delete'>>;

export function createShelf(open: OpenStore): Shelf {
  const store = createStore<ShelfState>(() => ({ unfinished: null }));
  let opened: ReturnType<OpenStore> | null = null;
  const runs = (): ReturnType<OpenStore> => (opened ??= open());
  const resumable = async (): Promise<readonly StoredRun[]> =>
    (await (await runs()).list())
      .filter(({ ended, place, steps }) => ended !== 'finished' && place === 'disk' && steps > 0)
      .toSorted((a, b) => b.header.startedAt.localeCompare(a.header.startedAt));
  return {
    ...store,
    resumable,
    async look() {
      const broken = (await resumable()).find(({ ended, imported }) => ended === null && imported !== true);
      store.setState({ unfinished: broken ?? null });
    },
    events: async (runId) => (await (await runs()).readEvents(runId)).events,
    async discard(runId) {
      await (await runs()).delete(runId);
      store.setState({ unfinished: null });
    },
    leave: () => store.setState({ unfinished: null }),
  };
}
