import * as tf from '@tensorflow/tfjs-core';
import { runProgram } from './program.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';

/*
 * A frozen matrix [rows, columns] may be held as halves, two in every number of an int32 tensor [rows, columns / 2]:
 * the right operand of the products of WebGPU, whose core reads them (`unpack2x16float`) without the feature
 * `shader-f16`. Columns are a multiple of four, so that kernels read four at a time.
 *
 * WGSL lets a device take halves below 2^-14 for zero when it unpacks them; GPUs convert them exactly.
 */

export function isHalves(matrix: tf.Tensor): boolean {
  return matrix.dtype === 'int32';
}

/** Columns of a matrix of either kind. */
export function widthOf(matrix: tf.Tensor2D): number {
  return isHalves(matrix) ? 2 * matrix.shape[1] : matrix.shape[1];
}

/** Whether every value is one that a half has. */
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

/** The halves nearest to a matrix [rows, columns], ties to even; infinite from 65520 on. On WebGPU only. */
export function packHalves(matrix: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = matrix.shape;
  if (columns % 4 !== 0)
    throw new RangeError(
      `A matrix of ${columns} columns cannot be packed as halves: use a multiple of four, or keep it as it is.`,
    );
  const size = (rows * columns) / 4;
  return asMatrix(
    runProgram({
      name: 'PackHalves',
      inputs: { numbers: matrix },
      outputShape: [rows, columns / 2],
      outputType: 'int32',
      vectors: ['numbers'],
      pairs: ['result'],
      integers: { size },
      workgroups: Math.ceil(size / 64),
      workgroupSize: 64,
      // `pack2x16float` may round either way.
      declarations: /* wgsl */ `
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
}

/** The matrix [rows, columns] that halves stand for. On WebGPU only. */
export function unpackHalves(halves: tf.Tensor2D): tf.Tensor2D {
  const [rows, pairs] = halves.shape;
  const size = (rows * pairs) / 2;
  return asMatrix(
    runProgram({
      name: 'UnpackHalves',
      inputs: { halves },
      outputShape: [rows, 2 * pairs],
      vectors: ['result'],
      pairs: ['halves'],
      integers: { size },
      workgroups: Math.ceil(size / 64),
      workgroupSize: 64,
      declarations: fourOfHalves,
      body: /* wgsl */ `
        let at = workgroup_index() * 64 + i32(localIndex);
        if (at < uniforms.size) { result[at] = four_of(halves[at]); }
      `,
    }),
  );
}

/** WGSL: the four numbers that two numbers of a packed matrix hold. */
export const fourOfHalves = /* wgsl */ `
fn four_of(packed : vec2<i32>) -> vec4<f32> {
  let bits = bitcast<vec2<u32>>(packed);
  return vec4<f32>(unpack2x16float(bits.x), unpack2x16float(bits.y));
}`;

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
