import * as tf from '@tensorflow/tfjs-core';
import { share } from './share.ts';

/**
 * Gradients of an op's inputs, in their order; null where `needed` was false or there is none. `takeSum(i)` hands over
 * what the gradient of input i adds up to so far, for the op to add to its own; null where that is nothing.
 */
export type Backward = (
  dy: tf.Tensor,
  needed: readonly boolean[],
  takeSum: (input: number) => tf.Tensor | null,
) => readonly (tf.Tensor | null)[];

interface Node {
  readonly inputs: readonly tf.Tensor[];
  readonly output: tf.Tensor;
  readonly backward: Backward;
}

/**
 * Reverse-mode differentiation over the ops of this folder.
 *
 * TensorFlow.js' own tape keeps every activation and every gradient until the whole backward pass is over, and
 * computes gradients that nobody asked for. This one frees each activation and gradient as soon as it is used,
 * skips what needs no gradient, and lets an op save what its kernel saved.
 *
 * Forward and backward run inside one `tf.tidy` of the caller, who returns the gradients from it; so an error
 * half-way leaks nothing. Ops take a tape, or null where no gradient is wanted.
 */
export class Tape {
  readonly #nodes: Node[] = [];
  readonly #needed = new Set<number>();
  readonly #gradients = new Map<number, tf.Tensor>();

  /** Asks for the gradient of a tensor made outside the tape: a weight, or the leaf of a loss. */
  watch(tensor: tf.Tensor): void {
    this.#needed.add(tensor.id);
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
      this.#nodes.push({ inputs, output, backward });
    }
    return output;
  }

  /** Takes the ops back from the last to the first, starting from the gradient `dy` of `output`. */
  backward(output: tf.Tensor, dy: tf.Tensor): void {
    this.#add(output, share(dy));
    for (let node = this.#nodes.pop(); node !== undefined; node = this.#nodes.pop()) {
      const { inputs, backward } = node;
      const gradient = this.#gradients.get(node.output.id);
      if (gradient !== undefined) {
        this.#gradients.delete(node.output.id);
        const needed = inputs.map((input) => this.needs(input));
        let results: readonly (tf.Tensor | null)[] = [];
        const taken: tf.Tensor[] = [];
        const takeSum = (i: number): tf.Tensor | null => {
          const sum = this.#gradients.get(inputs[i]!.id);
          if (sum === undefined) return null;
          this.#gradients.delete(inputs[i]!.id);
          taken.push(sum);
          return sum;
        };
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
        tf.dispose([gradient, ...taken]);
      }
      node.output.dispose();
    }
  }

  /** The gradient of a watched tensor; null where the output does not depend on it. */
  gradient(tensor: tf.Tensor): tf.Tensor | null {
    return this.#gradients.get(tensor.id) ?? null;
  }

  #add(tensor: tf.Tensor, gradient: tf.Tensor): void {
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

/** Runs a layer; without a tape, its input and everything between is freed at once. */
export function runLayer(tape: Tape | null, layer: () => tf.Tensor2D, input: tf.Tensor2D): tf.Tensor2D {
  if (tape !== null) return layer();
  const output = tf.tidy(layer);
  input.dispose();
  return output;
}
