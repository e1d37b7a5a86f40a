import * as tf from '@tensorflow/tfjs-core';
import type { Tape } from './tape.ts';

/** Logits held at once, in numbers: 16 M are 64 MB. */
const largestChunk = 1 << 24;

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
  const chunks = chunksOf(targets.length, Math.max(1, Math.floor(largestChunk / head.shape[1])));
  const y = tf.tidy(() => {
    const parts = chunks.map(([start, size]) =>
      tf.tidy(() => {
        const logSoftmax = logSoftmaxOf(rowsOf(hidden, start, size), head);
        const chosen = tf.sum(tf.mul(logSoftmax, oneHot(targets, start, size, head.shape[1])), 1);
        const entropy = tf.neg(tf.sum(tf.mul(tf.exp(logSoftmax), logSoftmax), 1));
        return tf.stack([chosen, entropy], 1);
      }),
    );
    return tf.reshape<tf.Rank.R2>(tf.concat(parts, 0), [targets.length, 2]);
  });
  if (tape === null) return y;
  return tape.record(y, [hidden, head], (dy, [needHidden, needHead]) => {
    const headTransposed = tf.transpose(head);
    const hiddenParts: tf.Tensor[] = [];
    let dHead: tf.Tensor | null = null;
    for (const [start, size] of chunks) {
      const [dHiddenPart, dHeadSum] = tf.tidy(() => {
        const part = rowsOf(hidden, start, size);
        const logSoftmax = logSoftmaxOf(part, head);
        const probabilities = tf.exp(logSoftmax);
        const dChosen = tf.slice(dy, [start, 0], [size, 1]);
        const dEntropy = tf.slice(dy, [start, 1], [size, 1]);
        const entropy = tf.neg(tf.sum(tf.mul(probabilities, logSoftmax), 1, true));
        const fromChosen = tf.mul(
          tf.sub(oneHot(targets, start, size, head.shape[1]), probabilities),
          dChosen,
        );
        const fromEntropy = tf.mul(tf.mul(probabilities, tf.add(logSoftmax, entropy)), dEntropy);
        const dLogits = tf.sub(fromChosen, fromEntropy);
        const dHeadPart = needHead ? tf.matMul(tf.transpose(part), dLogits) : null;
        return [
          needHidden ? tf.matMul(dLogits, headTransposed) : null,
          dHeadPart !== null && dHead !== null ? tf.add(dHead, dHeadPart) : dHeadPart,
        ];
      });
      if (dHiddenPart) hiddenParts.push(dHiddenPart);
      dHead = dHeadSum ?? null;
    }
    return [needHidden ? tf.concat(hiddenParts, 0) : null, dHead];
  });
}

function chunksOf(rows: number, size: number): [start: number, size: number][] {
  const chunks: [number, number][] = [];
  for (let start = 0; start < rows; start += size) chunks.push([start, Math.min(size, rows - start)]);
  return chunks;
}

function rowsOf(x: tf.Tensor2D, start: number, size: number): tf.Tensor2D {
  return tf.slice(x, [start, 0], [size, x.shape[1]]);
}

function logSoftmaxOf(hidden: tf.Tensor2D, head: tf.Tensor2D): tf.Tensor {
  return tf.logSoftmax(tf.matMul(hidden, head));
}

function oneHot(targets: Int32Array, start: number, size: number, vocab: number): tf.Tensor {
  // Cast after: the WASM kernel writes integers whatever the type asked for.
  return tf.cast(tf.oneHot(tf.tensor1d(targets.subarray(start, start + size), 'int32'), vocab), 'float32');
}
