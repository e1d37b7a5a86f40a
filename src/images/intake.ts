import { key, shuffled } from '../tensor/random.ts';
import { type IntakeBounds, intakeBounds } from './bounds.ts';
import type { Decoded, Decoder } from './decoder.ts';
import { type Header, readHeader } from './header.ts';
import type { Picture } from './picture.ts';
import { pictureId } from './pictureId.ts';
import { note, type Note, type Refusal, refuse, saidLeftOut } from './refusals.ts';
import { type Candidate, readFault, scan } from './scan.ts';
import type { SourceFile } from './source.ts';

export interface IntakeOptions {
  readonly decode: Decoder;
  /** Keys the sample that is drawn when there are more pictures than may be held. */
  readonly seed: number;
  readonly bounds?: Partial<IntakeBounds>;
  /** What is held already: counted against the bounds, and known again. */
  readonly held?: readonly Pick<Picture, 'id' | 'name' | 'width' | 'height'>[];
  /** Aborting rejects with the signal's reason; pictures that were told by then stay good. */
  readonly signal?: AbortSignal;
}

export type IntakeEvent =
  | { readonly kind: 'scanning'; readonly files: number; readonly pictures: number }
  | { readonly kind: 'decoding'; readonly done: number; readonly of: number }
  | { readonly kind: 'picture'; readonly picture: Picture; readonly notes: readonly Note[] }
  /** The same pixels again; `as` is the name under which they are held. */
  | { readonly kind: 'duplicate'; readonly name: string; readonly as: string; readonly id: string }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'end'; readonly summary: IntakeSummary };

interface IntakeSummary {
  /** Files that were looked at. */
  readonly files: number;
  /** Files among them that begin as pictures do. */
  readonly found: number;
  readonly used: number;
  readonly duplicates: number;
  readonly refused: number;
  /** Found but not opened, for want of room. */
  readonly leftOut: number;
  /** "Using 256 of 2,000 pictures, ..." where some were left out. */
  readonly said: string | null;
}

/** Files between two reports of the scan, which takes well under a millisecond a file. */
const SCAN_REPORT = 50;

/**
 * Takes pictures in: looks at every file, draws a sample by seed if there are more than may be held, decodes,
 * drops repeated pixels. A bad file costs its own refusal and nothing else. Ends with one `end` event.
 */
export async function* intake(
  sources: AsyncIterable<SourceFile>,
  options: IntakeOptions,
): AsyncGenerator<IntakeEvent> {
  const { seed, held = [], signal } = options;
  const bounds = { ...intakeBounds, ...options.bounds };
  const names = new Map(held.map(({ id, name }) => [id, name]));
  let heldBytes = held.reduce((sum, { width, height }) => sum + width * height * 3, 0);
  let [files, refused, duplicates, used, done] = [0, 0, 0, 0, 0];

  const candidates: Candidate[] = [];
  for await (const found of scan(sources, bounds, signal)) {
    files++;
    if ('candidate' in found) candidates.push(found.candidate);
    else {
      refused++;
      yield { kind: 'refusal', refusal: found.refusal };
    }
    if (files % SCAN_REPORT === 0) yield { kind: 'scanning', files, pictures: candidates.length };
  }

  const room = Math.max(0, bounds.maxPictures - held.length);
  let full = false;
  for (let rest = inDrawingOrder(candidates, room, seed); rest.length > 0 && used < room && !full;) {
    // Where a file of the sample fails or repeats another, the next in the drawing order takes its place.
    const wave = rest.slice(0, room - used).toSorted(byPath);
    rest = rest.slice(wave.length);
    for await (const outcome of decodeAll(wave, bounds, options)) {
      done++;
      yield { kind: 'decoding', done, of: Math.min(candidates.length, Math.max(room, done)) };
      if ('refusal' in outcome) {
        refused++;
        yield { kind: 'refusal', refusal: outcome.refusal };
        continue;
      }
      const { picture, notes } = outcome;
      const as = names.get(picture.id);
      if (as !== undefined) {
        duplicates++;
        yield { kind: 'duplicate', name: picture.name, as, id: picture.id };
        continue;
      }
      full = heldBytes + picture.rgb.length > bounds.maxHeldBytes;
      if (full) {
        done--;
        break;
      }
      heldBytes += picture.rgb.length;
      names.set(picture.id, picture.name);
      used++;
      yield { kind: 'picture', picture, notes };
    }
  }

  if (files === 0) yield { kind: 'refusal', refusal: refuse.noFiles() };
  else if (candidates.length === 0 || refused === files) {
    yield { kind: 'refusal', refusal: refuse.noPictures(files) };
  }
  const found = candidates.length;
  const leftOut = found - done;
  const said = leftOut > 0 ? saidLeftOut(used, found, seed, full ? 'memory' : 'number') : null;
  yield { kind: 'end', summary: { files, found, used, duplicates, refused, leftOut, said } };
}

