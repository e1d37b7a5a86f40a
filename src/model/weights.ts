import type { Tensor } from '@tensorflow/tfjs-core';

/** A tensor in ordinary memory, laid out as in the checkpoint (linear weights are [out, in]). */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Named weights of one model on the device; linear weights are held [in, out]. */
export interface WeightSet {
  readonly tensors: ReadonlyMap<string, Tensor>;
  dispose(): void;
}
