/** Reads a run from a file in a Web Worker and hands its events over in portions that the page takes without a stutter. */
import { faultOf, type Fault } from '../errors.ts';
import type { StampedEvent } from '../loop/events.ts';
import { decodeEvents } from './eventLog.ts';
import { unpackRun } from './runFile.ts';

export type ReadMessage =
  | { readonly kind: 'events'; readonly events: readonly StampedEvent[] }
  | { readonly kind: 'end'; readonly thumbnails: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Texts and numbers in one portion: some 5 ms for the page to take over. */
const PORTION = 4_000;

const say = (message: ReadMessage): void => postMessage(message);

/** About how much there is in an event. */
function weightOf(event: StampedEvent): number {
  if (event.kind === 'questions' || event.kind === 'answers')
    return event.rollouts.reduce((sum, { tokens }) => sum + 4 + 2 * tokens.length, 0);
  if (event.kind === 'votes') return event.votes.reduce((sum, { samples }) => sum + 8 * samples.length, 0);
  return 40;
}

async function read(file: File): Promise<void> {
  const { events, thumbnails } = /\.visplay$/i.test(file.name)
    ? unpackRun(new Uint8Array(await file.arrayBuffer()))
    : { events: decodeEvents(await textOf(file)).events, thumbnails: new Map<string, Uint8Array>() };
  let portion: StampedEvent[] = [];
  let weight = 0;
  for (const event of events) {
    portion.push(event);
    weight += weightOf(event);
    if (weight < PORTION) continue;
    say({ kind: 'events', events: portion });
    portion = [];
    weight = 0;
  }
  say({ kind: 'events', events: portion });
  say({ kind: 'end', thumbnails });
}

/** Text of a file that may be gzipped. */
async function textOf(file: File): Promise<string> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return file.text();
  return new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

addEventListener('message', ({ data }: MessageEvent<File>) => {
  read(data).catch((thrown: unknown) => say({ kind: 'fault', fault: faultOf(thrown) }));
});
