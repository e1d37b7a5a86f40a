import * as tf from '@tensorflow/tfjs-core';
import { hidden, maskBias, type AttentionShape, type Visible } from './attentionShape.ts';

/** The forward pass in plain ops, for any backend. */
export function plainAttention(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  shape: AttentionShape,
  visible: Visible | null,
): tf.Tensor2D {
  return tf.tidy(() => joinQueries(tf.matMul(weigh(q, k, shape, visible), splitKeys(v, shape)), shape));
}

/** The gradients of q, k and v in plain ops. */
export function plainGradients(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  dy: tf.Tensor,
  shape: AttentionShape,
  visible: Visible | null,
  [needQ, needK, needV]: readonly boolean[] = [true, true, true],
): (tf.Tensor2D | null)[] {
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
}

/** Attention probabilities, [batch * keyValueHeads, group * queries, keys]. */
function weigh(q: tf.Tensor, k: tf.Tensor, shape: AttentionShape, visible: Visible | null): tf.Tensor3D {
  const { batch, queries, keys, heads, keyValueHeads, headDim } = shape;
  const products: tf.Tensor3D = tf.matMul(splitQueries(q, shape), swap(splitKeys(k, shape)));
  const scores: tf.Tensor3D = tf.mul(products, 1 / Math.sqrt(headDim));
  const bias = biasOf(shape, visible);
  if (bias === null) return tf.softmax(scores);
  const masked = tf.add(tf.reshape(scores, [batch, heads, queries, keys]), bias);
  const group = heads / keyValueHeads;
  return tf.softmax(tf.reshape<tf.Rank.R3>(masked, [batch * keyValueHeads, group * queries, keys]));
}

/** What is added to the scores, [batch or 1, 1, queries or 1, keys]; null where every query sees every key. */
function biasOf({ batch, queries, keys, causal }: AttentionShape, visible: Visible | null): tf.Tensor | null {
  if (visible?.mask) {
    const bias = tf.reshape(maskBias(visible.mask), [batch, 1, 1, keys]);
    return causal ? tf.add(bias, countBias(tf.scalar(keys - queries + 1), queries, keys, causal)) : bias;
  }
  if (visible?.counts) return countBias(visible.counts, queries, keys, causal);
  return causal ? countBias(tf.scalar(keys - queries + 1), queries, keys, causal) : null;
}

function countBias(counts: tf.Tensor, queries: number, keys: number, causal: boolean): tf.Tensor {
  const first = tf.reshape(tf.cast(counts, 'float32'), [counts.size, 1, 1, 1]);
  const seen = causal ? tf.add(first, tf.reshape(tf.range(0, queries), [1, 1, queries, 1])) : first;
  const beyond = tf.greaterEqual(tf.reshape(tf.range(0, keys), [1, 1, 1, keys]), seen);
  return tf.mul(tf.cast(beyond, 'float32'), hidden);
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
