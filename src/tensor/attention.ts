import * as tf from '@tensorflow/tfjs-core';
import type { Tape } from './tape.ts';

export interface AttentionShape {
  readonly batch: number;
  /** queries per row of the batch */
  readonly queries: number;
  /** keys per row of the batch */
  readonly keys: number;
  readonly heads: number;
  /** heads of keys and values; query head h reads key head floor(h keyValueHeads / heads) */
  readonly keyValueHeads: number;
  readonly headDim: number;
  /** query i sees keys 0 to i */
  readonly causal: boolean;
}

// Minus infinity would give NaN for a row without keys, and WGSL may assume that it does not occur.
const hidden = -1e9;

/**
 * Scaled dot-product attention with grouped queries. q [batch * queries, heads * headDim], k and v
 * [batch * keys, keyValueHeads * headDim], result as q. `visible` is 1 for keys that may be seen and 0 for
 * padding, [batch, keys], or null for all.
 */
export function attention(
  tape: Tape | null,
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  shape: AttentionShape,
  visible: tf.Tensor2D | null = null,
): tf.Tensor2D {
  const y: tf.Tensor2D = tf.tidy(() => {
    const probabilities = weigh(q, k, shape, visible);
    return joinQueries(tf.matMul(probabilities, splitKeys(v, shape)), shape);
  });
  if (tape === null) return y;
  return tape.record(y, [q, k, v], (dy, [needQ, needK, needV]) => {
    const probabilities = weigh(q, k, shape, visible);
    const dOut = splitQueries(dy, shape);
    const dProbabilities = tf.matMul(dOut, swap(splitKeys(v, shape)));
    const spread = tf.sum(tf.mul(dProbabilities, probabilities), 2, true);
    const scale = 1 / Math.sqrt(shape.headDim);
    const dScores: tf.Tensor3D = tf.mul(tf.mul(probabilities, tf.sub(dProbabilities, spread)), scale);
    return [
      needQ ? joinQueries(tf.matMul(dScores, splitKeys(k, shape)), shape) : null,
      needK ? joinKeys(tf.matMul(swap(dScores), splitQueries(q, shape)), shape) : null,
      needV ? joinKeys(tf.matMul(swap(probabilities), dOut), shape) : null,
    ];
  });
}

/** Attention probabilities, [batch * keyValueHeads, group * queries, keys]. */
function weigh(q: tf.Tensor, k: tf.Tensor, shape: AttentionShape, visible: tf.Tensor2D | null): tf.Tensor3D {
  const { batch, queries, keys, heads, keyValueHeads, headDim, causal } = shape;
  const products: tf.Tensor3D = tf.matMul(splitQueries(q, shape), swap(splitKeys(k, shape)));
  const scores: tf.Tensor3D = tf.mul(products, 1 / Math.sqrt(headDim));
  if (!causal && visible === null) return tf.softmax(scores);
  let masked: tf.Tensor = tf.reshape(scores, [batch, heads * queries, keys]);
  if (visible !== null) {
    masked = tf.add(masked, tf.reshape(tf.mul(tf.sub(1, visible), hidden), [batch, 1, keys]));
  }
  if (causal) {
    masked = tf.add(tf.reshape(masked, [batch * heads, queries, keys]), causalBias(queries, keys));
  }
  const group = heads / keyValueHeads;
  return tf.softmax(tf.reshape<tf.Rank.R3>(masked, [batch * keyValueHeads, group * queries, keys]));
}

function causalBias(queries: number, keys: number): tf.Tensor3D {
  const bias = new Float32Array(queries * keys);
  for (let i = 0; i < queries; i++) bias.fill(hidden, i * keys + i + 1, (i + 1) * keys);
  return tf.tensor3d(bias, [1, queries, keys]);
}

// The query heads that share a key head lie side by side, so they fold into its rows: no key is repeated.
function splitQueries(x: tf.Tensor, shape: AttentionShape): tf.Tensor3D {
  const { batch, queries, heads, keyValueHeads, headDim } = shape;
  const split = tf.transpose(tf.reshape(x, [batch, queries, heads, headDim]), [0, 2, 1, 3]);
  return tf.reshape(split, [batch * keyValueHeads, (heads / keyValueHeads) * queries, headDim]);
}

function joinQueries(x: tf.Tensor, shape: AttentionShape): tf.Tensor2D {
  const { batch, queries, heads, headDim } = shape;
  const joined = tf.transpose(tf.reshape(x, [batch, heads, queries, headDim]), [0, 2, 1, 3]);
  return tf.reshape(joined, [batch * queries, heads * headDim]);
}

function splitKeys(x: tf.Tensor, shape: AttentionShape): tf.Tensor3D {
  const { batch, keys, keyValueHeads, headDim } = shape;
  const split = tf.transpose(tf.reshape(x, [batch, keys, keyValueHeads, headDim]), [0, 2, 1, 3]);
  return tf.reshape(split, [batch * keyValueHeads, keys, headDim]);
}

function joinKeys(x: tf.Tensor, shape: AttentionShape): tf.Tensor2D {
  const { batch, keys, keyValueHeads, headDim } = shape;
  const joined = tf.transpose(tf.reshape(x, [batch, keyValueHeads, keys, headDim]), [0, 2, 1, 3]);
  return tf.reshape(joined, [batch * keys, keyValueHeads * headDim]);
}

/** The last two of three axes exchanged, in memory: see `linear`. */
function swap(x: tf.Tensor3D): tf.Tensor3D {
  return tf.transpose(x, [0, 2, 1]);
}
