import * as tf from '@tensorflow/tfjs-core';
import type { Tape } from './tape.ts';

/** `silu(gate) * up` by element, the middle of Llama's feed-forward block; one shape for all three. */
export function swiglu<T extends tf.Tensor>(tape: Tape | null, gate: T, up: T): T {
  const y: T = tf.tidy(() => tf.mul(tf.mul(gate, tf.sigmoid(gate)), up));
  if (tape === null) return y;
  return tape.record(y, [gate, up], (dy, [needGate, needUp]) => {
    const sigmoid = tf.sigmoid(gate);
    const silu = tf.mul(gate, sigmoid);
    // d silu = sigmoid + silu (1 - sigmoid)
    const slope = tf.add(sigmoid, tf.mul(silu, tf.sub(1, sigmoid)));
    return [needGate ? tf.mul(tf.mul(dy, up), slope) : null, needUp ? tf.mul(dy, silu) : null];
  });
}
