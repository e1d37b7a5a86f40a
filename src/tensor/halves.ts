import * as tf from '@tensorflow/tfjs-core';
import { eighthReader, packEighths, rowsOfEighths, storedRows } from './eighths.ts';
import { fourBitReader, packFourBits, rowsOfFourBits, storedRowsOfFourBits } from './fourBits.ts';
import { hasExtension, runProgram, type Extension } from './program.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';

/*
 * A frozen matrix [rows, columns] may be held as halves, numbers of 16 bits, two in every number of an int32 tensor
 * [rows, columns / 2]: the right operand of the products of WebGPU, which read them on every device and compute in
 * float32. Columns are a multiple of four, so that kernels read four at a time.
 *
 * WGSL lets a device take halves below 2^-14 for zero when it unpacks them; GPUs convert them exactly.
 */

/**
 * What the bits are: IEEE 754's binary16, the upper half of a float32, or about 8 or 4 bits a weight (`eighths.ts`,
 * `fourBits.ts`).
 */
export type HalfFormat = 'f16' | 'bf16' | BlockFormat;

/** Formats of whole numbers with a scale for every block. */
export type BlockFormat = 'q8' | 'q4';

export const isBlockFormat = (format: HalfFormat | undefined): format is BlockFormat =>
  format === 'q8' || format === 'q4';

/** The data of tensors that are not f16; TensorFlow.js has no type for them. */
const bfloats = new WeakSet<object>();
const blocks = new WeakMap<object, BlockFormat>();

/** Whether a matrix is packed, in any format. */
export function isHalves(matrix: tf.Tensor): boolean {
  return matrix.dtype === 'int32';
}

export function formatOf(halves: tf.Tensor): HalfFormat {
  return blocks.get(halves.dataId) ?? (bfloats.has(halves.dataId) ? 'bf16' : 'f16');
}

/** Columns of a matrix of any kind. */
export function widthOf(matrix: tf.Tensor2D): number {
  if (!isHalves(matrix)) return matrix.shape[1];
  return perNumber(formatOf(matrix)) * matrix.shape[1];
}

/** Rows of a matrix of any kind. */
export function heightOf(matrix: tf.Tensor2D): number {
  const [stored] = matrix.shape;
  const format = isHalves(matrix) ? formatOf(matrix) : 'f16';
  if (format === 'q8') return rowsOfEighths(stored);
  return format === 'q4' ? rowsOfFourBits(stored) : stored;
}

/** A matrix [rows, columns], which lies as [columns, rows], in about 8 bits a weight; see `packEighths`. */
export function eighthsFrom(turned: Float32Array, rows: number, columns: number): tf.Tensor2D {
  const shape: [number, number] = [storedRows(rows), columns / 4];
  const packed = tf.tensor2d(packEighths(turned, rows, columns), shape, 'int32');
  blocks.set(packed.dataId, 'q8');
  return packed;
}

/** The same in about 4 bits a weight; see `packFourBits`. */
export function fourBitsFrom(turned: Float32Array, rows: number, columns: number): tf.Tensor2D {
  const shape: [number, number] = [storedRowsOfFourBits(rows), columns / 8];
  const packed = tf.tensor2d(packFourBits(turned, rows, columns), shape, 'int32');
  blocks.set(packed.dataId, 'q4');
  return packed;
}

/** The format that has every value, or null. */
export function formatFor(values: Float32Array): 'f16' | 'bf16' | null {
  if (areHalves(values)) return 'f16';
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  return bits.every((pattern) => (pattern & 0xffff) === 0) ? 'bf16' : null;
}

/** Whether every value is one that binary16 has. */
export function areHalves(values: Float32Array): boolean {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (const pattern of bits) {
    const exponent = (pattern >>> 23) & 0xff;
    if ((pattern & 0x7fffffff) === 0) continue;
    // A half has 11 significant bits from 2^-14 on, and multiples of 2^-24 below.
    const spare = 13 + Math.max(0, 113 - exponent);
    if (exponent < 103 || exponent > 142 || (pattern & 0x7fffff & ((1 << spare) - 1)) !== 0) return false;
  }
  return true;
}

/** The halves nearest to a matrix [rows, columns], ties to even; f16 is infinite from 65520 on. On WebGPU only. */
export function packHalves(matrix: tf.Tensor2D, format: 'f16' | 'bf16' = 'f16'): tf.Tensor2D {
  const [rows, columns] = matrix.shape;
  if (columns % 4 !== 0)
    throw new RangeError(
      `A matrix of ${columns} columns cannot be packed as halves: use a multiple of four, or keep it as it is.`,
    );
  const size = (rows * columns) / 4;
  const packed = asMatrix(
    runProgram({
      name: `PackHalves ${format}`,
      inputs: { numbers: matrix },
      outputShape: [rows, columns / 2],
      outputType: 'int32',
      vectors: ['numbers'],
      pairs: ['result'],
      integers: { size },
      workgroups: Math.ceil(size / 64),
      workgroupSize: 64,
      declarations: halfOf[format],
      body: /* wgsl */ `
        let at = workgroup_index() * 64 + i32(localIndex);
        if (at >= uniforms.size) { return; }
        let four = numbers[at];
        result[at] = vec2<i32>(
          i32(half_of(four.x) | (half_of(four.y) << 16u)),
          i32(half_of(four.z) | (half_of(four.w) << 16u)));
      `,
    }),
  );
  if (format === 'bf16') bfloats.add(packed.dataId);
  return packed;
}

