import * as tf from '@tensorflow/tfjs-core';
import { accumulate } from './accumulate.ts';
import { grainOf, heapKernels, type HeapKernels } from './heap.ts';
import { pace } from './pace.ts';
import { product, transposedProduct } from './product.ts';
import { runsPrograms } from './program.ts';
import { asMatrix } from './rank.ts';
import type { Tape } from './tape.ts';
import { rowKernels } from './wasm/rowKernels.ts';
import { logProbGradientProgram, logProbProgram } from './wgsl/logProbPrograms.ts';

/** Logits held at once, in numbers: 16 M are 64 MB. */
export const largestLogits = 1 << 24;

/**
 * Log-probability of `targets[i]` and entropy (nats) of the distribution `softmax(hidden[i] @ head)`, as columns
 * 0 and 1 of the result [rows, 2]. hidden [rows, width], head [width, vocab].
 *
 * Logits are made for a chunk of rows at a time and never kept: the backward pass makes them again, so memory
 * does not grow with rows times vocabulary.
 */
export function tokenLogProbs(
  tape: Tape | null,
  hidden: tf.Tensor2D,
  head: tf.Tensor2D,
  targets: Int32Array,
): tf.Tensor2D {
  const size = Math.max(1, Math.floor(largestLogits / head.shape[1]));
  const chunks: Chunk[] = [];
  for (let start = 0; start < targets.length; start += size) {
    chunks.push({ start, targets: targets.subarray(start, start + size) });
  }
  const y = tf.tidy(() => {
    const parts = chunks.map((chunk) =>
      tf.tidy(() => {
        pace(productWork(chunk, head));
        return logProbs(product(rowsOf(hidden, chunk), head), chunk.targets);
      }),
    );
    return asMatrix(tf.concat(parts, 0));
  });
  if (tape === null) return y;
  return tape.record(y, [hidden, head], (dy, [needHidden, needHead]) => {
    const headTransposed = tf.transpose(head);
    const dHidden: tf.Tensor[] = [];
    let dHead: tf.Tensor | null = null;
    for (const chunk of chunks) {
      pace(3 * productWork(chunk, head));
      const part = rowsOf(hidden, chunk);
      const dLogits: tf.Tensor2D = tf.tidy(() =>
        logProbGradient(product(part, head), chunk.targets, rowsOf(dy, chunk)),
      );
      if (needHidden) dHidden.push(product(dLogits, headTransposed));
      if (needHead) dHead = sumOf(dHead, transposedProduct(part, dLogits));
      tf.dispose([part, dLogits]);
    }
    return [needHidden ? tf.concat(dHidden, 0) : null, dHead];
  });
}

function sumOf(sum: tf.Tensor | null, part: tf.Tensor): tf.Tensor {
  return sum === null ? part : accumulate(sum, part);
}

/** Floating-point operations of a chunk's logits. */
function productWork({ targets }: Chunk, { shape: [width, vocab] }: tf.Tensor2D): number {
  return 2 * targets.length * width * vocab;
}

interface Chunk {
  readonly start: number;
  readonly targets: Int32Array;
}

function rowsOf(x: tf.Tensor, { start, targets }: Chunk): tf.Tensor2D {
  return asMatrix(tf.slice(x, [start, 0], [targets.length, x.shape[1] ?? 0]));
}

/** Column 0: log-probability of each row's target; column 1: entropy. [rows, 2] */
function logProbs(logits: tf.Tensor2D, targets: Int32Array): tf.Tensor2D {
  const heap = logits.shape[1] % 4 === 0 ? heapKernels('rows', rowKernels) : null;
  if (heap !== null) return logProbsOnHeap(heap, logits, targets);
  if (runsPrograms()) return asMatrix(logProbProgram(logits, tf.tensor1d(targets, 'int32')));
  return plainLogProbs(logits, targets);
}