/** Everything that an intake told, for callers that do not follow along. */
export interface Intake {
  readonly pictures: readonly Picture[];
  readonly notes: readonly Note[];
  readonly refusals: readonly Refusal[];
  readonly summary: IntakeSummary;
}

export async function collect(events: AsyncIterable<IntakeEvent>): Promise<Intake> {
  const pictures: Picture[] = [];
  const notes: Note[] = [];
  const refusals: Refusal[] = [];
  for await (const event of events) {
    if (event.kind === 'picture') {
      pictures.push(event.picture);
      notes.push(...event.notes);
    } else if (event.kind === 'refusal') refusals.push(event.refusal);
    else if (event.kind === 'end') return { pictures, notes, refusals, summary: event.summary };
  }
  throw new Error('The intake ended without its end event.');
}

/** By path where there is room for all, else shuffled, so that the sample does not depend on who lists the folder. */
function inDrawingOrder(candidates: readonly Candidate[], room: number, seed: number): readonly Candidate[] {
  const sorted = candidates.toSorted(byPath);
  return sorted.length > room ? shuffled(sorted, key(seed)) : sorted;
}

function byPath(a: Candidate, b: Candidate): number {
  return a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : 0;
}

type Outcome = { readonly picture: Picture; readonly notes: readonly Note[] } | { readonly refusal: Refusal };

/** Pictures decoded side by side, bounded by number and by pixels, so that memory is too. */
const LANES = 4;
const LANE_PIXELS = 32e6;

/** One outcome for each candidate, in their order. */
async function* decodeAll(
  candidates: readonly Candidate[],
  bounds: IntakeBounds,
  { decode, signal }: IntakeOptions,
): AsyncGenerator<Outcome> {
  let batch: Promise<Outcome>[] = [];
  let pixels = 0;
  for (const candidate of candidates) {
    signal?.throwIfAborted();
    const opened = await open(candidate, bounds);
    const opening = 'refusal' in opened ? 0 : opened.header.width * opened.header.height;
    if (batch.length === LANES || (batch.length > 0 && pixels + opening > LANE_PIXELS)) {
      yield* await Promise.all(batch);
      [batch, pixels] = [[], 0];
    }
    pixels += opening;
    batch.push('refusal' in opened ? Promise.resolve(opened) : decodeOne(candidate, opened, bounds, decode));
  }
  signal?.throwIfAborted();
  yield* await Promise.all(batch);
}

interface Opened {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly header: Header;
}

/** Reads a file and its header; whatever would hurt a decoder is refused here. */
async function open(
  { file, format }: Candidate,
  bounds: IntakeBounds,
): Promise<Opened | { refusal: Refusal }> {
  let bytes;
  try {
    bytes = await file.bytes();
  } catch (error) {
    return { refusal: readFault(file, error) };
  }
  const header = readHeader(format, bytes);
  const { width, height, fault } = header;
  if (width * height > bounds.maxPixels) {
    return { refusal: refuse.tooManyPixels(file.path, width, height, bounds.maxPixels) };
  }
  if (fault) return { refusal: refuse[fault](file.path, format) };
  return { bytes, header };
}

async function decodeOne(
  { file, format }: Candidate,
  { bytes, header }: Opened,
  bounds: IntakeBounds,
  decode: Decoder,
): Promise<Outcome> {
  let decoded: Decoded;
  try {
    decoded = await decode(bytes, header, bounds.edge);
  } catch {
    return { refusal: refuse.damaged(file.path, format) };
  }
  const { width, height, rgb } = decoded.pixels;
  const notes: Note[] = [];
  if (header.animated) notes.push(note.firstFrame(file.path, format));
  if (width !== decoded.width || height !== decoded.height)
    notes.push(note.scaled(file.path, decoded, { width, height }));
  return { picture: { id: pictureId(width, rgb), name: file.path, width, height, rgb }, notes };
}
