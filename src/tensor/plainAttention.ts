import * as tf from '@tensorflow/tfjs-core';
import { packedWidth, sees, type AttentionLayout, type HeadShape } from './attentionLayout.ts';

/**
 * Added to the score of a key that may not be seen. Minus infinity would give NaN for a row without keys, and WGSL
 * may assume that it does not occur.
 */
const hidden = -1e9;

/** The forward pass in plain ops, for any backend; see `attention`. */
export function plainAttention(qkv: tf.Tensor2D, shape: HeadShape, layout: AttentionLayout): tf.Tensor2D {
  return tf.tidy(() => {
    const parts = layout.groups.map(([from, to]) => {
      const { q, k, v, bias } = split(qkv, shape, layout, from, to);
      return joined(tf.matMul(weigh(q, k, bias, shape), v), to - from);
    });
    return tf.concat2d(parts, 0);
  });
}

/** The gradient of `qkv` in plain ops. */
export function plainGradient(
  qkv: tf.Tensor2D,
  dy: tf.Tensor,
  shape: HeadShape,
  layout: AttentionLayout,
): tf.Tensor2D {
  const { heads, keyValueHeads, headDim } = shape;
  const group = heads / keyValueHeads;
  return tf.tidy(() => {
    const parts = layout.groups.map(([from, to]) => {
      const size = to - from;
      const { q, k, v, bias } = split(qkv, shape, layout, from, to);
      const probabilities = weigh(q, k, bias, shape);
      const dOut = byHead(tf.slice(dy, [from, 0], [size, heads * headDim]), heads, headDim);
      const dProbabilities = tf.matMul(dOut, swap(v));
      const spread = tf.sum(tf.mul(dProbabilities, probabilities), 2, true);
      const scale = 1 / Math.sqrt(headDim);
      const dScores: tf.Tensor3D = tf.mul(tf.mul(probabilities, tf.sub(dProbabilities, spread)), scale);
      // The queries of the heads that share a key head lie side by side.
      const together = (x: tf.Tensor, columns: number): tf.Tensor3D =>
        tf.reshape(x, [keyValueHeads, group * size, columns]);
      const dKey: tf.Tensor3D = tf.matMul(swap(together(dScores, size)), together(q, headDim));
      const dValue: tf.Tensor3D = tf.matMul(swap(together(probabilities, size)), together(dOut, headDim));
      return tf.concat2d([joined(tf.matMul(dScores, k), size), joined(dKey, size), joined(dValue, size)], 1);
    });
    return tf.concat2d(parts, 0);
  });
}

interface Parts {
  /** [heads, tokens, headDim] */
  readonly q: tf.Tensor3D;
  /** repeated for each head that reads them */
  readonly k: tf.Tensor3D;
  readonly v: tf.Tensor3D;
  /** what is added to the scores, [1, tokens, tokens] */
  readonly bias: tf.Tensor3D;
}

function split(qkv: tf.Tensor2D, shape: HeadShape, layout: AttentionLayout, from: number, to: number): Parts {
  const { heads, keyValueHeads, headDim } = shape;
  const size = to - from;
  const bias = new Float32Array(size * size);
  for (let query = 0; query < size; query++) {
    for (let key = 0; key < size; key++) {
      if (!sees(layout, from + query, from + key)) bias[query * size + key] = hidden;
    }
  }
  const rows: tf.Tensor2D = tf.slice(qkv, [from, 0], [size, packedWidth(shape)]);
  const part = (first: number, count: number): tf.Tensor3D =>
    byHead(tf.slice(rows, [0, first * headDim], [size, count * headDim]), count, headDim);
  return {
    q: part(0, heads),
    k: repeated(part(heads, keyValueHeads), heads / keyValueHeads),
    v: repeated(part(heads + keyValueHeads, keyValueHeads), heads / keyValueHeads),
    bias: tf.tensor3d(bias, [1, size, size]),
  };
}

/** Attention probabilities, [heads, queries, keys]. */
function weigh(q: tf.Tensor3D, k: tf.Tensor3D, bias: tf.Tensor3D, { headDim }: HeadShape): tf.Tensor3D {
  return tf.softmax(tf.add(tf.mul(tf.matMul(q, swap(k)), 1 / Math.sqrt(headDim)), bias));
}

/** [rows, heads * headDim] to [heads, rows, headDim] */
function byHead(x: tf.Tensor, heads: number, headDim: number): tf.Tensor3D {
  const rows = x.size / (heads * headDim);
  return tf.transpose(tf.reshape(x, [rows, heads, headDim]), [1, 0, 2]);
}

function joined(x: tf.Tensor3D, rows: number): tf.Tensor2D {
  return tf.reshape(tf.transpose(x, [1, 0, 2]), [rows, x.size / rows]);
}

/** Each head `times` times in a row. */
function repeated(x: tf.Tensor3D, times: number): tf.Tensor3D {
  if (times === 1) return x;
  const [heads, rows, width] = x.shape;
  const flat = tf.reshape(x, [heads, 1, rows * width]);
  return tf.reshape(tf.tile(flat, [1, times, 1]), [heads * times, rows, width]);
}

/** The last two of three axes exchanged, in memory: see `linear`. */
export function swap(x: tf.Tensor3D): tf.Tensor3D {
  return tf.transpose(x, [0, 2, 1]);
}
