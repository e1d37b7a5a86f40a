import * as v from 'valibot';
import { VisplayError, type Fault } from '../errors.ts';
import type { StampedEvent } from '../loop/events.ts';
import { changedSettings } from './changedSettings.ts';
import { memberOf, stampedEventSchema, storable } from './eventSchema.ts';
import { stringifyExact } from './exactJson.ts';

/** Events read back, and what had to be left out, if anything. */
export interface EventLog {
  readonly events: StampedEvent[];
  readonly notice: Fault | null;
}

/**
 * One event as one line of JSON, without its line break. What a run begins with says beside preset and settings what is
 * changed between them, for those who read the file without this program; reading it back needs no such word.
 */
function encodeEvent(event: StampedEvent): string {
  if (event.kind !== 'run.start') return stringifyExact(storable(event));
  const header = { ...event.header, changedSettings: changedSettings(event.header) };
  return stringifyExact(storable({ ...event, header }));
}

/** Events as JSON Lines, each line ended by a line break. */
export function encodeEvents(events: readonly StampedEvent[]): string {
  return events.map((event) => `${encodeEvent(event)}\n`).join('');
}

/**
 * One event from anything.
 * @param where names the place for an error, for example `Line 12`.
 * @throws VisplayError `event-unknown` for a kind that this version does not have, `event-broken` for everything else.
 */
function checkEvent(value: unknown, where: string): StampedEvent {
  const result = v.safeParse(stampedEventSchema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? '';
  if (path === 'kind') {
    throw new VisplayError(
      'event-unknown',
      `${where} holds an event of the unknown kind ${JSON.stringify(memberOf(value, 'kind'))}.`,
      'Open it with the version of the playground that wrote it, or a newer one.',
    );
  }
  const place = path === '' ? '' : ` at "${path}"`;
  throw new VisplayError('event-broken', `${where} is no event${place}: ${issue.message}.`, restore);
}

const restore = 'Use an unchanged copy of the file.';

/**
 * Reads JSON Lines. Events are numbered without gaps, whatever the first number is; empty lines are skipped.
 * A last line without its line break was being written when the writer died: it is left out, and `notice` says so.
 * @throws VisplayError `event-broken`, `event-unknown` or `event-gap`, naming the line.
 */
export function decodeEvents(jsonl: string): EventLog {
  const events: StampedEvent[] = [];
  const lines = jsonl.split('\n');
  const tail = lines.pop()!;
  lines.forEach((line, index) => {
    if (line.trim() !== '') events.push(decodeLine(line, index + 1, events.at(-1)));
  });
  if (tail.trim() === '') return { events, notice: null };
  const last = wholeTail(tail, lines.length + 1, events.at(-1));
  if (last !== null) return { events: [...events, last], notice: null };
  return {
    events,
    notice: {
      code: 'event-torn',
      said: `The last line (${lines.length + 1}) was only half written and is left out.`,
      fix: 'Nothing is to be done: the run continues from its last checkpoint.',
    },
  };
}

function decodeLine(line: string, number: number, before: StampedEvent | undefined): StampedEvent {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new VisplayError('event-broken', `Line ${number} is not JSON.`, restore, { cause });
  }
  const event = checkEvent(value, `Line ${number}`);
  if (before !== undefined && event.sequence !== before.sequence + 1) {
    const said = `Line ${number} holds event ${event.sequence}, but ${before.sequence + 1} comes next.`;
    throw new VisplayError('event-gap', said, restore);
  }
  return event;
}

/** A tail that parses lost nothing but its line break, as after a copy through an editor. */
function wholeTail(tail: string, number: number, before: StampedEvent | undefined): StampedEvent | null {
  try {
    JSON.parse(tail);
  } catch {
    return null;
  }
  return decodeLine(tail, number, before);
}
