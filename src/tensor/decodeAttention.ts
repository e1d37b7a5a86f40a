import * as tf from '@tensorflow/tfjs-core';
import { attentionHeap } from './attentionHeap.ts';
import type { HeadShape } from './attentionLayout.ts';
import type { Decoding } from './decoding.ts';
import { grainOf } from './heap.ts';
import { writeCache, type LayerCache } from './kvCache.ts';
import { swap } from './plainAttention.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import { plainRotate } from './rope.ts';
import { decodePrograms, suitsDecoding } from './wgsl/decodePrograms.ts';

/**
 * Attention of one new token per completion to its prompt and to itself so far. Packed queries, keys and values
 * [rows, (heads + 2 keyValueHeads) headDim] of the tokens drawn last come in unrotated; their keys and values are
 * written to the cache. Result [rows, heads headDim]. Nobody else may read `qkv`.
 */
export function decodeAttention(
  qkv: tf.Tensor2D,
  shape: HeadShape,
  cache: LayerCache,
  decoding: Decoding,
  angles: tf.Tensor2D,
): tf.Tensor2D {
  const { heads, keyValueHeads, headDim } = shape;
  if (runsPrograms() && suitsDecoding(shape)) return decodePrograms(qkv, shape, cache, decoding, angles);
  const heap = headDim % 8 === 0 ? attentionHeap(headDim) : null;
  if (heap === null) return plainDecode(qkv, shape, cache, decoding, angles);
  const { rows, table, drawn } = decoding;
  const output = heap.make([rows.length, heads * headDim]);
  const capacity = cache.own.shape[0] / drawn.shape[0];
  const scale = 1 / Math.sqrt(headDim);
  const inputs = [qkv, table, drawn, drawn.shape[1], angles, cache.prompts, cache.own, capacity, output];
  const keys = rows.reduce((sum, { promptLength }) => sum + promptLength + capacity / 2, 0) / rows.length;
  const grain = grainOf((2 * keys * headDim * heads) / keyValueHeads);
  heap.runSplit('decode', rows.length * keyValueHeads, grain, ...inputs, heads, keyValueHeads, scale);
  return asMatrix(output);
}

/** The same in plain ops, but for the cache, which is written in place on every backend. */
export function plainDecode(
  qkv: tf.Tensor2D,
  shape: HeadShape,
  cache: LayerCache,
  decoding: Decoding,
  angles: tf.Tensor2D,
): tf.Tensor2D {
  const { heads, keyValueHeads, headDim } = shape;
  const { rows, drawn } = decoding;
  const batch = rows.length;
  return tf.tidy(() => {
    const slots = tf.tensor1d(rows.map(({ slot }) => slot), 'int32'); // prettier-ignore
    const lengths = tf.tensor1d(rows.map(({ promptLength }) => promptLength), 'int32'); // prettier-ignore
    const counts = tf.gather(tf.reshape(tf.slice(drawn, [0, 0], [drawn.shape[0], 1]), [-1]), slots);
    const before: tf.Tensor1D = tf.cast(tf.sub(counts, 1), 'int32');
    const turned = plainRotate(qkv, shape, angles, tf.add(lengths, before), 1);
    writeCache(cache.own, turned, shape, decoding);

    // Keys of a row: its prompt, up to the longest of any, then its own room. What is not there is hidden.
    const longest = Math.max(...rows.map(({ promptLength }) => promptLength));
    const [promptTokens] = cache.prompts.shape;
    const capacity = cache.own.shape[0] / drawn.shape[0];
    const keys = longest + capacity;
    const places = rows.flatMap(({ slot, promptStart, promptLength }) =>
      Array.from({ length: keys }, (_, i) => {
        if (i < longest) return promptStart + Math.min(i, promptLength - 1);
        return promptTokens + slot * capacity + i - longest;
      }),
    );
    const both = tf.gather(tf.concat([cache.prompts, cache.own], 0), tf.tensor1d(places, 'int32'));
    const position = tf.range(0, keys);
    const inPrompt = tf.less(position, tf.reshape(tf.cast(lengths, 'float32'), [batch, 1]));
    const ownPosition = tf.sub(position, longest);
    const drawnYet = tf.logicalAnd(
      tf.greaterEqual(ownPosition, 0),
      tf.less(ownPosition, tf.reshape(counts, [batch, 1])),
    );
    const promptPart = tf.logicalAnd(inPrompt, tf.less(position, longest));
    const seen = tf.cast(tf.logicalOr(promptPart, drawnYet), 'float32');
    const bias = tf.reshape(tf.mul(tf.sub(1, seen), -1e9), [batch, 1, 1, keys]);

    const group = heads / keyValueHeads;
    const split = (first: number): tf.Tensor3D => {
      const width = keyValueHeads * headDim;
      const part = tf.slice(both, [0, first * width], [batch * keys, width]);
      const rowFirst = tf.transpose(tf.reshape(part, [batch, keys, keyValueHeads, headDim]), [0, 2, 1, 3]);
      return tf.reshape(rowFirst, [batch * keyValueHeads, keys, headDim]);
    };
    const queries = tf.slice(turned, [0, 0], [batch, heads * headDim]);
    const q = tf.reshape<tf.Rank.R3>(queries, [batch * keyValueHeads, group, headDim]);
    const scores = tf.mul(tf.matMul(q, swap(split(0))), 1 / Math.sqrt(headDim));
    const masked = tf.add(tf.reshape(scores, [batch, keyValueHeads, group, keys]), bias);
    const weights: tf.Tensor3D = tf.reshape(tf.softmax(masked), [batch * keyValueHeads, group, keys]);
    return asMatrix(tf.reshape(tf.matMul(weights, split(1)), [batch, heads * headDim]));
  });
}
