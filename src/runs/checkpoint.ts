import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import type { Position, RunHeader } from '../loop/events.ts';
import { crc32 } from './crc32.ts';
import { memberOf, runHeaderSchema } from './eventSchema.ts';

/** Everything that a run needs to continue as if it had never stopped. */
export interface Checkpoint {
  readonly version: 1;
  readonly runId: string;
  readonly header: RunHeader;
  /** The step boundary that it was taken at. */
  readonly position: Position;
  /** The last event that belongs to it; a resumed run continues with the next number. */
  readonly sequence: number;
  /** Seconds that the run had taken by then, pauses not counted. */
  readonly seconds: number;
  /** Plain data of the loop: silver rows, step plan, evaluation history. Whoever reads it checks it. */
  readonly state: unknown;
  /** Weights of both roles, anchors and AdamW moments by name. */
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/**
 * The file: magic, length of the head (u32), head (JSON), padding to 8 bytes, the arrays end to end as
 * little-endian float32, CRC-32 of all of that (u32). Little-endian is what every browser and Node run on.
 */
const magic = new TextEncoder().encode('VisPlay\u0001');
const fixedBytes = magic.length + 4;
const trailerBytes = 4;

const headSchema = v.object({
  version: v.number(),
  runId: v.string(),
  header: runHeaderSchema,
  position: v.object({ round: v.number(), stage: v.picklist(['A', 'B', 'C']), step: v.number() }),
  sequence: v.pipe(v.number(), v.integer(), v.minValue(0)),
  seconds: v.number(),
  state: v.unknown(),
  arrays: v.array(v.object({ name: v.string(), length: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })),
});

/** The bytes of a checkpoint in parts, to be written one after the other; the arrays are not copied. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer>[] {
  const { arrays, ...rest } = checkpoint;
  const names = Object.keys(arrays);
  const head = new TextEncoder().encode(
    JSON.stringify(
      { ...rest, arrays: names.map((name) => ({ name, length: arrays[name]!.length })) },
      keepNonFinite,
    ),
  );
  const front = new Uint8Array(payloadStart(head.length));
  front.set(magic);
  new DataView(front.buffer).setUint32(magic.length, head.length, true);
  front.set(head, fixedBytes);
  const parts = [front, ...names.map((name) => bytesOf(arrays[name]!))];
  const trailer = new Uint8Array(trailerBytes);
  new DataView(trailer.buffer).setUint32(
    0,
    parts.reduce((crc, part) => crc32(part, crc), 0),
    true,
  );
  return [...parts, trailer];
}

/**
 * The checkpoint in a file's bytes; its arrays are views of them where the alignment allows.
 * @throws VisplayError `checkpoint-torn` where bytes are missing or changed, `checkpoint-version` for a format
 * that this version does not read.
 */
export function decodeCheckpoint(bytes: Uint8Array<ArrayBuffer>): Checkpoint {
  if (bytes.length < fixedBytes || magic.some((byte, index) => bytes[index] !== byte)) {
    throw torn('it does not begin like one');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headBytes = view.getUint32(magic.length, true);
  const start = payloadStart(headBytes);
  if (start + trailerBytes > bytes.length) throw torn('it ends inside its head');
  const body = bytes.subarray(0, bytes.length - trailerBytes);
  if (crc32(body) !== view.getUint32(body.length, true)) throw torn('its checksum does not match');

  const head = readHead(bytes.subarray(fixedBytes, fixedBytes + headBytes));
  const total = head.arrays.reduce((sum, array) => sum + array.length * 4, start);
  if (total !== body.length) throw torn('its length does not match its list of arrays');
  const arrays: Record<string, Float32Array> = {};
  let at = start;
  for (const { name, length } of head.arrays) {
    arrays[name] = floatsAt(bytes, at, length);
    at += length * 4;
  }
  return { ...head, version: 1, arrays };
}

function readHead(bytes: Uint8Array): v.InferOutput<typeof headSchema> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes), reviveNonFinite);
  } catch (cause) {
    throw torn('its head is not JSON', cause);
  }
  const version = memberOf(value, 'version');
  if (version !== 1) {
    throw new VisplayError(
      'checkpoint-version',
      `The checkpoint has the version ${JSON.stringify(version)}, and only version 1 can be read here.`,
      'Resume it with the version of the playground that wrote it.',
    );
  }
  const result = v.safeParse(headSchema, value);
  if (!result.success) throw torn(`its head is not valid at "${v.getDotPath(result.issues[0]) ?? ''}"`);
  return result.output;
}

function torn(why: string, cause?: unknown): VisplayError {
  return new VisplayError(
    'checkpoint-torn',
    `The checkpoint is damaged: ${why}.`,
    'The one before it is used if there is one; otherwise start the run again.',
    { cause },
  );
}

/** Arrays begin at a multiple of 8 bytes. */
const payloadStart = (headBytes: number): number => Math.ceil((fixedBytes + headBytes) / 8) * 8;

function bytesOf(array: Float32Array): Uint8Array<ArrayBuffer> {
  if (array.buffer instanceof ArrayBuffer) {
    return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  }
  return new Uint8Array(new Float32Array(array).buffer);
}

function floatsAt(bytes: Uint8Array<ArrayBuffer>, at: number, length: number): Float32Array {
  const offset = bytes.byteOffset + at;
  if (offset % 4 === 0) return new Float32Array(bytes.buffer, offset, length);
  return new Float32Array(bytes.slice(at, at + length * 4).buffer);
}

/** JSON has no NaN and no infinities; a state may hold them. */
function keepNonFinite(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { 'not finite': String(value) } : value;
}

function reviveNonFinite(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'not finite' in value
    ? Number(value['not finite'])
    : value;
}
