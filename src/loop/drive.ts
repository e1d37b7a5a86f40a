import type { RunEvent, StampedEvent } from './events.ts';
import { isReadable, SLOW_MS, type Pace } from './pace.ts';
import type { Granularity } from './protocol.ts';

/** Where a driven run puts what comes out of it. */
export interface Sink {
  event(event: StampedEvent): Promise<void> | void;
  /** Called when the state of the run is complete: after `step` and `stage.end`. */
  boundary(last: StampedEvent): Promise<void> | void;
}

export interface DriveStart {
  /** Number of the first event and seconds already spent: zero for a new run, those of the checkpoint for a resumed one. */
  readonly sequence: number;
  readonly seconds: number;
  readonly now: () => number;
  /** `pause` holds before the first event. */
  readonly begin: 'play' | 'pause';
  readonly pace?: Pace;
}

const isBoundary = (event: RunEvent): boolean => event.kind === 'step' || event.kind === 'stage.end';

/**
 * Pulls a run event by event, stamps what comes out, and holds it between two events when asked to. Nothing runs while
 * it is held, so a pause can last for days; the work of a single event is never cut.
 */
export class Drive {
  readonly #run: AsyncGenerator<RunEvent, void, void>;
  readonly #sink: Sink;
  readonly #start: DriveStart;
  #until: 'end' | Granularity | 'now';
  #stopped = false;
  #slow: boolean;
  #wake: (() => void) | null = null;

  constructor(run: AsyncGenerator<RunEvent, void, void>, sink: Sink, start: DriveStart) {
    this.#run = run;
    this.#sink = sink;
    this.#start = start;
    this.#until = start.begin === 'play' ? 'end' : 'now';
    this.#slow = start.pace === 'slow';
  }

  get held(): boolean {
    return this.#until === 'now';
  }

  play(): void {
    this.#go('end');
  }

  /** Holds after the event that is being computed. */
  pause(): void {
    this.#until = 'now';
    this.#rouse();
  }

  /** Slow motion leaves what there is to read on the screen before it goes on; the other paces go as fast as they can. */
  set pace(pace: Pace) {
    this.#slow = pace === 'slow';
    if (!this.#slow && !this.held) this.#rouse();
  }

  /** Goes on to the end of the next step or stage and holds there. */
  advance(by: Granularity): void {
    this.#go(by);
  }

  /** Ends the run after the event that is being computed; what the last boundary stored stays. */
  stop(): void {
    this.#stopped = true;
    this.#go('end');
  }

  #go(until: 'end' | Granularity): void {
    this.#until = until;
    this.#rouse();
  }

  #rouse(): void {
    this.#wake?.();
    this.#wake = null;
  }

  /** Waits to be roused, at most so many milliseconds. */
  #wait(most = Infinity): Promise<void> {
    return new Promise((resolve) => {
      const timer = Number.isFinite(most) ? setTimeout(resolve, most) : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Runs to the end or to `stop`. Rejects with what the run throws; then nothing more comes out. */
  async finish(onHold: (held: boolean) => void = () => undefined): Promise<'finished' | 'stopped'> {
    const { now } = this.#start;
    const began = now() - this.#start.seconds;
    let sequence = this.#start.sequence;
    let idle = 0;
    const emit = async (event: RunEvent): Promise<StampedEvent> => {
      const stamped = { ...event, sequence, seconds: now() - began - idle };
      sequence += 1;
      await this.#sink.event(stamped);
      return stamped;
    };
    for (;;) {
      if (this.held && !this.#stopped) {
        const from = now();
        onHold(true);
        while (this.held && !this.#stopped) await this.#wait();
        onHold(false);
        idle += now() - from;
      }
      if (this.#stopped) {
        await this.#run.return();
        await emit({ kind: 'run.end', reason: 'stopped' });
        return 'stopped';
      }
      const next = await this.#run.next();
      if (next.done) return 'finished';
      const stamped = await emit(next.value);
      if (isBoundary(stamped)) await this.#sink.boundary(stamped);
      if (stamped.kind === 'step' && this.#until === 'step') this.#until = 'now';
      if (stamped.kind === 'stage.end' && this.#until !== 'end') this.#until = 'now';
      if (this.#slow && isReadable(stamped) && !this.held && !this.#stopped) {
        const from = now();
        await this.#wait(SLOW_MS);
        idle += now() - from;
      }
    }
  }
}
