import { VisplayError } from '../errors.ts';
import type { NamedTensor } from './safetensors.ts';

/** Types this project writes. */
export type SavedDtype = 'F32' | 'F16';

const maxF16 = 65504;

/**
 * A safetensors file of the tensors in the order given, as Python's `safetensors` reads it.
 *
 * F16 rounds to nearest, ties to even. Throws `bad-values` for NaN, infinities and values that F16 cannot hold,
 * `wrong-shape` where the shape does not match the number of values.
 */
export function safetensorsBytes(
  tensors: readonly NamedTensor[],
  dtype: SavedDtype = 'F32',
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): Uint8Array {
  const width = dtype === 'F32' ? 4 : 2;
  const header = new Map<string, unknown>([['__metadata__', metadata]]);
  let dataBytes = 0;
  for (const { name, shape, data } of tensors) {
    if (header.has(name)) {
      throw new VisplayError('bad-input', `${name} is to be saved twice.`, 'Give every tensor its own name.');
    }
    checkTensor(name, shape, data, dtype);
    const end = dataBytes + data.length * width;
    header.set(name, { dtype, shape, data_offsets: [dataBytes, end] });
    dataBytes = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  // The reference pads the header with spaces so that the data begin at a multiple of 8.
  const headerBytes = Math.ceil(json.byteLength / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, 8, 8 + headerBytes);
  file.set(json, 8);
  let offset = 8 + headerBytes;
  for (const { data } of tensors) {
    const values = dtype === 'F32' ? data : f16FromF32(data);
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return file;
}

function checkTensor(name: string, shape: readonly number[], data: Float32Array, dtype: SavedDtype): void {
  if (shape.reduce((product, extent) => product * extent, 1) !== data.length) {
    throw new VisplayError(
      'wrong-shape',
      `${name} of shape [${shape.join(', ')}] has ${data.length} values.`,
      'Give as many values as the shape has places.',
    );
  }
  // Halfway between 65504 and the next step, 65520 rounds to infinity.
  const limit = dtype === 'F32' ? Number.MAX_VALUE : maxF16 + 16;
  const wrong = data.findIndex((value) => !(Math.abs(value) < limit));
  if (wrong >= 0) {
    throw new VisplayError(
      'bad-values',
      `${name} holds ${data[wrong]}, which cannot be saved as ${dtype}.`,
      Number.isFinite(data[wrong])
        ? 'Save as F32.'
        : 'Go back to a checkpoint from before the training diverged.',
    );
  }
}

function f16FromF32(data: Float32Array): Uint16Array {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const half = new Uint16Array(data.length);
  for (let i = 0; i < half.length; i++) half[i] = f16Bits(bits[i]!);
  return half;
}

/** Bits of the binary16 nearest to a finite binary32, ties to even. */
function f16Bits(f32: number): number {
  const sign = (f32 >>> 16) & 0x8000;
  const magnitude = f32 & 0x7fffffff;
  const exponent = (magnitude >>> 23) - 112;
  // Below 2^-14 the step is 2^-24: scaling by 2^24 leaves an integer to round.
  if (exponent <= 0) return sign | roundHalfEven(Math.abs(f32Value(f32)) * 2 ** 24);
  const fraction = magnitude & 0x7fffff;
  const half = (exponent << 10) | (fraction >>> 13);
  const rest = fraction & 0x1fff;
  const up = rest > 0x1000 || (rest === 0x1000 && (half & 1) === 1);
  return sign | (half + (up ? 1 : 0));
}

const scratch = new DataView(new ArrayBuffer(4));

function f32Value(bits: number): number {
  scratch.setUint32(0, bits);
  return scratch.getFloat32(0);
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
}
