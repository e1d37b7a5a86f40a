import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../tensor/attention.ts';
import {
  layoutColumns,
  promptLayout,
  type AttentionLayout,
  type HeadShape,
} from '../tensor/attentionLayout.ts';
import { readFloats } from '../tensor/device.ts';
import { linear } from '../tensor/linear.ts';
import { rotate, rotationTable } from '../tensor/rope.ts';
import { takeRows } from '../tensor/takeRows.ts';
import type { Idefics3Config } from './config.ts';
import { decoderHeads, decoderLayers, headMatrix, type Mixer } from './decoder.ts';
import { looksAgain, type Sight } from './featureStore.ts';
import { embedBatch } from './prompt.ts';
import { predictingPlaces, sharedPromptBatch, type ScoredSequence } from './sharedPrompt.ts';
import type { WeightSet } from './weights.ts';

/** What a model had in mind at one token of a completion. */
export interface TokenReading {
  readonly id: number;
  /** under the model itself: temperature 1, nothing cut off */
  readonly logProb: number;
  /** the most probable tokens at this place, the likeliest first; the drawn one is among them or not */
  readonly alternatives: readonly { readonly id: number; readonly logProb: number }[];
  /** attention to each token of the picture, the mean of all layers and heads; the rest went to text. Empty without one */
  readonly attention: readonly number[];
}

/** Low enough to vanish in a softmax; a mask of minus infinity would make NaN on a GPU. */
const never = -1e9;

/**
 * Reads a completion again in one plain forward pass: what else could have been said at each token, and where the
 * picture was attended to by the place that predicts it.
 *
 * @param most alternatives kept for each token
 */
export async function readTokens(
  config: Idefics3Config,
  weights: WeightSet,
  sequence: ScoredSequence,
  most: number,
  look: Sight = looksAgain,
): Promise<TokenReading[]> {
  const batch = sharedPromptBatch(config, [sequence]);
  const places = predictingPlaces(batch, [sequence]);
  const [logits, attended] = tf.tidy(() => {
    const layout = promptLayout(batch.groups, batch.ids.length);
    const shape = decoderHeads(config.text);
    const length = sequence.prompt.ids.length + sequence.tokens.length;
    const angles = rotationTable(length, config.text.headDim, config.text.ropeTheta);
    const index = tf.tensor1d(places, 'int32');
    const mask = visibleKeys(layout, places);
    const layers: tf.Tensor2D[] = [];
    const mix: Mixer = (_layer, qkv) => {
      const turned = rotate(qkv, shape, layout, angles, 1);
      layers.push(tf.keep(meanAttention(turned, shape, index, mask)));
      return attention(null, turned, shape, layout);
    };
    const { pictures } = batch;
    const features = pictures.length === 0 ? null : () => look(null, config, weights, pictures);
    const hidden = decoderLayers(null, config.text, weights, embedBatch(null, weights, batch, features), mix);
    const scores = linear(null, takeRows(hidden, index), headMatrix(null, config, weights));
    const mean = tf.div<tf.Tensor2D>(tf.addN(layers), layers.length);
    tf.dispose(layers);
    return [scores, mean] as const;
  });
  try {
    const [scores, mean] = [await readFloats(logits), await readFloats(attended)];
    const [vocabulary, tokens] = [logits.shape[1], attended.shape[1]];
    const seen = [...batch.featureRows.keys()].filter((at) => batch.featureRows[at]! >= 0);
    return sequence.tokens.map((id, row) => ({
      id,
      ...likeliest(scores.subarray(row * vocabulary, (row + 1) * vocabulary), id, most),
      attention: seen.map((at) => mean[row * tokens + at]!),
    }));
  } finally {
    tf.dispose([logits, attended]);
  }
}

/** 0 where a place sees a token, and far below where it does not, [places, tokens]. */
function visibleKeys({ host, tokens }: AttentionLayout, places: Int32Array): tf.Tensor2D {
  const mask = new Float32Array(places.length * tokens).fill(never);
  for (const [row, place] of places.entries()) {
    const [, from, to, ownFrom, ownTo] = host.subarray(place * layoutColumns, (place + 1) * layoutColumns);
    mask.fill(0, row * tokens + from!, row * tokens + to!);
    mask.fill(0, row * tokens + ownFrom!, row * tokens + ownTo!);
  }
  return tf.tensor2d(mask, [places.length, tokens]);
}

/**
 * Attention of some places to all tokens, the mean of the heads, [places, tokens], from turned queries and keys
 * [tokens, (heads + 2 keyValueHeads) headDim].
 */
export function meanAttention(
  turned: tf.Tensor2D,
  { heads, keyValueHeads, headDim }: HeadShape,
  places: tf.Tensor1D,
  mask: tf.Tensor2D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [tokens] = turned.shape;
    const queries = takeRows(tf.slice2d(turned, [0, 0], [tokens, heads * headDim]), places);
    const keys = Array.from({ length: keyValueHeads }, (_, k) =>
      tf.transpose<tf.Tensor2D>(tf.slice2d(turned, [0, (heads + k) * headDim], [tokens, headDim])),
    );
    const each = Array.from({ length: heads }, (_, head) => {
      const query = tf.slice2d(queries, [0, head * headDim], [places.size, headDim]);
      const products = tf.matMul<tf.Tensor2D>(query, keys[Math.floor((head * keyValueHeads) / heads)]!);
      return tf.softmax<tf.Tensor2D>(tf.add(tf.div(products, Math.sqrt(headDim)), mask));
    });
    return tf.div<tf.Tensor2D>(tf.addN(each), heads);
  });
}

/** The log-probability of one token and of the likeliest, from logits [vocabulary]. */
function likeliest(
  logits: Float32Array,
  drawn: number,
  most: number,
): Pick<TokenReading, 'logProb' | 'alternatives'> {
  const highest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
  const best: number[] = [];
  for (const [id, logit] of logits.entries()) {
    if (best.length === most && logit <= logits[best.at(-1)!]!) continue;
    const at = best.findIndex((other) => logits[other]! < logit);
    best.splice(at < 0 ? best.length : at, 0, id);
    if (best.length > most) best.pop();
  }
  return {
    logProb: logits[drawn]! - total,
    alternatives: best.map((id) => ({ id, logProb: logits[id]! - total })),
  };
}
