import * as tf from '@tensorflow/tfjs-core';
import { checkFrozen, checkPlain, widthOf } from './halves.ts';
import { product, sumRows, transposedProduct, turnedProduct } from './product.ts';
import { packedGradientsOnHeap, packedOnHeap } from './productOnHeap.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';
import { productProgram, turnedProductProgram, weightGradientPrograms } from './wgsl/linearPrograms.ts';
import { sumRowsProgram } from './wgsl/sumRows.ts';

/** Inputs of a kernel beside its result: WebGPU promises eight storage buffers. */
const mostInputs = 7;

/**
 * Products of one x with several weights, side by side: x [rows, in], weights [in, out_i] (any may be halves), biases
 * [out_i] each or null, result [rows, sum of out_i] with columns in the order of the weights.
 */
export function packedLinear(
  tape: Tape | null,
  x: tf.Tensor2D,
  weights: readonly tf.Tensor2D[],
  biases: readonly tf.Tensor1D[] | null,
): tf.Tensor2D {
  const programs = runsPrograms() && 1 + weights.length + (biases?.length ?? 0) <= mostInputs;
  const y = programs ? productProgram(x, weights, 'columns', { biases }) : plainForward(x, weights, biases);
  if (tape === null) return y;
  checkFrozen(tape, weights);
  return tape.record(y, [x, ...weights, ...(biases ?? [])], (gradient, [needX, ...needed]) => {
    const dy = asMatrix(gradient);
    const needWeights = needed.slice(0, weights.length);
    const needBiases = needed.slice(weights.length);
    const widths = weights.map(widthOf);
    if (programs) {
      const starts = widths.map((_, i) => widths.slice(0, i).reduce((a, b) => a + b, 0));
      return [
        needX ? turnedProductProgram(dy, weights) : null,
        ...weightGradientPrograms(x, dy, widths, needWeights),
        ...needBiases.map((need, i) => (need ? sumRowsProgram(dy, starts[i], widths[i]) : null)),
      ];
    }
    const onHeap = packedGradientsOnHeap(x, weights, dy, needX === true, needWeights);
    const parts = onHeap !== null && !needBiases.includes(true) ? [] : cut(dy, widths);
    const biasGradients = needBiases.map((need, i) => (need ? sumRows(parts[i]!) : null));
    if (onHeap !== null) return [onHeap.dx, ...onHeap.dWeights, ...biasGradients];
    return [
      needX ? tf.addN(weights.map((weight, i) => turnedProduct(parts[i]!, weight))) : null,
      ...needWeights.map((need, i) => (need ? transposedProduct(x, parts[i]!) : null)),
      ...biasGradients,
    ];
  });
}

function plainForward(
  x: tf.Tensor2D,
  weights: readonly tf.Tensor2D[],
  biases: readonly tf.Tensor1D[] | null,
): tf.Tensor2D {
  for (const weight of weights) checkPlain(weight);
  const packed = packedOnHeap(x, weights, biases);
  if (packed !== null) return packed;
  return tf.tidy(() => {
    const parts = weights.map((weight, i) => product(x, weight, biases?.[i] ?? null));
    return parts.length === 1 ? parts[0]! : tf.concat(parts, 1);
  });
}

/** The columns of x [rows, sum of widths] that belong to each part. */
function cut(x: tf.Tensor2D, widths: readonly number[]): tf.Tensor2D[] {
  return widths.length === 1 ? [x] : tf.split(x, [...widths], 1);
}
