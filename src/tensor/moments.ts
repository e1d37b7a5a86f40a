import type * as tf from '@tensorflow/tfjs-core';

/** Both moments of one weight, laid out as the weight on the device. */
export interface Moment {
  readonly name: string;
  readonly shape: readonly number[];
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** Scalars of one update. */
export interface Rates {
  readonly beta1: number;
  readonly beta2: number;
  /** what decay leaves of a weight */
  readonly keep: number;
  /** learning rate over the bias correction of the first moment */
  readonly rate: number;
  /** one over the root of the bias correction of the second moment */
  readonly secondScale: number;
  readonly epsilon: number;
}

export interface Updated {
  /** Euclidean norm of all gradients before clipping; NaN or infinity where no update was made */
  readonly gradNorm: number;
  /** new tensors by name, which the caller owns; null where a gradient was not finite and nothing has changed */
  readonly weights: ReadonlyMap<string, tf.Tensor> | null;
}

/** What AdamW remembers of every weight, on one kind of device. */
export interface Moments {
  /** `weights` and `gradients` have the same names and stay the caller's. */
  update(
    weights: ReadonlyMap<string, tf.Tensor>,
    gradients: ReadonlyMap<string, tf.Tensor>,
    rates: Rates,
    maxNorm: number,
  ): Promise<Updated>;
  toHost(): Promise<readonly Moment[]>;
  dispose(): void;
}
