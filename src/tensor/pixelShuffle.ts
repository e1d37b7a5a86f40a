import * as tf from '@tensorflow/tfjs-core';
import { takeRows } from './takeRows.ts';
import type { Tape } from './tape.ts';

/**
 * Folds squares of `factor` by `factor` patches into one row each: x [pictures * side * side, width] becomes
 * [pictures * (side / factor)^2, factor^2 * width] (`Idefics3Connector.pixel_shuffle`: within a row the order is
 * patch row, patch column, channel).
 */
export function pixelShuffle(
  tape: Tape | null,
  x: tf.Tensor2D,
  shape: { readonly pictures: number; readonly side: number; readonly factor: number },
): tf.Tensor2D {
  const [rows, width] = x.shape;
  const fold = shape.factor * shape.factor;
  const order = patchOrder(shape);
  const y: tf.Tensor2D = tf.tidy(() =>
    tf.reshape(takeRows(x, tf.tensor1d(order, 'int32')), [rows / fold, fold * width]),
  );
  if (tape === null) return y;
  return tape.record(y, [x], (dy) => {
    const back = new Int32Array(rows);
    for (const [to, from] of order.entries()) back[from] = to;
    return [takeRows(tf.reshape(dy, [rows, width]), tf.tensor1d(back, 'int32'))];
  });
}

function patchOrder({
  pictures,
  side,
  factor,
}: {
  readonly pictures: number;
  readonly side: number;
  readonly factor: number;
}): Int32Array {
  const order = new Int32Array(pictures * side * side);
  let next = 0;
  for (let picture = 0; picture < pictures; picture++) {
    for (let top = 0; top < side; top += factor) {
      for (let left = 0; left < side; left += factor) {
        for (let y = top; y < top + factor; y++) {
          for (let x = left; x < left + factor; x++) order[next++] = (picture * side + y) * side + x;
        }
      }
    }
  }
  return order;
}
