import type { Role, StampedEvent } from '../../loop/events.ts';
import { isReadable, SLOW_MS, type Pace } from '../../loop/pace.ts';
import type { Command, Granularity, Message, WorkerState } from '../../loop/protocol.ts';
import type { RunSource } from './source.ts';

/** How recorded time becomes time on the screen. */
export interface Timing {
  /** Times faster than it was recorded. */
  readonly speed: number;
  /** Milliseconds between two events are kept within these. */
  readonly least: number;
  readonly most: number;
  /** What there is to read stays at least this long, ms. */
  readonly dwell: number;
}

const timings: Readonly<Record<Pace, Timing>> = {
  slow: { speed: 1, least: 200, most: SLOW_MS, dwell: SLOW_MS },
  normal: { speed: 4, least: 40, most: 1200, dwell: 1000 },
  fast: { speed: 40, least: 4, most: 120, dwell: 70 },
};

/** Whether an event belongs to what is told: the silver set is made for the reasoner; where both began is for both. */
const belongs = (event: StampedEvent, only: Role | null): boolean =>
  only === null ||
  !('stage' in event) ||
  (event.stage === 'A') === (only === 'questioner') ||
  (event.kind === 'evaluation' && event.weights === 'base');

/**
 * A finished run told again: a recording at a pace one can watch, any other at once until it is rewound. Takes the
 * live commands.
 */
export class ReplaySource implements RunSource {
  readonly kind: 'recorded' | 'imported' | 'stored';
  readonly #events: readonly StampedEvent[];
  /** In place of the timing of every pace. */
  readonly #fixed: Timing | null;
  /** Place of the first event that shows something. */
  readonly #firstSeen: number;
  #atOnce: boolean;
  #pace: Pace = 'normal';
  #only: Role | null = null;
  readonly #listeners = new Set<(message: Message) => void>();
  #next = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    kind: 'recorded' | 'imported' | 'stored',
    events: readonly StampedEvent[],
    {
      timing = null,
      only = null,
      atOnce = false,
    }: { readonly timing?: Timing | null; readonly only?: Role | null; readonly atOnce?: boolean } = {},
  ) {
    this.kind = kind;
    this.#events = events;
    this.#firstSeen = events.findIndex(isReadable);
    this.#fixed = timing;
    this.#only = only;
    this.#atOnce = atOnce || kind !== 'recorded';
  }

  subscribe(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(command: Command): void {
    switch (command.kind) {
      case 'open':
        this.#open();
        break;
      case 'play':
        if (this.#next >= this.#events.length) this.#next = 0;
        this.#run();
        break;
      case 'pause':
        this.#halt();
        this.#state('paused');
        break;
      case 'advance':
        this.#halt();
        this.#advance(command.by);
        break;
      case 'seek':
        this.#halt();
        this.#seek(command.sequence);
        break;
      case 'stop':
        this.#halt();
        this.#state('ended');
        break;
      case 'rewind':
        this.#next = 0;
        this.#atOnce = false;
        this.#run();
        break;
      case 'pace':
        this.#pace = command.pace;
        // What waits at the old pace is told now.
        if (this.#timer !== null) this.#run();
        break;
      case 'tell only':
        this.#tellOnly(command.role);
        break;
      case 'start':
      case 'resume':
      case 'export weights':
      case 'ask':
      case 'lose device':
        break;
      default:
        command satisfies never;
    }
  }

  close(): void {
    this.#halt();
    this.#listeners.clear();
  }

  #open(): void {
    const first = this.#events[0];
    if (first?.kind === 'run.start') {
      const { device, model } = first.header;
      this.#tell({ kind: 'opened', device, model, notice: null });
    }
    this.#run();
  }

  #run(): void {
    this.#halt();
    this.#state('running');
    if (!this.#atOnce) {
      // Before the first questions there is nothing to see: nobody waits for it.
      while (this.#next < this.#firstSeen) this.#emit();
      this.#schedule(0);
      return;
    }
    while (this.#next < this.#events.length) this.#emit();
    this.#state('ended');
  }

  #schedule(wait: number): void {
    this.#skip();
    if (this.#next >= this.#events.length) {
      this.#timer = null;
      this.#state('ended');
      return;
    }
    this.#timer = setTimeout(() => {
      const told = this.#emit();
      this.#schedule(told === undefined ? 0 : this.#gapAfter(told));
    }, wait);
  }

  /** How long an event stays before the next one is told, ms. */
  #gapAfter(told: StampedEvent): number {
    this.#skip();
    const { speed, least, most, dwell } = this.#fixed ?? timings[this.#pace];
    const next = this.#events[this.#next];
    const gap = next === undefined ? 0 : ((next.seconds - told.seconds) * 1000) / speed;
    return Math.min(most, Math.max(isReadable(told) ? dwell : least, gap));
  }

  #advance(by: Granularity): void {
    const last = by === 'step' ? ['step', 'stage.end'] : ['stage.end'];
    while (this.#next < this.#events.length) {
      const event = this.#emit();
      if (event !== undefined && last.includes(event.kind)) break;
    }
    this.#skip();
    this.#state(this.#next >= this.#events.length ? 'ended' : 'paused');
  }

  /** Forwards it says what lies between; backwards it begins anew, which the fold takes as one change. */
  #seek(sequence: number): void {
    const target = this.#events.findIndex((event) => event.sequence > sequence);
    const next = target === -1 ? this.#events.length : target;
    if (next < this.#next) this.#next = 0;
    while (this.#next < next) this.#emit();
    this.#state(next >= this.#events.length ? 'ended' : 'paused');
  }

  /** Tells what was told so far again, with or without the stages of the other role. */
  #tellOnly(role: Role | null): void {
    if (role === this.#only) return;
    this.#only = role;
    const until = this.#next;
    for (this.#next = 0; this.#next < until;) this.#emit();
  }

  #skip(): void {
    for (let event = this.#events[this.#next]; event !== undefined; event = this.#events[this.#next]) {
      if (belongs(event, this.#only)) return;
      this.#next += 1;
    }
  }

  /** Tells the next event where it belongs; undefined where it does not. */
  #emit(): StampedEvent | undefined {
    const event = this.#events[this.#next++];
    const start = this.#events[0];
    if (event === undefined || start?.kind !== 'run.start' || !belongs(event, this.#only)) return undefined;
    this.#tell({ kind: 'event', runId: start.header.runId, event });
    return event;
  }

  #halt(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #state(state: WorkerState): void {
    this.#tell({ kind: 'state', state });
  }

  #tell(message: Message): void {
    for (const listener of this.#listeners) listener(message);
  }
}
