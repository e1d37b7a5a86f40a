import * as tf from '@tensorflow/tfjs-core';
import { share } from './share.ts';
import { pace } from './pace.ts';

/**
 * Gradients of an op's inputs, in their order; null where `needed` was false or there is none. `takeSum(i)` hands over
 * what the gradient of input i adds up to so far, for the op to add to its own; null where that is nothing.
 */
export type Backward = (
  dy: tf.Tensor,
  needed: readonly boolean[],
  takeSum: (input: number) => tf.Tensor | null,
) => readonly (tf.Tensor | null)[];

interface Op {
  readonly inputs: readonly tf.Tensor[];
  readonly output: tf.Tensor;
  readonly backward: Backward;
}

/** A layer of which only input and output are there; the rest is computed again when its gradient is due. */
interface Forgotten {
  readonly input: tf.Tensor2D;
  readonly output: tf.Tensor;
  readonly layer: (input: tf.Tensor2D) => tf.Tensor2D;
}

/** Where a layer begins: how much work its ops are, forward. */
interface Mark {
  readonly work: number;
}

type Node = Op | Forgotten | Mark;

/** Takes over a gradient, or a part of one where a tensor is used more than once. */
export type Sink = (gradient: tf.Tensor) => void;

/**
 * Reverse-mode differentiation over the ops of this folder.
 *
 * TensorFlow.js' own tape keeps every activation and every gradient until the whole backward pass is over, and
 * computes gradients that nobody asked for. This one frees each activation and gradient as soon as it is used,
 * skips what needs no gradient, lets an op save what its kernel saved, and, where memory is short, forgets what is
 * inside of a layer until the way back.
 *
 * Forward and backward run inside one `tf.tidy` of the caller, who returns the gradients from it; so an error
 * half-way leaks nothing. Ops take a tape, or null where no gradient is wanted.
 */
export class Tape {
  /** Layers keep only their input, and are computed twice. */
  readonly #forgets: boolean;
  #nodes: Node[] = [];
  /** inside a layer that is being forgotten, nothing is recorded */
  #forgetting = false;
  readonly #needed = new Set<number>();
  readonly #gradients = new Map<number, tf.Tensor>();
  readonly #sinks = new Map<number, Sink>();

  constructor({ forgets = false }: { readonly forgets?: boolean } = {}) {
    this.#forgets = forgets;
  }

  /**
   * Asks for the gradient of a tensor made outside the tape: a weight, or the leaf of a loss. A sink gets it as soon as
   * it is there; without one it waits in `gradient`.
   */
  watch(tensor: tf.Tensor, sink?: Sink): void {
    this.#needed.add(tensor.id);
    if (sink !== undefined) this.#sinks.set(tensor.id, sink);
  }

  needs(tensor: tf.Tensor): boolean {
    return this.#needed.has(tensor.id);
  }

  /**
   * Adds an op. The tape owns `output` from here on and disposes it when its gradient has been taken; inputs
   * that are outputs of earlier ops live at least as long. `backward` returns new tensors.
   */
  record<T extends tf.Tensor>(output: T, inputs: readonly tf.Tensor[], backward: Backward): T {
    if (inputs.some((input) => this.needs(input))) {
      this.#needed.add(output.id);
      if (!this.#forgetting) this.#nodes.push({ inputs, output, backward });
    }
    return output;
  }

  /** Runs a layer, which computes with its argument and no earlier output; see `runLayer`. */
  layer(input: tf.Tensor2D, work: number, layer: (input: tf.Tensor2D) => tf.Tensor2D): tf.Tensor2D {
    if (!this.#forgets) {
      this.#nodes.push({ work });
      return layer(input);
    }
    this.#forgetting = true;
    try {
      const output = tf.tidy(() => layer(input));
      if (this.needs(output)) this.#nodes.push({ work }, { input, output, layer });
      return output;
    } finally {
      this.#forgetting = false;
    }
  }

  /** Takes the ops back from the last to the first, starting from the gradient `dy` of `output`. */
  backward(output: tf.Tensor, dy: tf.Tensor): void {
    this.#add(output, share(dy));
    for (let node = this.#nodes.pop(); node !== undefined; node = this.#nodes.pop()) {
      if ('work' in node) {
        pace(2 * node.work);
        continue;
      }
      const gradient = this.#gradients.get(node.output.id);
      if (gradient !== undefined) {
        this.#gradients.delete(node.output.id);
        if ('layer' in node) this.#remember(node, gradient);
        else this.#takeBack(node, gradient);
        gradient.dispose();
      }
      node.output.dispose();
    }
  }

  /** The gradient of a watched tensor without a sink; null where the output does not depend on it. */
  gradient(tensor: tf.Tensor): tf.Tensor | null {
    return this.#gradients.get(tensor.id) ?? null;
  }

  #takeBack({ inputs, backward }: Op, gradient: tf.Tensor): void {
    const needed = inputs.map((input) => this.needs(input));
    const taken: tf.Tensor[] = [];
    const takeSum = (i: number): tf.Tensor | null => {
      const sum = this.#gradients.get(inputs[i]!.id);
      if (sum === undefined) return null;
      this.#gradients.delete(inputs[i]!.id);
      taken.push(sum);
      return sum;
    };
    let results: readonly (tf.Tensor | null)[] = [];
    tf.tidy(() => {
      results = backward(gradient, needed, takeSum);
      return results.filter((result) => result !== null);
    });
    for (const [i, input] of inputs.entries()) {
      const result = results[i];
      if (!result) continue;
      if (needed[i]) this.#add(input, result);
      else result.dispose();
    }
    tf.dispose(taken);
  }

  /** Runs a forgotten layer once more, this time recorded, and takes its ops back. */
  #remember({ input, layer }: Forgotten, gradient: tf.Tensor): void {
    const earlier = this.#nodes;
    this.#nodes = [];
    tf.tidy(() => {
      this.backward(layer(input), gradient);
      return [...this.#gradients.values()];
    });
    this.#nodes = earlier;
  }

  #add(tensor: tf.Tensor, gradient: tf.Tensor): void {
    const sink = this.#sinks.get(tensor.id);
    if (sink !== undefined) {
      sink(gradient);
      return;
    }
    const sum = this.#gradients.get(tensor.id);
    if (sum === undefined) {
      this.#gradients.set(tensor.id, gradient);
      return;
    }
    this.#gradients.set(tensor.id, tf.add(sum, gradient));
    sum.dispose();
    gradient.dispose();
  }
}

/**
 * Runs a layer on its input, which is the only output of an earlier op that it may compute with: it can be run a
 * second time, in the backward pass. Without a tape, the input and everything between is freed at once.
 */
export function runLayer(
  tape: Tape | null,
  layer: (input: tf.Tensor2D) => tf.Tensor2D,
  input: tf.Tensor2D,
): tf.Tensor2D {
  const [rows, width] = input.shape;
  // A transformer's layer has about 12 width^2 weights, and a multiplication and an addition for each and row.
  const work = 24 * rows * width ** 2;
  pace(work);
  if (tape !== null) return tape.layer(input, work, layer);
  const output = tf.tidy(() => layer(input));
  input.dispose();
  return output;
}
