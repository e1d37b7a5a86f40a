import type { StampedEvent } from '../../loop/events.ts';
import type { Command, Granularity, Message, WorkerState } from '../../loop/protocol.ts';
import type { RunSource } from './source.ts';

/** How recorded time becomes time on the screen. */
export interface Pace {
  /** Times faster than it was recorded. */
  readonly speed: number;
  /** Milliseconds between two events are kept within these. */
  readonly least: number;
  readonly most: number;
  /** What there is to read stays at least this long, ms. */
  readonly dwell: number;
}

const watchable: Pace = { speed: 4, least: 40, most: 1200, dwell: 700 };

/** Events after which there is something new to read. */
const readable: ReadonlySet<StampedEvent['kind']> = new Set([
  'questions',
  'votes',
  'question rewards',
  'answers',
  'groups',
  'step',
]);

/** A finished run told again: a recording at a pace one can watch, any other at once. Takes the live commands. */
export class ReplaySource implements RunSource {
  readonly kind: 'recorded' | 'imported' | 'stored';
  readonly #events: readonly StampedEvent[];
  readonly #pace: Pace | null;
  readonly #listeners = new Set<(message: Message) => void>();
  #next = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    kind: 'recorded' | 'imported' | 'stored',
    events: readonly StampedEvent[],
    pace: Pace | null = kind === 'recorded' ? watchable : null,
  ) {
    this.kind = kind;
    this.#events = events;
    this.#pace = pace;
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
      case 'stop':
        this.#halt();
        this.#state('ended');
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
    if (this.#pace === null) {
      while (this.#next < this.#events.length) this.#emit();
      this.#state('ended');
      return;
    }
    this.#schedule(this.#pace);
  }

  #schedule(pace: Pace): void {
    const event = this.#events[this.#next];
    if (event === undefined) {
      this.#state('ended');
      return;
    }
    const before = this.#events[this.#next - 1];
    const gap = before === undefined ? 0 : ((event.seconds - before.seconds) * 1000) / pace.speed;
    const least = before !== undefined && readable.has(before.kind) ? pace.dwell : pace.least;
    this.#timer = setTimeout(
      () => {
        this.#emit();
        this.#schedule(pace);
      },
      Math.min(pace.most, Math.max(least, gap)),
    );
  }

  #advance(by: Granularity): void {
    const last = by === 'step' ? ['step', 'stage.end'] : ['stage.end'];
    while (this.#next < this.#events.length) {
      const event = this.#emit();
      if (event !== undefined && last.includes(event.kind)) break;
    }
    this.#state(this.#next >= this.#events.length ? 'ended' : 'paused');
  }

  #emit(): StampedEvent | undefined {
    const event = this.#events[this.#next++];
    const start = this.#events[0];
    if (event !== undefined && start?.kind === 'run.start') {
      this.#tell({ kind: 'event', runId: start.header.runId, event });
    }
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
