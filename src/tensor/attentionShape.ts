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
  /** query i sees keys 0 to i */
  readonly causal: boolean;
}

/** Which keys of a row may be seen, where not all: a mask of 1 and 0, [batch, keys], or how many, int32 [batch]. */
export type Visible =
  | { readonly mask: tf.Tensor2D; readonly counts?: never }
  | { readonly counts: tf.Tensor1D; readonly mask?: never };

/**
 * Added to the score of a key that may not be seen. Minus infinity would give NaN for a row without keys, and WGSL
 * may assume that it does not occur.
 */
export const hidden = -1e9;

/** What is added to the scores of keys that may not be seen, [batch, keys]. */
export function biasOf(visible: Visible, batch: number, keys: number): tf.Tensor2D {
  return tf.tidy(() => {
    const { mask, counts } = visible;
    if (mask !== undefined) return tf.mul(tf.sub(1, mask), hidden);
    const slots = tf.reshape(tf.range(0, keys, 1, 'int32'), [1, keys]);
    const beyond = tf.greaterEqual(slots, tf.reshape(counts, [batch, 1]));
    return tf.reshape(tf.mul(tf.cast(beyond, 'float32'), hidden), [batch, keys]);
  });
}
