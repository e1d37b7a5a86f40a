import type * as tf from '@tensorflow/tfjs-core';
import { grainOf, heapKernels } from './heap.ts';
import { asMatrix } from './rank.ts';
import {
  fewRows,
  panelSize,
  productBlock,
  productKernels,
  streams,
  streamWidth,
} from './wasm/productKernels.ts';

/** Some columns of a matrix. */
export interface Columns {
  readonly tensor: tf.Tensor2D;
  readonly first: number;
  readonly width: number;
}

interface Terms {
  /** [columns], added to every row */
  readonly bias?: tf.Tensor1D | null;
  /** [rows, columns], added */
  readonly residual?: tf.Tensor2D | null;
  /** where the result goes instead of a tensor of its own */
  readonly into?: Columns;
  /** true adds to what is there */
  readonly accumulate?: boolean;
}

/**
 * A product of matrices by our own kernel, on all threads: `product` of x [rows, inner] and w [inner, columns];
 * `turnedProduct` of x [rows, inner] and the transpose of w [columns, inner]; `transposedProduct` of the transpose of x
 * [inner, rows] and w [inner, columns]. Result [rows, columns], or the tensor it went into. Null where it cannot run:
 * another backend, no SIMD, columns that are not whole vectors.
 */
export function productOnHeap(
  kernel: 'product' | 'turnedProduct' | 'transposedProduct',
  x: tf.Tensor2D | Columns,
  w: tf.Tensor2D | Columns,
  { bias = null, residual = null, into, accumulate = false }: Terms = {},
): tf.Tensor2D | null {
  const [left, right] = [columnsOf(x), columnsOf(w)];
  const [height, width] = [left.tensor.shape[0], left.width];
  const [rows, inner] = kernel === 'transposedProduct' ? [width, height] : [height, width];
  const columns = kernel === 'turnedProduct' ? right.tensor.shape[0] : right.width;
  const heap = columns % 4 === 0 && rows > 0 && inner > 0 ? heapKernels('products', productKernels) : null;
  if (heap === null) return null;
  const target = into ?? columnsOf(asMatrix(heap.make([rows, columns])));
  const streamed = kernel === 'product' && streams(rows, inner, columns);
  const packs = kernel === 'turnedProduct' || rows > fewRows;
  const panel = packs ? heap.scratch(panelSize) : null;
  const block = streamed ? streamWidth(columns) : productBlock.columns;
  const units = Math.ceil(rows / productBlock.rows) * Math.ceil(columns / block);
  // Every number of a streaming operand is used once: it counts as four.
  const grain = grainOf(streamed ? 4 * block * inner : Math.min(rows, productBlock.rows) * block * inner);
  const operands = [left, right].flatMap((part) => [part, stride(part)]);
  const sizes = [rows, inner, columns, accumulate ? 1 : 0];
  heap.runSplit(
    streamed ? 'streamedProduct' : kernel,
    units,
    grain,
    ...operands,
    bias,
    residual,
    4 * columns,
    target,
    stride(target),
    streamed ? block : panel,
    ...sizes,
  );
  panel?.tensor.dispose();
  return target.tensor;
}

function columnsOf(x: tf.Tensor2D | Columns): Columns {
  return 'tensor' in x ? x : { tensor: x, first: 0, width: x.shape[1] };
}

/** Bytes from one row to the next. */
function stride({ tensor }: Columns): number {
  return 4 * tensor.shape[1];
}

/** x [rows, in] times weights [in, out_i], side by side; see `packedLinear`. Null as `productOnHeap`. */
export function packedOnHeap(
  x: tf.Tensor2D,
  weights: readonly tf.Tensor2D[],
  biases: readonly tf.Tensor1D[] | null,
): tf.Tensor2D | null {
  const places = placesOf(weights);
  const heap = places.every(({ width }) => width % 4 === 0) ? heapKernels('products', productKernels) : null;
  if (heap === null || x.size === 0) return null;
  const tensor = asMatrix(heap.make([x.shape[0], places.reduce((sum, { width }) => sum + width, 0)]));
  for (const [i, weight] of weights.entries()) {
    productOnHeap('product', x, weight, { bias: biases?.[i] ?? null, into: { tensor, ...places[i]! } });
  }
  return tensor;
}

/** Gradients of x and of the weights that need one, from that of `packedOnHeap`'s result. Null as `productOnHeap`. */
export function packedGradientsOnHeap(
  x: tf.Tensor2D,
  weights: readonly tf.Tensor2D[],
  dy: tf.Tensor2D,
  needX: boolean,
  needWeights: readonly boolean[],
): { readonly dx: tf.Tensor2D | null; readonly dWeights: readonly (tf.Tensor2D | null)[] } | null {
  const places = placesOf(weights);
  const whole = x.shape[1] % 4 === 0 && places.every(({ width }) => width % 4 === 0);
  const heap = whole ? heapKernels('products', productKernels) : null;
  if (heap === null || x.size === 0) return null;
  const dx = needX ? asMatrix(heap.make(x.shape)) : null;
  const dWeights = weights.map((weight, i) => {
    const part = { tensor: dy, ...places[i]! };
    if (dx !== null) {
      productOnHeap('turnedProduct', part, weight, { into: columnsOf(dx), accumulate: i > 0 });
    }
    return needWeights[i] === true ? productOnHeap('transposedProduct', x, part) : null;
  });
  return { dx, dWeights };
}

/** Where the result of each weight begins, and how wide it is. */
function placesOf(weights: readonly tf.Tensor2D[]): { readonly first: number; readonly width: number }[] {
  let next = 0;
  return weights.map(({ shape: [, width] }) => {
    const first = next;
    next += width;
    return { first, width };
  });
}