// `pack2x16float` may round either way.
const halfOf: Readonly<Record<'f16' | 'bf16', string>> = {
  bf16: /* wgsl */ `
fn half_of(value : f32) -> u32 {
  let bits = bitcast<u32>(value);
  // What is not a number stays so.
  if ((bits & 0x7fffffffu) > 0x7f800000u) { return (bits >> 16u) | 64u; }
  return (bits + 0x7fffu + ((bits >> 16u) & 1u)) >> 16u;
}`,
  f16: /* wgsl */ `
fn half_of(value : f32) -> u32 {
  let bits = bitcast<u32>(value);
  let sign = (bits >> 16u) & 0x8000u;
  let magnitude = bits & 0x7fffffffu;
  if (magnitude >= 0x47800000u) { return sign | select(0x7c00u, 0x7e00u, magnitude > 0x7f800000u); }
  if (magnitude >= 0x38800000u) {
    return sign | ((magnitude + 0xfffu + ((magnitude >> 13u) & 1u) - 0x38000000u) >> 13u);
  }
  let exponent = magnitude >> 23u;
  if (exponent < 102u) { return sign; }
  // A multiple of 2^-24.
  let significand = (magnitude & 0x7fffffu) | 0x800000u;
  let shift = 126u - exponent;
  let kept = significand >> shift;
  let rest = significand & ((1u << shift) - 1u);
  let middle = 1u << (shift - 1u);
  return sign | (kept + select(0u, 1u, rest > middle || (rest == middle && (kept & 1u) == 1u)));
}`,
};

/** The matrix [rows, columns] that halves stand for. On WebGPU only. */
export function unpackHalves(halves: tf.Tensor2D): tf.Tensor2D {
  const format = formatOf(halves);
  if (isBlockFormat(format)) return unpackedBlocks(halves, format);
  const [rows, pairs] = halves.shape;
  const size = (rows * pairs) / 2;
  return asMatrix(
    runProgram({
      name: `UnpackHalves ${format}`,
      extensions: halfExtension([format]),
      inputs: { halves },
      outputShape: [rows, 2 * pairs],
      vectors: ['result'],
      pairs: ['halves'],
      integers: { size },
      workgroups: Math.ceil(size / 64),
      workgroupSize: 64,
      declarations: halfReaders([format]),
      body: /* wgsl */ `
        let at = workgroup_index() * 64 + i32(localIndex);
        if (at < uniforms.size) { result[at] = ${fourOf(format)}(halves[at]); }
      `,
    }),
  );
}

function unpackedBlocks(halves: tf.Tensor2D, format: BlockFormat): tf.Tensor2D {
  const [rows, columns] = [heightOf(halves), widthOf(halves)];
  const size = (rows * columns) / 4;
  return asMatrix(
    runProgram({
      name: `Unpack ${format}`,
      inputs: { halves },
      outputShape: [rows, columns],
      vectors: ['result'],
      integers: { size },
      workgroups: Math.ceil(size / 64),
      workgroupSize: 64,
      declarations: blockReader('halves', format),
      body: /* wgsl */ `
        let at = workgroup_index() * 64 + i32(localIndex);
        let fours = uniforms.halvesShape.y * ${perNumber(format) / 4};
        if (at < uniforms.size) { result[at] = halves_packed(at / fours, 4 * (at % fours)); }
      `,
    }),
  );
}

/** What reading halves of these formats is written with: numbers of 16 bits where the device has them. */
export function halfExtension(formats: readonly HalfFormat[]): readonly Extension[] {
  return formats.includes('f16') && hasExtension('f16') ? ['f16'] : [];
}

/** Numbers of a packed matrix, those that lie together in one number of its tensor. */
export function perNumber(format: HalfFormat): number {
  if (format === 'q4') return 8;
  return format === 'q8' ? 4 : 2;
}

/** WGSL of `NAME_packed(row, column)`, which reads four neighbours of a matrix in blocks. */
export function blockReader(name: string, format: BlockFormat): string {
  return format === 'q8' ? eighthReader(name) : fourBitReader(name);
}

/** The WGSL function of a format of 16 bits that gives the four numbers that two of a packed matrix hold. */
export function fourOf(format: HalfFormat): string {
  return `four_of_${format}`;
}

/** The declarations of `fourOf` for some formats, with `halfExtension` of them. */
export function halfReaders(formats: readonly HalfFormat[]): string {
  const native = halfExtension(formats).length > 0;
  const expressions: Readonly<Record<'f16' | 'bf16', string>> = {
    f16: native
      ? 'vec4<f32>(bitcast<vec4<f16>>(packed))'
      : 'vec4<f32>(unpack2x16float(bits.x), unpack2x16float(bits.y))',
    bf16: 'bitcast<vec4<f32>>(vec4<u32>(bits.x << 16u, bits.x & 0xffff0000u, bits.y << 16u, bits.y & 0xffff0000u))',
  };
  return [...new Set(formats)]
    .filter((format) => !isBlockFormat(format))
    .map(
      (format) => /* wgsl */ `
fn ${fourOf(format)}(packed : vec2<i32>) -> vec4<f32> {
  let bits = bitcast<vec2<u32>>(packed);
  return ${expressions[format]};
}`,
    )
    .join('');
}

/** Throws where a tape asks for the gradient of halves. */
export function checkFrozen(tape: Tape, weights: readonly tf.Tensor[]): void {
  if (weights.some((weight) => isHalves(weight) && tape.needs(weight)))
    throw new TypeError('A matrix packed as halves is frozen: unpack it to train it.');
}

/** Throws where plain ops would take halves for whole numbers. */
export function checkPlain(matrix: tf.Tensor): void {
  if (isHalves(matrix))
    throw new TypeError(
      'Matrices packed as halves are for the kernels of WebGPU: unpack them for plain ops.',
    );
}
