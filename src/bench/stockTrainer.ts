import * as tf from '@tensorflow/tfjs-core';
import type { Idefics3Config } from '../model/config.ts';
import { stockLogProbs, type StockBatch, type WeightOf } from './stock.ts';

/** Training of every weight by policy gradient, with tf's own gradients and Adam. It owns copies of the weights. */
export class StockTrainer {
  readonly #config: Idefics3Config;
  readonly #variables = new Map<string, tf.Variable>();
  readonly #adam: tf.AdamOptimizer;
  readonly #maxNorm: number;

  constructor(
    config: Idefics3Config,
    names: readonly string[],
    weight: WeightOf,
    options: { readonly learningRate: number; readonly beta1: number; readonly beta2: number; readonly maxNorm: number }, // prettier-ignore
  ) {
    this.#config = config;
    this.#maxNorm = options.maxNorm;
    this.#adam = tf.train.adam(options.learningRate, options.beta1, options.beta2, 1e-8);
    try {
      for (const name of names) {
        // Memory of its own, whatever our engine writes in place.
        this.#variables.set(
          name,
          tf.tidy(() => tf.variable(tf.add(weight(name), 0), true)),
        );
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  readonly weight: WeightOf = (name) => {
    const found = this.#variables.get(name);
    if (found === undefined) throw new Error(`The weights lack ${name}.`);
    return found;
  };

  /** Gradients by name, of minus the sum of log-probabilities, each times its row's factor. */
  gradients(
    batch: StockBatch,
    factors: readonly number[],
  ): { readonly loss: tf.Scalar; readonly grads: tf.NamedTensorMap } {
    const list = [...this.#variables.values()];
    const { value, grads } = tf.variableGrads(() => {
      const logProbs = stockLogProbs(this.#config, this.weight, batch, true);
      return tf.neg(tf.sum(tf.mul(logProbs, tf.tensor2d([...factors], [factors.length, 1]))));
    }, list);
    const named: tf.NamedTensorMap = {};
    for (const [name, variable] of this.#variables) named[name] = grads[variable.name]!;
    return { loss: value, grads: named };
  }

  /** One step of Adam, with the gradients clipped to a Euclidean norm over all weights; they are disposed. */
  update(gradients: tf.NamedTensorMap): void {
    try {
      tf.tidy(() => {
        const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
        const norm = tf.sqrt(tf.sum(tf.stack(squares)));
        const scale = tf.minimum(1, tf.div(this.#maxNorm, tf.add(norm, 1e-6)));
        const clipped = [...this.#variables].map(([name, variable]) => ({
          name: variable.name,
          tensor: tf.mul(gradients[name]!, scale),
        }));
        this.#adam.applyGradients(clipped);
      });
    } finally {
      tf.dispose(gradients);
    }
  }

  /** A whole step; returns the loss. */
  async step(batch: StockBatch, factors: readonly number[]): Promise<number> {
    const { loss, grads } = this.gradients(batch, factors);
    this.update(grads);
    const [value] = await loss.data();
    loss.dispose();
    return value!;
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#adam.dispose();
  }
}
