import type { StampedEvent } from '../../loop/events.ts';
import { stringifyExact } from '../../runs/exactJson.ts';
import { stepKey } from './runState.ts';

/** Text that is gathered before it goes to rest, characters. */
const PART = 1 << 20;

interface Part {
  readonly first: number;
  readonly text: Blob;
  /** Events from this number on were taken back: a resumed run says them again. */
  until: number;
}

/** Where in the stream something lies: numbers of the first and the last event. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * Every event that was heard, at rest: as text in blobs, which the browser keeps outside of the page's heap and may
 * put on the disk. A long run costs the page its summary and no more, and any step of it can be looked into again.
 */
export class Archive {
  #parts: Part[] = [];
  #lines: string[] = [];
  #size = 0;
  #first = 0;
  #spans = new Map<string, Span>();

  add(event: StampedEvent): void {
    if (this.#lines.length === 0) this.#first = event.sequence;
    const line = `${stringifyExact(event)}\n`;
    this.#lines.push(line);
    this.#size += line.length;
    const name = spanOf(event);
    if (name !== null) {
      const first = this.#spans.get(name)?.first ?? event.sequence;
      this.#spans.set(name, { first: Math.min(first, event.sequence), last: event.sequence });
    }
    if (this.#size >= PART) this.#settle();
  }

  /** Takes back everything from event number `sequence` on. */
  cut(sequence: number): void {
    this.#settle();
    this.#parts = this.#parts.filter((part) => part.first < sequence);
    for (const part of this.#parts) part.until = Math.min(part.until, sequence);
    for (const [name, span] of this.#spans) {
      if (span.first >= sequence) this.#spans.delete(name);
      else this.#spans.set(name, { ...span, last: Math.min(span.last, sequence - 1) });
    }
  }

  all(): Promise<readonly StampedEvent[]> {
    return this.#read({ first: 0, last: Number.POSITIVE_INFINITY });
  }

  /** What was said in one step, the silver set of its round first; nothing for a step that was never heard of. */
  async step(key: string): Promise<readonly StampedEvent[]> {
    const span = this.#spans.get(key);
    if (span === undefined) return [];
    const silver = this.#spans.get(silverKeyOf(key));
    const labels = silver === undefined || !key.includes('C') ? [] : await this.#read(silver);
    const said = await this.#read(span);
    return [...labels, ...said].filter((event) => [key, silverKeyOf(key)].includes(spanOf(event) ?? ''));
  }

  #settle(): void {
    if (this.#lines.length === 0) return;
    const text = new Blob(this.#lines);
    this.#parts.push({ first: this.#first, text, until: Number.POSITIVE_INFINITY });
    this.#lines = [];
    this.#size = 0;
  }

  async #read({ first, last }: Span): Promise<readonly StampedEvent[]> {
    const { decodeEvents } = await import('../../runs/eventLog.ts');
    const events: StampedEvent[] = [];
    const waiting = { first: this.#first, text: new Blob(this.#lines), until: Number.POSITIVE_INFINITY };
    const parts = [...this.#parts, ...(this.#lines.length === 0 ? [] : [waiting])];
    for (const [at, part] of parts.entries()) {
      if (part.first > last || (parts[at + 1]?.first ?? Number.POSITIVE_INFINITY) <= first) continue;
      const wanted = (event: StampedEvent): boolean =>
        event.sequence >= first && event.sequence <= last && event.sequence < part.until;
      events.push(...decodeEvents(await part.text.text()).events.filter(wanted));
    }
    return events;
  }
}

const silverKey = (round: number): string => `silver ${round}`;
const silverKeyOf = (key: string): string => silverKey(Number(/\d+/.exec(key)?.[0]));

const ofStep: ReadonlySet<StampedEvent['kind']> = new Set([
  'questions',
  'votes',
  'clusters',
  'question rewards',
  'answers',
  'groups',
  'step',
]);

/** The step that an event belongs to, or the silver set that it is; null for what no inspector asks for. */
function spanOf(event: StampedEvent): string | null {
  if (event.kind === 'silver') return silverKey(event.round);
  return 'stage' in event && ofStep.has(event.kind) ? stepKey(event) : null;
}
