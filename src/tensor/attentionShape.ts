import * as tf from '@tensorflow/tfjs-core';

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
  /** each query sees one key more than the one before it, the last all of them */
  readonly causal: boolean;
}

/**
 * Which keys of a row may be seen, where not all: a mask of 1 and 0, [batch, keys], or how many from the first on, int32
 * [batch]. In causal attention that is how many the first query sees.
 */
export type Visible =
  | { readonly mask: tf.Tensor2D; readonly counts?: never }
  | { readonly counts: tf.Tensor1D; readonly mask?: never };

/**
 * Added to the score of a key that may not be seen. Minus infinity would give NaN for a row without keys, and WGSL
 * may assume that it does not occur.
 */
export const hidden = -1e9;

/** What is added to the scores of keys that a mask hides, [batch, keys]. */
export function maskBias(mask: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.mul(tf.sub(1, mask), hidden));
}
