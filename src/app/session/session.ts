import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Fault } from '../../errors.ts';
import type { RunHeader, StampedEvent } from '../../loop/events.ts';
import type { Command, Message, WorkerState } from '../../loop/protocol.ts';
import { Archive } from './archive.ts';
import { fold, foldAll } from './fold.ts';
import { emptyRun, type RunState } from './runState.ts';
import type { RunSource } from './source.ts';

/** A fault on the screen until it is dismissed. */
interface ShownFault {
  readonly id: number;
  readonly fault: Fault;
  readonly fatal: boolean;
}

export interface SessionState {
  readonly kind: RunSource['kind'] | 'none';
  readonly worker: WorkerState;
  readonly device: RunHeader['device'] | null;
  readonly model: RunHeader['model'] | null;
  /** What the worker had to say about its choice of device. */
  readonly notice: string | null;
  readonly opening: Omit<Extract<Message, { kind: 'opening' }>, 'kind'> | null;
  /** A source gets ready behind what is shown. */
  readonly preparing: boolean;
  readonly run: RunState;
  readonly faults: readonly ShownFault[];
  /** Number of the last event that a checkpoint covers. */
  readonly checkpoint: number | null;
}

/** What comes back to `ask`. */
export type Speech = Extract<Message, { kind: 'saying' | 'spoken' | 'not spoken' }>;

type Weights = Omit<Extract<Message, { kind: 'weights' }>, 'kind'>;

export interface Session extends StoreApi<SessionState> {
  /** Listens to another source and shows nothing of the one before, which is closed: two runs are never mixed. */
  connect(source: RunSource): void;
  /**
   * Lets a source get ready behind a run that is told again, which goes on meanwhile; where none is, or a live one, it
   * takes its place at once. `shown` is called when it is the one that is shown.
   */
  prepare(source: RunSource, open: Command, shown: () => void): void;
  /** Gives up what is being prepared or opened; what is shown stays. */
  cancel(): void;
  /** Sends now, or as soon as the worker is ready for it when `whenReady`. */
  send(command: Command, whenReady?: boolean): void;
  /** Shows events that were stored, as if they had just been said. */
  recall(events: readonly StampedEvent[]): void;
  report(fault: Fault, fatal?: boolean): void;
  dismiss(id: number): void;
  clear(): void;
  /** Called once, with the next weights that arrive. */
  onWeights(listener: (weights: Weights) => void): void;
  /** Hears what is said to those who asked; returns how to stop. */
  onSpeech(listener: (speech: Speech) => void): () => void;
  /** Every event that was heard of this run, for an export when the stored ones cannot be read. */
  heard(): Promise<readonly StampedEvent[]>;
  /** A step that the run no longer holds, as it was; a run without steps where it was never heard of. */
  stepAtRest(key: string): Promise<RunState>;
}

const nothing: SessionState = {
  kind: 'none',
  worker: 'empty',
  device: null,
  model: null,
  notice: null,
  opening: null,
  preparing: false,
  run: emptyRun,
  faults: [],
  checkpoint: null,
};

/** Events wait this long, so that the page is drawn a few times a second however fast they come. */
const BATCH_MS = 120;
/** Folding yields to the page after this many milliseconds. */
const SLICE_MS = 12;
/** Same faults are shown once. */
const MAX_FAULTS = 6;

