import * as v from 'valibot';
import type { ByteSource } from './byteSource.ts';
import { VisplayError } from '../errors.ts';

/** Bytes of one element, for every type of the format (huggingface/safetensors, `Dtype`). */
const bytesOf: ReadonlyMap<string, number> = new Map([
  ['BOOL', 1],
  ['U8', 1],
  ['I8', 1],
  ['F8_E5M2', 1],
  ['F8_E4M3', 1],
  ['U16', 2],
  ['I16', 2],
  ['F16', 2],
  ['BF16', 2],
  ['U32', 4],
  ['I32', 4],
  ['F32', 4],
  ['U64', 8],
  ['I64', 8],
  ['F64', 8],
]);

/** Where one tensor lies in a safetensors file. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** bytes, absolute in the file */
  readonly begin: number;
  readonly end: number;
}

/** The checked header of a safetensors file. */
export interface SafetensorsHeader {
  /** in the order of the file */
  readonly tensors: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** A named array in memory: row-major, as many values as the product of the shape. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

// The reference refuses headers over 100 MB; 16 MiB describe 100,000 tensors, far more than any model here has.
const maxHeaderBytes = 16 * 1024 * 1024;
// A repository cloned without Git LFS holds a text of three lines that begins like this.
const lfsPointer = 'version ';
const maxTensors = 100_000;
const maxRank = 8;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entrySchema = v.strictObject({
  dtype: v.string(),
  shape: v.pipe(v.array(count), v.maxLength(maxRank)),
  data_offsets: v.strictTuple([count, count]),
});
const metadataSchema = v.record(v.string(), v.string());

/**
 * Header of a safetensors file, checked whole before anything of the size it claims is allocated: length, JSON,
 * types, shape times type against bytes, order, overlaps, holes, and the end of the file.
 *
 * Throws `truncated` when the file ends before what the header promises, `bad-header` for every other lie.
 */
export async function readHeader(source: ByteSource): Promise<SafetensorsHeader> {
  if (source.size < 8)
    throw truncated(source, `it has ${source.size} bytes, less than the length of a header`);
  const lengthBytes = await readExactly(source, 0, 8);
  if (new TextDecoder().decode(lengthBytes) === lfsPointer) {
    throw new VisplayError(
      'truncated',
      `${source.name} is a Git LFS pointer, not the file itself.`,
      'Fetch the file with `git lfs pull`, or download it from the web page of the model.',
    );
  }
  const length = new DataView(lengthBytes.buffer, lengthBytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes) || length < 2n) {
    throw lie(source, `its header claims ${length} bytes; between 2 and ${maxHeaderBytes} are possible`);
  }
  const dataBegin = 8 + Number(length);
  if (dataBegin > source.size) {
    throw truncated(source, `its header claims ${length} bytes, and the file has ${source.size}`);
  }
  const json = parseJson(source, await readExactly(source, 8, dataBegin));
  const { __metadata__: metadata = {}, ...entries } = json;
  if (!v.is(metadataSchema, metadata)) throw lie(source, 'its __metadata__ is not a map of texts');
  const names = Object.keys(entries);
  if (names.length > maxTensors) throw lie(source, `its header lists ${names.length} tensors`);
  const tensors = names.map((name) => checkEntry(source, name, entries[name], dataBegin));
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(source, tensors, dataBegin);
  return { tensors, metadata };
}

/**
 * Values of one tensor as 32-bit floats; F16 and BF16 widen without loss.
 *
 * Throws `wrong-dtype` for integers and other types, `truncated` when the source yields fewer bytes.
 */
export async function readTensor(source: ByteSource, entry: TensorEntry): Promise<Float32Array> {
  const widen = widening.get(entry.dtype);
  if (!widen) {
    throw new VisplayError(
      'wrong-dtype',
      `${source.name}: ${entry.name} is stored as ${entry.dtype}, and only F32, F16 and BF16 weights can be read.`,
      'Save the model as float32, float16 or bfloat16, without quantisation.',
    );
  }
  const bytes = await readExactly(source, entry.begin, entry.end);
  return widen(bytes);
}

