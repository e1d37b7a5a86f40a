import * as tf from '@tensorflow/tfjs-core';
import { accumulate } from './accumulate.ts';
import { Arena, largestChunk, layoutOf } from './arena.ts';
import { gpuBackend, leastWaiting, type GpuBackend } from './gpuBackend.ts';

/** Gradients by name that have come in so far, added up over parts and over batches. */
export interface GradientSums {
  /** Takes over a gradient, or a part of one. */
  add(name: string, gradient: tf.Tensor): void;
  /** The end of a batch: everything that was added is in the sums. */
  settle(): void;
  /** After `settle`; zeros where nothing came in. They stay this object's. */
  readonly tensors: ReadonlyMap<string, tf.Tensor>;
  dispose(): void;
}

/** Sums for weights of these names; on a GPU they lie in one buffer, as AdamW takes them. */
export function gradientSums(weights: ReadonlyMap<string, tf.Tensor>): GradientSums {
  const gpu = gpuBackend();
  return gpu === null ? new SeparateSums(weights) : new PackedSums(gpu, weights);
}

class SeparateSums implements GradientSums {
  readonly #weights: ReadonlyMap<string, tf.Tensor>;
  readonly #sums = new Map<string, tf.Tensor>();

  constructor(weights: ReadonlyMap<string, tf.Tensor>) {
    this.#weights = weights;
  }

  add(name: string, gradient: tf.Tensor): void {
    const sum = this.#sums.get(name);
    this.#sums.set(name, tf.keep(sum === undefined ? gradient : accumulate(sum, gradient)));
  }

  settle(): void {
    for (const [name, weight] of this.#weights) {
      if (!this.#sums.has(name)) this.#sums.set(name, tf.keep(tf.zerosLike(weight)));
    }
  }

  get tensors(): ReadonlyMap<string, tf.Tensor> {
    // In the order of the weights, whatever the order of the backward pass.
    return new Map([...this.#weights.keys()].map((name) => [name, this.#sums.get(name)!]));
  }

  dispose(): void {
    tf.dispose([...this.#sums.values()]);
    this.#sums.clear();
  }
}

class PackedSums implements GradientSums {
  readonly #backend: GpuBackend;
  readonly tensors: ReadonlyMap<string, tf.Tensor>;
  readonly #waiting = new Map<string, tf.Tensor>();
  #bytes = 0;
  readonly #written = new Set<string>();

  constructor(backend: GpuBackend, weights: ReadonlyMap<string, tf.Tensor>) {
    this.#backend = backend;
    const shapes = [...weights].map(([name, { shape }]): [string, number[]] => [name, shape]);
    this.tensors = new Arena(backend, layoutOf(shapes, largestChunk(backend, 2))).parts();
  }

  add(name: string, gradient: tf.Tensor): void {
    const waiting = this.#waiting.get(name);
    if (waiting !== undefined) {
      this.#waiting.set(name, tf.keep(tf.add(waiting, gradient)));
      tf.dispose([waiting, gradient]);
    } else if (this.#written.has(name)) {
      accumulate(this.tensors.get(name)!, gradient);
    } else {
      this.#waiting.set(name, tf.keep(gradient));
      this.#bytes += 4 * gradient.size;
      // Copied together: each copy of its own would break a compute pass.
      if (this.#bytes > leastWaiting) this.settle();
    }
  }

  settle(): void {
    for (const [name, gradient] of this.#waiting) {
      this.#backend.copyTensor(gradient, this.tensors.get(name)!);
      gradient.dispose();
      this.#written.add(name);
    }
    this.#waiting.clear();
    this.#bytes = 0;
  }

  dispose(): void {
    tf.dispose([...this.tensors.values(), ...this.#waiting.values()]);
    this.#waiting.clear();
  }
}