export function createSession(later: (task: () => void, ms: number) => unknown = setTimeout): Session {
  const store = createStore<SessionState>(() => nothing);
  const { getState: get, setState: set } = store;
  let source: RunSource | null = null;
  let next: { readonly source: RunSource; readonly shown: () => void } | null = null;
  let waiting: Command[] = [];
  let queue: StampedEvent[] = [];
  let archive = new Archive();
  let scheduled = false;
  let faultId = 0;
  const speechListeners = new Set<(speech: Speech) => void>();
  let weightsListener: ((weights: Weights) => void) | null = null;

  function drain(): void {
    scheduled = false;
    const until = performance.now() + SLICE_MS;
    let run = get().run;
    let taken = 0;
    while (taken < queue.length && (taken === 0 || performance.now() < until)) {
      const event = queue[taken++]!;
      keep(event);
      run = fold(run, event);
    }
    queue = queue.slice(taken);
    set({ run });
    if (queue.length > 0) schedule(0);
  }

  function schedule(ms: number): void {
    if (scheduled) return;
    scheduled = true;
    later(drain, ms);
  }

  function keep(event: StampedEvent): void {
    if (event.kind === 'run.start' && event.resumed) archive.cut(event.sequence);
    archive.add(event);
  }

  function enqueue(event: StampedEvent): void {
    if (event.kind === 'run.start' && !event.resumed) {
      // A run that begins anew makes nothing of what is still waiting.
      archive = new Archive();
      queue = [];
    }
    queue.push(event);
    schedule(BATCH_MS);
  }

  function show(shown: RunSource): void {
    source?.close();
    source = shown;
    queue = [];
    archive = new Archive();
    set({ ...nothing, kind: shown.kind });
    shown.subscribe((message) => {
      if (source === shown) hear(message);
    });
  }

  /** What a source says while it gets ready. Its device is not that of the run on the screen, so it is kept until then. */
  function hearBehind(
    message: Message,
    before: Pick<SessionState, 'device' | 'model' | 'notice'>,
  ): typeof before {
    if (message.kind === 'opening') hear(message);
    if (message.kind === 'opened')
      return { device: message.device, model: message.model, notice: message.notice };
    if (message.kind === 'fault') {
      report(message.fault, message.fatal);
      if (message.fatal) dropNext();
    }
    if (message.kind !== 'state') return before;
    if (message.state === 'failed') dropNext();
    if (message.state === 'ready' && next !== null) {
      const ready = next;
      next = null;
      show(ready.source);
      set(before);
      ready.shown();
      hear(message);
    }
    return before;
  }

  function dropNext(): void {
    if (next === null) return;
    next.source.close();
    next = null;
    waiting = [];
    set({ preparing: false, opening: null });
  }

  function hear(message: Message): void {
    switch (message.kind) {
      case 'state':
        set({ worker: message.state });
        if (message.state === 'ready') {
          const ready = waiting;
          waiting = [];
          for (const command of ready) source?.send(command);
        }
        break;
      case 'opening': {
        const { file, loadedBytes, totalBytes } = message;
        set({ opening: { file, loadedBytes, totalBytes } });
        break;
      }
      case 'opened':
        set({ device: message.device, model: message.model, notice: message.notice, opening: null });
        break;
      case 'event':
        enqueue(message.event);
        break;
      case 'checkpointed':
        set({ checkpoint: message.sequence });
        break;
      case 'weights':
        weightsListener?.({ role: message.role, zip: message.zip });
        weightsListener = null;
        break;
      case 'saying':
      case 'spoken':
      case 'not spoken':
        for (const listener of speechListeners) listener(message);
        break;
      case 'fault':
        report(message.fault, message.fatal);
        break;
      default:
        message satisfies never;
    }
  }

  function report(fault: Fault, fatal = false): void {
    const others = get().faults.filter(
      (shown) => shown.fault.code !== fault.code || shown.fault.said !== fault.said,
    );
    set({ faults: [...others, { id: ++faultId, fault, fatal }].slice(-MAX_FAULTS) });
  }

  return {
    ...store,
    connect(other) {
      dropNext();
      waiting = [];
      show(other);
    },
    prepare(other, open, shown) {
      dropNext();
      waiting = [];
      if (source === null || source.kind === 'live') {
        show(other);
        shown();
        other.send(open);
        return;
      }
      next = { source: other, shown };
      set({ preparing: true, opening: null });
      let opened: Pick<SessionState, 'device' | 'model' | 'notice'> = nothing;
      const stop = other.subscribe((message) => {
        if (next?.source === other) opened = hearBehind(message, opened);
        else stop();
      });
      other.send(open);
    },
    cancel() {
      if (next !== null) dropNext();
      else if (get().kind === 'live' && get().run.header === null) this.clear();
    },
    send(command, whenReady = false) {
      const { worker } = get();
      if (whenReady && (next !== null || worker === 'empty' || worker === 'opening')) waiting.push(command);
      else source?.send(command);
      // Whoever leaps to a place waits for it: nothing else is to be gathered with what was said.
      if (command.kind === 'seek') drain();
    },
    recall(events) {
      queue = [];
      archive = new Archive();
      set({ run: emptyRun });
      for (const event of events) enqueue(event);
    },
    report,
    dismiss: (id) => set({ faults: get().faults.filter((shown) => shown.id !== id) }),
    clear() {
      dropNext();
      source?.close();
      source = null;
      waiting = [];
      queue = [];
      archive = new Archive();
      set(nothing);
    },
    onWeights(listener) {
      weightsListener = listener;
    },
    heard: async () => {
      // What waits to be drawn was heard too.
      const waiting = [...queue];
      return [...(await archive.all()), ...waiting];
    },
    stepAtRest: async (key) => foldAll(emptyRun, await archive.step(key)),
    onSpeech(listener) {
      speechListeners.add(listener);
      return () => speechListeners.delete(listener);
    },
  };
}
