import * as tf from '@tensorflow/tfjs-core';
import { heapKernels } from './heap.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import { takeRows } from './takeRows.ts';
import type { Tape } from './tape.ts';
import { rowKernels } from './wasm/rowKernels.ts';
import { rotateProgram } from './wgsl/elementPrograms.ts';

/** Cosines and sines of the rotation of each row, [rows, headDim / 2]. */
export interface Rotation {
  readonly cos: tf.Tensor2D;
  readonly sin: tf.Tensor2D;
}

/** Angles of positions 0 to `positions - 1`; frequency i is `theta ^ (-2 i / headDim)` (Llama). */
export function rotationTable(positions: number, headDim: number, theta: number): Rotation {
  const half = headDim / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    // float32 as transformers computes it: the rounding grows with the position
    const frequency = Math.fround(1 / Math.fround(theta ** ((2 * i) / headDim)));
    for (let p = 0; p < positions; p++) {
      const angle = Math.fround(p * frequency);
      cos[p * half + i] = Math.cos(angle);
      sin[p * half + i] = Math.sin(angle);
    }
  }
  return { cos: tf.tensor2d(cos, [positions, half]), sin: tf.tensor2d(sin, [positions, half]) };
}

/** The rotations of given positions, one row each; `positions` is int32 [rows]. */
export function rotationAt(table: Rotation, positions: tf.Tensor1D): Rotation {
  return { cos: takeRows(table.cos, positions), sin: takeRows(table.sin, positions) };
}

/**
 * Rotary position embedding, halves not interleaved (`rotate_half` of transformers): x [rows, heads * headDim],
 * result of the same shape.
 */
export function rope(tape: Tape | null, x: tf.Tensor2D, rotation: Rotation): tf.Tensor2D {
  const y = rotate(x, x.shape, rotation, 1);
  // A rotation's gradient is the rotation back.
  return tape?.record(y, [x], (dy) => [rotate(dy, x.shape, rotation, -1)]) ?? y;
}

function rotate(
  x: tf.Tensor,
  shape: readonly [number, number],
  { cos, sin }: Rotation,
  sign: 1 | -1,
): tf.Tensor2D {
  const [rows, width] = shape;
  const half = cos.shape[1];
  const heap = half % 4 === 0 ? heapKernels('rows', rowKernels) : null;
  if (runsPrograms()) return asMatrix(rotateProgram(x, shape, cos, sin, sign));
  if (heap === null) return plainRotate(x, shape, { cos, sin }, sign);
  const y = heap.make([rows, width]);
  heap.run('rotate', x, cos, sin, y, rows, width / (2 * half), half, sign);
  return asMatrix(y);
}

/** x [rows, width] turned, or turned back, in plain ops for any backend. */
export function plainRotate(
  x: tf.Tensor,
  [rows, width]: readonly [number, number],
  { cos, sin }: Rotation,
  sign: 1 | -1,
): tf.Tensor2D {
  return tf.tidy(() => {
    const half = cos.shape[1];
    const heads = width / (2 * half);
    const c = tf.reshape(cos, [rows, 1, half]);
    const s = tf.mul(tf.reshape(sin, [rows, 1, half]), sign);
    const split = tf.reshape(x, [rows, heads, 2 * half]);
    const left = tf.slice(split, [0, 0, 0], [rows, heads, half]);
    const right = tf.slice(split, [0, 0, half], [rows, heads, half]);
    const rotated = [tf.sub(tf.mul(left, c), tf.mul(right, s)), tf.add(tf.mul(right, c), tf.mul(left, s))];
    return tf.reshape(tf.concat(rotated, 2), [rows, width]);
  });
}
