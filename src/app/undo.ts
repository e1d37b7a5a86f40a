import { createStore, type StoreApi } from 'zustand/vanilla';

/** Something that was done and can still be taken back. */
interface Undoable {
  /** What was done, as a sentence. */
  readonly said: string;
  back(): void;
  /** What makes it final, for what cannot be brought back: it waits until nobody can take it back any more. */
  settle?(): void | Promise<void>;
}

interface UndoState {
  readonly offer: { readonly id: number; readonly said: string } | null;
}

/** The last thing that can be taken back: a slip costs one press. */
export interface Undo extends StoreApi<UndoState> {
  /** Offers to take this back for some seconds; what was offered before becomes final. */
  offer(undoable: Undoable): void;
  takeBack(): void;
  /** Makes it final now. */
  settle(): void;
  /** While it is looked at, time does not run. */
  hold(): void;
  release(): void;
}

/** Long enough to read a line, find the button and press it. */
const OFFER_MS = 12_000;

interface Clock {
  readonly later: (task: () => void, ms: number) => number;
  readonly never: (timer: number) => void;
}

const clock: Clock = {
  later: (task, ms) => Number(setTimeout(task, ms)),
  never: (timer) => clearTimeout(timer),
};

export function createUndo({ later, never }: Clock = clock): Undo {
  const store = createStore<UndoState>(() => ({ offer: null }));
  let current: Undoable | null = null;
  let timer: number | null = null;
  let last = 0;

  function stop(): void {
    if (timer !== null) never(timer);
    timer = null;
  }

  function start(): void {
    stop();
    if (current !== null) timer = later(settle, OFFER_MS);
  }

  function end(): Undoable | null {
    const ended = current;
    stop();
    current = null;
    store.setState({ offer: null });
    return ended;
  }

  function settle(): void {
    void end()?.settle?.();
  }

  return {
    ...store,
    offer(undoable) {
      settle();
      current = undoable;
      store.setState({ offer: { id: ++last, said: undoable.said } });
      start();
    },
    takeBack: () => end()?.back(),
    settle,
    hold: stop,
    release: start,
  };
}
