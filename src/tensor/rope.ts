import * as tf from '@tensorflow/tfjs-core';
import type { AttentionLayout, HeadShape } from './attentionLayout.ts';
import { layoutColumns, packedWidth } from './attentionLayout.ts';
import { attentionHeap } from './attentionHeap.ts';
import { grainOf } from './heap.ts';
import { runsPrograms } from './program.ts';
import { takeRows } from './takeRows.ts';
import { rotateProgram } from './wgsl/ropePrograms.ts';

/**
 * Cosines and sines of positions 0 to `positions - 1`, side by side, [positions, headDim]; frequency i is
 * `theta ^ (-2 i / headDim)` (Llama).
 */
export function rotationTable(positions: number, headDim: number, theta: number): tf.Tensor2D {
  const half = headDim / 2;
  const table = new Float32Array(positions * headDim);
  for (let i = 0; i < half; i++) {
    // float32 as transformers computes it: the rounding grows with the position
    const frequency = Math.fround(1 / Math.fround(theta ** ((2 * i) / headDim)));
    for (let p = 0; p < positions; p++) {
      const angle = Math.fround(p * frequency);
      table[p * headDim + i] = Math.cos(angle);
      table[p * headDim + half + i] = Math.sin(angle);
    }
  }
  return tf.tensor2d(table, [positions, headDim]);
}

/**
 * Rotary position embedding of the queries and keys of packed rows, halves not interleaved (`rotate_half` of
 * transformers); sign -1 turns back, which is the gradient of a rotation. In place where kernels can, so the argument
 * must not be used afterwards; the result is the same tensor, or a new one.
 */
export function rotate(
  qkv: tf.Tensor2D,
  shape: HeadShape,
  layout: AttentionLayout,
  table: tf.Tensor2D,
  sign: 1 | -1,
): tf.Tensor2D {
  if (runsPrograms()) {
    rotateProgram(qkv, shape, layout.table, table, sign);
    return qkv;
  }
  const heap = shape.headDim % 8 === 0 ? attentionHeap(shape.headDim) : null;
  if (heap === null) {
    const positions = Int32Array.from({ length: layout.tokens }, (_, i) => layout.host[i * layoutColumns]!);
    return plainRotate(qkv, shape, table, tf.tensor1d(positions, 'int32'), sign);
  }
  const turned = shape.heads + shape.keyValueHeads;
  const grain = grainOf(2 * turned * shape.headDim);
  heap.runSplit('rotate', layout.tokens, grain, qkv, layout.table, table, turned, packedWidth(shape), sign);
  return qkv;
}

/** Packed rows turned in plain ops, for any backend; `positions` int32 [rows]. */
export function plainRotate(
  qkv: tf.Tensor2D,
  { heads, keyValueHeads, headDim }: HeadShape,
  table: tf.Tensor2D,
  positions: tf.Tensor1D,
  sign: 1 | -1,
): tf.Tensor2D {
  return tf.tidy(() => {
    const half = headDim / 2;
    const [rows] = qkv.shape;
    const turned = heads + keyValueHeads;
    const angles = takeRows(table, positions);
    const cos = tf.reshape(tf.slice(angles, [0, 0], [rows, half]), [rows, 1, half]);
    const sin = tf.mul(tf.reshape(tf.slice(angles, [0, half], [rows, half]), [rows, 1, half]), sign);
    const split = tf.reshape(tf.slice(qkv, [0, 0], [rows, turned * headDim]), [rows, turned, headDim]);
    const left = tf.slice(split, [0, 0, 0], [rows, turned, half]);
    const right = tf.slice(split, [0, 0, half], [rows, turned, half]);
    const both = [
      tf.sub(tf.mul(left, cos), tf.mul(right, sin)),
      tf.add(tf.mul(right, cos), tf.mul(left, sin)),
    ];
    const rotated: tf.Tensor2D = tf.reshape(tf.concat(both, 2), [rows, turned * headDim]);
    const values: tf.Tensor2D = tf.slice(qkv, [0, turned * headDim], [rows, keyValueHeads * headDim]);
    return tf.concat2d([rotated, values], 1);
  });
}
