import { createStore, type StoreApi } from 'zustand/vanilla';
import type { StampedEvent } from '../../loop/events.ts';
import type { RunStore, StoredRun } from '../../runs/store.ts';
import type { Claims } from './claims.ts';

interface ShelfState {
  /** The newest run that broke off and can be taken up again. */
  readonly unfinished: StoredRun | null;
}

/** Runs at rest in this browser. What opens them is loaded when it is first needed. */
export interface Shelf extends StoreApi<ShelfState> {
  /** Looks for a run that broke off. One that goes on in another tab did not; it is looked for again once it is let go. */
  look(): Promise<void>;
  /** Runs of this browser that can be taken up again, the newest first. */
  resumable(): Promise<readonly StoredRun[]>;
  /** A run of this browser; null where it is not here. */
  find(runId: string): Promise<StoredRun | null>;
  /** All stored events of a run. */
  events(runId: string): Promise<readonly StampedEvent[]>;
  discard(runId: string): Promise<void>;
  /** No longer offers the run. */
  leave(): void;
}

/** Opens the store; injected, so that it loads late and tests need no browser. */
export type OpenStore = () => Promise<Pick<RunStore, 'list' | 'readEvents' | 'delete'>>;

export function createShelf(
  open: OpenStore,
  openClaims: () => Promise<Pick<Claims, 'held' | 'freed'>>,
): Shelf {
  const store = createStore<ShelfState>(() => ({ unfinished: null }));
  let opened: ReturnType<OpenStore> | null = null;
  /** Something else is on the screen by now. */
  let left = false;
  const runs = (): ReturnType<OpenStore> => (opened ??= open());
  const resumable = async (): Promise<readonly StoredRun[]> =>
    (await (await runs()).list())
      .filter(({ ended, place, steps }) => ended !== 'finished' && place === 'disk' && steps > 0)
      .toSorted((a, b) => b.header.startedAt.localeCompare(a.header.startedAt));

  async function look(): Promise<void> {
    const open = (await resumable()).filter(({ ended, imported }) => ended === null && imported !== true);
    const claims = await openClaims();
    const held = await claims.held();
    const taken = open.find(({ header }) => held.has(header.runId));
    const broken = open.find(({ header }) => !held.has(header.runId));
    store.setState({ unfinished: broken ?? null });
    if (taken === undefined) return;
    void claims.freed(taken.header.runId).then(() => (left ? undefined : look()));
  }

  return {
    ...store,
    resumable,
    look,
    find: async (runId) => (await (await runs()).list()).find(({ header }) => header.runId === runId) ?? null,
    events: async (runId) => (await (await runs()).readEvents(runId)).events,
    async discard(runId) {
      await (await runs()).delete(runId);
      store.setState({ unfinished: null });
    },
    leave() {
      left = true;
      store.setState({ unfinished: null });
    },
  };
}
