import * as tf from '@tensorflow/tfjs-core';
import type { Tape } from './tape.ts';

/**
 * `x @ weight + bias`: x [rows, in], weight [in, out] (a checkpoint's [out, in] transposed once at load), bias
 * [out] or null, result [rows, out].
 *
 * Operands are transposed explicitly: a product with `transposeA` or `transposeB` takes a naive path on WASM
 * and the scalar path on WebGPU.
 */
export function linear(
  tape: Tape | null,
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  bias: tf.Tensor1D | null = null,
): tf.Tensor2D {
  const y: tf.Tensor2D = bias === null ? tf.matMul(x, weight) : matMulBias(x, weight, bias);
  if (tape === null) return y;
  return tape.record(
    y,
    bias === null ? [x, weight] : [x, weight, bias],
    (dy, [needX, needWeight, needBias]) => [
      needX ? tf.matMul(dy, tf.transpose(weight)) : null,
      needWeight ? tf.matMul(tf.transpose(x), dy) : null,
      ...(bias === null ? [] : [needBias ? tf.sum(dy, 0) : null]),
    ],
  );
}

function matMulBias(x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  // The fused product is typed without its rank; reshaping costs no copy.
  return tf.tidy(() => tf.reshape(tf.fused.matMul({ a: x, b: weight, bias }), [x.shape[0], weight.shape[1]]));
}