/** The gradient of the logits, where kernels run in their place: they are not read again. */
function logProbGradient(logits: tf.Tensor2D, targets: Int32Array, dy: tf.Tensor2D): tf.Tensor2D {
  const heap = logits.shape[1] % 4 === 0 ? heapKernels('rows', rowKernels) : null;
  if (heap !== null) return logProbGradientOnHeap(heap, logits, targets, dy);
  if (runsPrograms()) return asMatrix(logProbGradientProgram(logits, tf.tensor1d(targets, 'int32'), dy));
  return plainLogProbGradient(logits, targets, dy);
}

export function plainLogProbs(logits: tf.Tensor2D, targets: Int32Array): tf.Tensor2D {
  const logSoftmax = tf.logSoftmax(logits);
  const chosen = tf.sum(tf.mul(logSoftmax, oneHot(targets, logits.shape[1])), 1);
  const entropy = tf.neg(tf.sum(tf.mul(tf.exp(logSoftmax), logSoftmax), 1));
  return asMatrix(tf.stack([chosen, entropy], 1));
}

export function plainLogProbGradient(logits: tf.Tensor2D, targets: Int32Array, dy: tf.Tensor2D): tf.Tensor2D {
  const logSoftmax = tf.logSoftmax(logits);
  const probabilities = tf.exp(logSoftmax);
  const dChosen = tf.slice(dy, [0, 0], [targets.length, 1]);
  const dEntropy = tf.slice(dy, [0, 1], [targets.length, 1]);
  const entropy = tf.neg(tf.sum(tf.mul(probabilities, logSoftmax), 1, true));
  const fromChosen = tf.mul(tf.sub(oneHot(targets, logits.shape[1]), probabilities), dChosen);
  return tf.sub(fromChosen, tf.mul(tf.mul(probabilities, tf.add(logSoftmax, entropy)), dEntropy));
}

function oneHot(targets: Int32Array, vocab: number): tf.Tensor {
  // Cast after: the WASM kernel writes integers whatever the type asked for.
  return tf.cast(tf.oneHot(tf.tensor1d(targets, 'int32'), vocab), 'float32');
}

function logProbsOnHeap(heap: HeapKernels, logits: tf.Tensor2D, targets: Int32Array): tf.Tensor2D {
  const [rows, vocab] = logits.shape;
  const stats = heap.make([rows, 3]);
  const output = asMatrix(heap.make([rows, 2]));
  heap.runSplit('softmaxSums', rows, grainOf(24 * vocab), logits, stats, vocab);
  const [values, sums, result] = [heap.floats(logits), heap.floats(stats), heap.floats(output)];
  for (const [row, target] of targets.entries()) {
    const [largest, sum, weighted] = [sums[3 * row]!, sums[3 * row + 1]!, sums[3 * row + 2]!];
    const logSum = Math.log(sum);
    result[2 * row] = values[row * vocab + target]! - largest - logSum;
    result[2 * row + 1] = logSum - weighted / sum;
  }
  return output;
}

function logProbGradientOnHeap(
  heap: HeapKernels,
  logits: tf.Tensor2D,
  targets: Int32Array,
  dy: tf.Tensor2D,
): tf.Tensor2D {
  const [rows, vocab] = logits.shape;
  const stats = heap.make([rows, 3]);
  const terms = heap.make([rows, 4]);
  heap.runSplit('softmaxSums', rows, grainOf(24 * vocab), logits, stats, vocab);
  const [sums, factors, gradient] = [heap.floats(stats), heap.floats(terms), heap.floats(dy)];
  for (let row = 0; row < rows; row++) {
    const [largest, sum, weighted] = [sums[3 * row]!, sums[3 * row + 1]!, sums[3 * row + 2]!];
    const [dChosen, dEntropy] = [gradient[2 * row]!, gradient[2 * row + 1]!];
    // -p (dChosen + dEntropy (log p + entropy)) with log p + entropy = (x - largest) - weighted / sum
    factors.set([largest, 1 / sum, (dEntropy * weighted) / sum - dChosen, -dEntropy], 4 * row);
  }
  heap.runSplit('softmaxBack', rows, grainOf(24 * vocab), logits, terms, vocab);
  const result = heap.floats(logits);
  for (const [row, target] of targets.entries()) {
    result[row * vocab + target] = result[row * vocab + target]! + gradient[2 * row]!;
  }
  return logits;
}
