import * as tf from '@tensorflow/tfjs-core';
import type { TokenScores } from '../model/vlm.ts';

export type NamedTensors = ReadonlyMap<string, tf.Tensor>;

/** Makes a tensor and waits until it is there; it is disposed. */
export async function finish(make: () => tf.Tensor): Promise<void> {
  const made = tf.tidy(make);
  await finishTensors([made]);
  made.dispose();
}

/** Waits until tensors are there, reading one number of each. */
export async function finishTensors(tensors: readonly tf.Tensor[]): Promise<void> {
  const ends = tf.tidy(() => tensors.map((tensor) => tf.slice(tf.reshape(tensor, [-1]), 0, 1)));
  await Promise.all(ends.map((end) => end.data()));
  tf.dispose(ends);
}

/** A tensor of the shape of another, all of one value. */
export function filled(like: tf.Tensor, value: number): tf.Tensor {
  return tf.keep(tf.fill(like.shape, value));
}

/** Handles of their own to the same tensors, for whoever disposes what it is given. */
export function tidied(tensors: NamedTensors): tf.NamedTensorMap {
  return Object.fromEntries([...tensors].map(([name, tensor]) => [name, tf.clone(tensor)]));
}

export function released(tensors: NamedTensors): void {
  tf.dispose([...tensors.values()]);
}

/** The simplest loss: every token's log-probability counts the same. */
export const sumOfScores = ({ logProbs }: TokenScores): tf.Scalar => tf.sum(logProbs);
