import * as tf from '@tensorflow/tfjs-core';
import { heapKernels, type HeapKernels } from './heap.ts';
import { readFloats } from './device.ts';
import type { Moment, Moments, Rates, Updated } from './moments.ts';
import { adamKernels } from './wasm/adamKernels.ts';

interface Pair {
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
}

/** Bytes whose squares are added up in single precision; these sums are added up in double. */
const block = 1 << 15;

/** AdamW tensor by tensor: on WASM by kernels of ours, elsewhere in plain ops. */
export class TensorMoments implements Moments {
  readonly #pairs = new Map<string, Pair>();

  constructor(start: readonly Moment[]) {
    for (const { name, shape, first, second } of start) {
      this.#pairs.set(name, {
        first: tf.keep(tf.tensor(first, [...shape], 'float32')),
        second: tf.keep(tf.tensor(second, [...shape], 'float32')),
      });
    }
  }

  async update(
    weights: ReadonlyMap<string, tf.Tensor>,
    gradients: ReadonlyMap<string, tf.Tensor>,
    rates: Rates,
    maxNorm: number,
  ): Promise<Updated> {
    const heap = heapKernels('adam', adamKernels);
    const gradNorm = await norm(heap, [...gradients.values()]);
    if (!Number.isFinite(gradNorm)) return { gradNorm, weights: null };
    // clip_grad_norm_: max_norm / (norm + 1e-6), at most 1
    const scale = Math.min(1, maxNorm / (gradNorm + 1e-6));
    const updated = new Map<string, tf.Tensor>();
    for (const [name, gradient] of gradients) {
      const weight = weights.get(name)!;
      const pair = this.#pairs.get(name) ?? zeros(weight);
      const [tensor, next] =
        heap === null
          ? plainUpdate(weight, gradient, pair, rates, scale)
          : [updateOnHeap(heap, weight, gradient, pair, rates, scale), pair];
      if (next !== pair) tf.dispose([pair.first, pair.second]);
      this.#pairs.set(name, next);
      updated.set(name, tensor);
    }
    return { gradNorm, weights: updated };
  }

  async toHost(): Promise<readonly Moment[]> {
    const moments: Moment[] = [];
    for (const [name, { first, second }] of this.#pairs) {
      moments.push({
        name,
        shape: first.shape,
        first: (await readFloats(first)).slice(),
        second: (await readFloats(second)).slice(),
      });
    }
    return moments;
  }

  dispose(): void {
    for (const { first, second } of this.#pairs.values()) tf.dispose([first, second]);
    this.#pairs.clear();
  }
}

function zeros(weight: tf.Tensor): Pair {
  return { first: tf.keep(tf.zerosLike(weight)), second: tf.keep(tf.zerosLike(weight)) };
}

/** Euclidean norm of all tensors together. */
async function norm(heap: HeapKernels | null, tensors: readonly tf.Tensor[]): Promise<number> {
  if (heap !== null) return Math.sqrt(squaresOnHeap(heap, tensors));
  const squares = tf.tidy(() => tf.stack(tensors.map((tensor) => tf.sum(tf.square(tensor)))));
  const values = await readFloats(squares);
  squares.dispose();
  return Math.sqrt(values.reduce((a, b) => a + b, 0));
}

function squaresOnHeap(heap: HeapKernels, tensors: readonly tf.Tensor[]): number {
  const lanes = heap.make([4]);
  let sum = 0;
  for (const tensor of tensors) {
    const whole = wholeBytes(tensor);
    for (let start = 0; start < whole; start += block) {
      heap.run('sumOfSquares', tensor, start, Math.min(start + block, whole), lanes);
      for (const lane of heap.floats(lanes)) sum += lane;
    }
    for (const value of heap.floats(tensor).subarray(whole / 4)) sum += value * value;
  }
  lanes.dispose();
  return sum;
}

/** The bytes of a tensor that whole vectors of four floats cover. */
const wholeBytes = ({ size }: tf.Tensor): number => 16 * Math.floor(size / 4);

/** The new weight; the moments are written in place. */
function updateOnHeap(
  heap: HeapKernels,
  weight: tf.Tensor,
  gradient: tf.Tensor,
  { first, second }: Pair,
  { beta1, beta2, keep, rate, secondScale, epsilon }: Rates,
  scale: number,
): tf.Tensor {
  const output = heap.make(weight.shape);
  const whole = wholeBytes(weight);
  heap.run('adam', weight, gradient, first, second, output, whole, scale, beta1, beta2, keep, rate, secondScale, epsilon); // prettier-ignore
  const [p, g, m, v, result] = [weight, gradient, first, second, output].map((it) => heap.floats(it));
  for (let i = whole / 4; i < weight.size; i++) {
    const d = g![i]! * scale;
    const m1 = (m![i] = beta1 * m![i]! + (1 - beta1) * d);
    const m2 = (v![i] = beta2 * v![i]! + (1 - beta2) * d * d);
    result![i] = p![i]! * keep - (rate * m1) / (Math.sqrt(m2) * secondScale + epsilon);
  }
  return output;
}

function plainUpdate(
  weight: tf.Tensor,
  gradient: tf.Tensor,
  { first, second }: Pair,
  { beta1, beta2, keep, rate, secondScale, epsilon }: Rates,
  scale: number,
): [tf.Tensor, Pair] {
  const [output, m, v] = tf.tidy(() => {
    const d = tf.mul(gradient, scale);
    const mean = tf.add(tf.mul(first, beta1), tf.mul(d, 1 - beta1));
    const square = tf.add(tf.mul(second, beta2), tf.mul(tf.square(d), 1 - beta2));
    const step = tf.div(tf.mul(mean, rate), tf.add(tf.mul(tf.sqrt(square), secondScale), epsilon));
    return [tf.sub(tf.mul(weight, keep), step), mean, square];
  });
  return [output!, { first: tf.keep(m), second: tf.keep(v) }];
}
