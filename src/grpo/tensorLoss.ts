import * as tf from '@tensorflow/tfjs-core';
import { KL_BOUND, LOG_RATIO_BOUND, type LossOptions } from './loss.ts';

/** What the loss of some rows needs beside their scores. Padding is 0 everywhere. */
export interface LossInputs {
  /** Differentiable, [rows, tokens]. */
  readonly logProbs: tf.Tensor;
  /** 1 at tokens, [rows, tokens]. */
  readonly mask: tf.Tensor;
  /** Before the step's first update, [rows, tokens]; null when this is the first, where they are `logProbs`. */
  readonly oldLogProbs: tf.Tensor | null;
  /** Under the anchor, [rows, tokens]; null without one. */
  readonly anchorLogProbs: tf.Tensor | null;
  /** [rows, 1] */
  readonly advantages: tf.Tensor;
  /** What one token of each row weighs (`tokenWeights`), [rows, 1]. */
  readonly weights: tf.Tensor;
}

export interface LossTensors {
  /** The rows' share of the loss of the update; shares add up. */
  readonly loss: tf.Scalar;
  /** Sums over the tokens, [3]: k3, clipped, and the largest ratio (not a sum). */
  readonly counts: tf.Tensor;
}

/** `grpoLoss` in tensors, differentiable by `logProbs`. The caller tidies. */
export function tensorLoss(inputs: LossInputs, options: LossOptions): LossTensors {
  const { logProbs, mask, advantages, weights } = inputs;
  const logRatio = tf.sub(logProbs, inputs.oldLogProbs ?? detached(logProbs));
  const ratio = tf.exp(tf.clipByValue(logRatio, -LOG_RATIO_BOUND, LOG_RATIO_BOUND));
  const bounded = tf.clipByValue(ratio, 1 - options.clipLow, 1 + options.clipHigh);
  const gain = tf.neg(advantages);
  const free = tf.mul(gain, ratio);
  const held = tf.mul(gain, bounded);
  const pessimistic = tf.maximum(free, held);
  // Where the advantage is positive the cap is out of reach: the loss is negative.
  const cap = tf.mul(tf.abs(advantages), options.clipDual);
  const imitates = options.objective === 'likelihood';
  const policy = imitates ? tf.mul(gain, logProbs) : tf.minimum(pessimistic, cap);
  const clipped = imitates ? tf.zerosLike(free) : tf.cast(tf.less(free, held), 'float32');
  const kl =
    inputs.anchorLogProbs === null ? tf.zerosLike(logProbs) : tensorK3(logProbs, inputs.anchorLogProbs);
  const perToken = tf.add(policy, tf.mul(kl, options.klCoefficient));
  return {
    loss: tf.sum(tf.mul(tf.mul(perToken, weights), mask)),
    counts: tf.stack([tf.sum(tf.mul(kl, mask)), tf.sum(tf.mul(clipped, mask)), tf.max(tf.mul(ratio, mask))]),
  };
}

function tensorK3(logProbs: tf.Tensor, anchorLogProbs: tf.Tensor): tf.Tensor {
  const d = tf.clipByValue(tf.sub(anchorLogProbs, logProbs), -LOG_RATIO_BOUND, LOG_RATIO_BOUND);
  return tf.clipByValue(tf.sub(tf.sub(tf.exp(d), d), 1), -KL_BOUND, KL_BOUND);
}

/** The same numbers without a gradient: TensorFlow.js has no op for it. */
const detached = tf.customGrad((x) => {
  if (!(x instanceof tf.Tensor)) throw new TypeError('Only a tensor has a gradient to detach.');
  return { value: tf.clone(x), gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy) };
});
