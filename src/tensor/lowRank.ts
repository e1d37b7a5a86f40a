import * as tf from '@tensorflow/tfjs-core';
import { packedLinear } from './packedLinear.ts';
import { product, transposedProduct, turnedProduct } from './product.ts';
import { asMatrix } from './rank.ts';
import { share } from './share.ts';
import type { Tape } from './tape.ts';

/** The two matrices of a low-rank change of a linear: a [in, rank] and b [rank, out]. */
export interface LowRankPair {
  readonly a: tf.Tensor2D;
  readonly b: tf.Tensor2D;
}

/** Low-rank changes of linears that read the same x and lie side by side, as few products compute them. */
export interface LowRank {
  /** by linear; null where it has no change */
  readonly pairs: readonly (LowRankPair | null)[];
  /** columns of each linear */
  readonly widths: readonly number[];
  /** what a change is multiplied with: alpha / rank */
  readonly scale: number;
  /** all a side by side, [in, sum of ranks] */
  readonly a: tf.Tensor2D;
  /** all b times the scale, each at its own rows and columns, [sum of ranks, sum of widths] */
  readonly b: tf.Tensor2D;
}

/** Puts low-rank changes together; null where there is none. The caller keeps and disposes `a` and `b`. */
export function joinLowRank(
  pairs: readonly (LowRankPair | null)[],
  widths: readonly number[],
  scale: number,
): LowRank | null {
  const present = pairs.filter((pair) => pair !== null);
  if (present.length === 0) return null;
  const [a, b] = tf.tidy(() => {
    const total = widths.reduce((sum, width) => sum + width, 0);
    const rows = placesOf(pairs, widths).map(({ pair, column, width }) =>
      tf.pad2d(tf.mul<tf.Tensor2D>(pair.b, scale), [
        [0, 0],
        [column, total - column - width],
      ]),
    );
    const sides = present.map((pair) => pair.a);
    return [
      sides.length === 1 ? share(sides[0]!) : asMatrix(tf.concat(sides, 1)),
      rows.length === 1 ? rows[0]! : asMatrix(tf.concat(rows, 0)),
    ] as const;
  });
  return { pairs, widths, scale, a, b };
}

interface Place {
  readonly pair: LowRankPair;
  /** first row of its b, first column of its linear */
  readonly row: number;
  readonly column: number;
  readonly rank: number;
  readonly width: number;
}

function placesOf(pairs: readonly (LowRankPair | null)[], widths: readonly number[]): Place[] {
  const places: Place[] = [];
  let [row, column] = [0, 0];
  for (const [i, pair] of pairs.entries()) {
    const width = widths[i]!;
    if (pair !== null) {
      const rank = pair.a.shape[1];
      places.push({ pair, row, column, rank, width });
      row += rank;
    }
    column += width;
  }
  return places;
}

/**
 * `y + scale * (x @ a) @ b` for every linear: x [rows, in], y [rows, sum of widths] what the linears made of x. Takes
 * over y, whose memory is free afterwards: nothing needs its value any more.
 */
export function addLowRank(tape: Tape | null, x: tf.Tensor2D, y: tf.Tensor2D, change: LowRank): tf.Tensor2D {
  const { a, b, scale } = change;
  const sum = tf.tidy(() => product(packedLinear(null, x, [a], null), b, null, y));
  y.dispose();
  if (tape === null) return sum;
  const places = placesOf(change.pairs, change.widths);
  const inputs = [x, y, ...places.flatMap(({ pair }) => [pair.a, pair.b])];
  return tape.record(sum, inputs, (gradient, [needX, needY, ...needed]) => {
    const dy = asMatrix(gradient);
    const dLow = turnedProduct(dy, b);
    const wanted = needed.includes(true);
    const dA = wanted ? transposedProduct(x, dLow) : null;
    // Computed again: cheaper than keeping it.
    const dB = wanted ? transposedProduct(packedLinear(null, x, [a], null), dy) : null;
    return [
      needX ? turnedProduct(dLow, a) : null,
      needY ? share(dy) : null,
      ...places.flatMap(({ row, column, rank, width }, i) => [
        needed[2 * i] ? tf.slice2d(dA!, [0, row], [x.shape[1], rank]) : null,
        needed[2 * i + 1] ? tf.mul(tf.slice2d(dB!, [row, column], [rank, width]), scale) : null,
      ]),
    ];
  });
}
