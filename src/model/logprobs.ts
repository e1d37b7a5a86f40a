import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../tensor/gatherRows.ts';
import { gradientSums, type GradientSums } from '../tensor/gradientSums.ts';
import { asMatrix } from '../tensor/rank.ts';
import { Tape } from '../tensor/tape.ts';
import { tokenLogProbs } from '../tensor/tokenLogProbs.ts';
import type { Idefics3Config } from './config.ts';
import { decoderLayers, headMatrix } from './decoder.ts';
import { looksAgain, type Sight } from './featureStore.ts';
import { embedBatch } from './prompt.ts';
import {
  predictingPlaces,
  sharedPromptBatch,
  sharedPromptMixer,
  type ScoredSequence,
} from './sharedPrompt.ts';
import type { WeightSet } from './weights.ts';

/** The columns a loss reads, [rows, longest completion]; 0 where masked. */
export interface PaddedScores {
  readonly logProbs: tf.Tensor2D;
  readonly entropy: tf.Tensor2D;
  readonly mask: tf.Tensor2D;
}

/**
 * Log-probability and entropy (nats) of every token of the completions, row after row without padding:
 * [all tokens, 2]. Prompts that are the same object go through the decoder once; logits are computed at the places
 * that predict a completion's token only.
 */
export function scoreTokens(
  tape: Tape | null,
  config: Idefics3Config,
  weights: WeightSet,
  sequences: readonly ScoredSequence[],
  look: Sight = looksAgain,
): tf.Tensor2D {
  const batch = sharedPromptBatch(config, sequences);
  const { pictures } = batch;
  const features = pictures.length === 0 ? null : () => look(tape, config, weights, pictures);
  const hidden = decoderLayers(
    tape,
    config.text,
    weights,
    embedBatch(tape, weights, batch, features),
    sharedPromptMixer(tape, config, batch),
  );
  const predicting = gatherRows(tape, hidden, predictingPlaces(batch, sequences));
  const targets = Int32Array.from(sequences.flatMap(({ tokens }) => tokens));
  return tokenLogProbs(tape, predicting, headMatrix(tape, config, weights), targets);
}

/**
 * Value of a loss over completions, which the caller disposes; its gradient with respect to every trainable weight is
 * added to `sums`. With `forgets`, layers keep only their input and are computed twice.
 */
export function addLossGradients(
  config: Idefics3Config,
  weights: WeightSet,
  sequences: readonly ScoredSequence[],
  loss: (scores: PaddedScores) => tf.Scalar,
  sums: GradientSums,
  { forgets = false, look }: { readonly forgets?: boolean; readonly look?: Sight } = {},
): tf.Tensor {
  const value = tf.tidy(() => {
    const tape = new Tape({ forgets });
    for (const name of weights.trainable) {
      tape.watch(weights.get(name), (gradient) => {
        sums.add(name, gradient);
      });
    }
    const flat = scoreTokens(tape, config, weights, sequences, look);
    const slots = paddedSlots(sequences);
    const mask = tf.tensor2d(slots.mask, [sequences.length, slots.longest]);
    const [logProbs, entropy] = padScores(flat, slots);
    // The loss is composed of plain ops over small tensors, for which TensorFlow.js' own tape does.
    const { value: lossValue, grads } = tf
      .engine()
      .gradients(() => loss({ logProbs, entropy, mask }), [logProbs, entropy], undefined, true);
    tape.backward(flat, unpadGradients(grads, slots));
    return tf.keep(lossValue);
  });
  sums.settle();
  return value;
}

/** Sums for the gradients of every trainable weight. */
export function sumsFor(weights: WeightSet): GradientSums {
  return gradientSums(new Map([...weights.trainable].map((name) => [name, weights.get(name)])));
}

interface Slots {
  readonly longest: number;
  readonly rows: number;
  /** token of the flat list for each place of the padded table, `tokens` for padding */
  readonly source: Int32Array;
  /** place in the padded table of each token */
  readonly place: Int32Array;
  readonly mask: Float32Array;
}

function paddedSlots(sequences: readonly ScoredSequence[]): Slots {
  const lengths = sequences.map(({ tokens }) => tokens.length);
  const longest = Math.max(...lengths);
  const count = lengths.reduce((a, b) => a + b, 0);
  const source = new Int32Array(sequences.length * longest).fill(count);
  const place = new Int32Array(count);
  let token = 0;
  for (const [row, length] of lengths.entries()) {
    for (let i = 0; i < length; i++) {
      const at = row * longest + i;
      source[at] = token;
      place[token++] = at;
    }
  }
  const mask = Float32Array.from(source, (from) => (from < count ? 1 : 0));
  return { longest, rows: sequences.length, source, place, mask };
}

/** Columns of [tokens, 2] as padded tables [rows, longest]. */
function padScores(flat: tf.Tensor2D, { longest, rows, source }: Slots): [tf.Tensor2D, tf.Tensor2D] {
  return tf.tidy(() => {
    const withZero = tf.concat([flat, tf.zeros([1, 2])], 0);
    const gathered = tf.gather(withZero, tf.tensor1d(source, 'int32'));
    const [first, second] = [0, 1].map((column) =>
      tf.reshape<tf.Rank.R2>(tf.slice(gathered, [0, column], [rows * longest, 1]), [rows, longest]),
    );
    return [first!, second!];
  });
}

/** The gradient of [tokens, 2] from those of the padded tables. */
function unpadGradients(
  gradients: readonly (tf.Tensor | null)[],
  { place, rows, longest }: Slots,
): tf.Tensor2D {
  return tf.tidy(() => {
    const columns = gradients.map((gradient) =>
      // The engine types a gradient that does not exist as one that does.
      gradient ? tf.reshape(gradient, [rows * longest]) : tf.zeros([rows * longest]),
    );
    return asMatrix(tf.gather(tf.stack(columns, 1), tf.tensor1d(place, 'int32')));
  });
}