async function readExactly(source: ByteSource, begin: number, end: number): Promise<Uint8Array> {
  const bytes = await source.read(begin, end);
  if (bytes.byteLength !== end - begin) {
    throw truncated(source, `bytes ${begin} to ${end} were asked for and ${bytes.byteLength} came`);
  }
  return bytes;
}

function parseJson(source: ByteSource, bytes: Uint8Array): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw lie(source, 'its header is not JSON');
  }
  const record = v.safeParse(v.record(v.string(), v.unknown()), json);
  if (!record.success || Array.isArray(json)) throw lie(source, 'its header is not a JSON object');
  return record.output;
}

function checkEntry(source: ByteSource, name: string, json: unknown, dataBegin: number): TensorEntry {
  const parsed = v.safeParse(entrySchema, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw lie(
      source,
      `its entry for ${name} is not valid at ${v.getDotPath(issue) ?? 'the top'} (${issue.message})`,
    );
  }
  const { dtype, shape, data_offsets: offsets } = parsed.output;
  const bytes = bytesOf.get(dtype);
  if (bytes === undefined) throw lie(source, `${name} has the unknown type ${dtype}`);
  const [begin, end] = offsets;
  const expected = shape.reduce((product, extent) => product * extent, bytes);
  if (end - begin !== expected) {
    throw lie(
      source,
      `${name} of shape [${shape.join(', ')}] and type ${dtype} needs ${expected} bytes and has ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin: dataBegin + begin, end: dataBegin + end };
}

/** The format allows neither overlaps nor holes nor bytes that belong to nothing. */
function checkLayout(source: ByteSource, tensors: readonly TensorEntry[], dataBegin: number): void {
  let covered = dataBegin;
  for (const { name, begin, end } of tensors) {
    if (begin < covered) throw lie(source, `${name} overlaps the tensor before it`);
    if (begin > covered) throw lie(source, `${begin - covered} bytes before ${name} belong to no tensor`);
    covered = end;
  }
  if (covered > source.size) {
    throw truncated(source, `its tensors end at byte ${covered}, and the file has ${source.size}`);
  }
  if (covered < source.size)
    throw lie(source, `${source.size - covered} bytes at its end belong to no tensor`);
}

const widening: ReadonlyMap<string, (bytes: Uint8Array) => Float32Array> = new Map([
  ['F32', f32FromBytes],
  ['F16', f32FromF16],
  ['BF16', f32FromBf16],
]);

// Typed arrays have the byte order of the machine. Everything that runs JavaScript engines today is little-endian,
// as safetensors is.
function f32FromBytes(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

function halves(bytes: Uint8Array): Uint16Array {
  if (bytes.byteOffset % 2 !== 0) return new Uint16Array(bytes.slice().buffer);
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
}

function f32FromBf16(bytes: Uint8Array): Float32Array {
  const source = halves(bytes);
  const bits = new Uint32Array(source.length);
  for (let i = 0; i < source.length; i++) bits[i] = source[i]! << 16;
  return new Float32Array(bits.buffer);
}

let f16Table: Float32Array | null = null;

function f32FromF16(bytes: Uint8Array): Float32Array {
  f16Table ??= Float32Array.from({ length: 65536 }, (_, half) => f16Value(half));
  const table = f16Table;
  const source = halves(bytes);
  const values = new Float32Array(source.length);
  for (let i = 0; i < source.length; i++) values[i] = table[source[i]!]!;
  return values;
}

/** Value of one IEEE 754 binary16. */
function f16Value(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function truncated(source: ByteSource, why: string): VisplayError {
  return new VisplayError(
    'truncated',
    `${source.name} is not complete: ${why}.`,
    'Download or copy the file again; large files are often cut off on the way.',
  );
}

function lie(source: ByteSource, what: string): VisplayError {
  return new VisplayError(
    'bad-header',
    `${source.name} is not a valid safetensors file: ${what}.`,
    'Save the model again with transformers (save_pretrained) or fetch the file again.',
  );
}
