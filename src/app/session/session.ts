import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Fault } from '../../errors.ts';
import type { RunHeader, StampedEvent } from '../../loop/events.ts';
import type { Command, Message, WorkerState } from '../../loop/protocol.ts';
import { fold } from './fold.ts';
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
  heard(): readonly StampedEvent[];
}

const nothing: SessionState = {
  kind: 'none',
  worker: 'empty',
  device: null,
  model: null,
  notice: null,
  opening: null,
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
/** Numbered events that are kept for an export beside the store. */
const MAX_HEARD = 100_000;

export function createSession(later: (task: () => void, ms: number) => unknown = setTimeout): Session {
  const store = createStore<SessionState>(() => nothing);
  const { getState: get, setState: set } = store;
  let source: RunSource | null = null;
  let waiting: Command[] = [];
  let queue: StampedEvent[] = [];
  let heard: StampedEvent[] = [];
  let scheduled = false;
  let faultId = 0;
  const speechListeners = new Set<(speech: Speech) => void>();
  let weightsListener: ((weights: Weights) => void) | null = null;

  function drain(): void {
    scheduled = false;
    const until = performance.now() + SLICE_MS;
    let run = get().run;
    let taken = 0;
    while (taken < queue.length && (taken === 0 || performance.now() < until))
      run = fold(run, queue[taken++]!);
    queue = queue.slice(taken);
    set({ run });
    if (queue.length > 0) schedule(0);
  }

  function schedule(ms: number): void {
    if (scheduled) return;
    scheduled = true;
    later(drain, ms);
  }

  function enqueue(event: StampedEvent): void {
    if (event.kind === 'run.start' && !event.resumed) heard = [];
    if (event.kind === 'run.start' && event.resumed)
      heard = heard.filter((one) => one.sequence < event.sequence);
    if (heard.length < MAX_HEARD) heard.push(event);
    queue.push(event);
    schedule(BATCH_MS);
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
    connect(next) {
      source?.close();
      source = next;
      waiting = [];
      queue = [];
      heard = [];
      set({ ...nothing, kind: next.kind });
      next.subscribe((message) => {
        if (source === next) hear(message);
      });
    },
    send(command, whenReady = false) {
      const { worker } = get();
      if (whenReady && (worker === 'empty' || worker === 'opening')) waiting.push(command);
      else source?.send(command);
    },
    recall(events) {
      queue = [];
      heard = [];
      set({ run: emptyRun });
      for (const event of events) enqueue(event);
    },
    report,
    dismiss: (id) => set({ faults: get().faults.filter((shown) => shown.id !== id) }),
    clear() {
      source?.close();
      source = null;
      waiting = [];
      queue = [];
      heard = [];
      set(nothing);
    },
    onWeights(listener) {
      weightsListener = listener;
    },
    onSpeech(listener) {
      speechListeners.add(listener);
      return () => speechListeners.delete(listener);
    },
    heard: () => heard,
  };
}
