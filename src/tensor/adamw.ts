import type * as tf from '@tensorflow/tfjs-core';
import { gpuBackend } from './gpuBackend.ts';
import type { Moment, Moments, Rates } from './moments.ts';
import { PackedMoments } from './packedMoments.ts';
import { runsPrograms } from './program.ts';
import { TensorMoments } from './tensorMoments.ts';

export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
  /** gradients are scaled down to this Euclidean norm over all weights; infinity leaves them */
  readonly maxNorm: number;
  /** default 1e-8, as PyTorch's */
  readonly epsilon?: number;
}

/** What the optimiser changes: a `WeightSet`. */
export interface Parameters {
  get(name: string): tf.Tensor;
  assign(name: string, tensor: tf.Tensor): void;
}

export interface UpdateReport {
  /** Euclidean norm of all gradients before clipping; NaN or infinity where an update was skipped */
  readonly gradNorm: number;
  /** true when a gradient was not finite: weights and optimiser are as before */
  readonly skipped: boolean;
}

/** The optimiser at rest; moments are laid out as the weights on the device. */
export interface AdamWState {
  readonly steps: number;
  readonly moments: readonly Moment[];
}

/** AdamW with decoupled weight decay and clipping by global norm, as `torch.optim.AdamW` and `clip_grad_norm_`. */
export class AdamW {
  readonly #settings: Required<AdamWSettings>;
  #moments: Moments | null = null;
  #start: readonly Moment[] = [];
  #steps = 0;

  constructor(settings: AdamWSettings) {
    this.#settings = { epsilon: 1e-8, ...settings };
  }

  /** updates made so far; skipped ones do not count */
  get steps(): number {
    return this.#steps;
  }

  /** One update of the weights that have a gradient; the gradients stay the caller's. */
  async step(
    weights: Parameters,
    gradients: ReadonlyMap<string, tf.Tensor>,
    learningRate: number,
  ): Promise<UpdateReport> {
    if (gradients.size === 0) return { gradNorm: 0, skipped: false };
    const { beta1, beta2, weightDecay, maxNorm, epsilon } = this.#settings;
    const step = this.#steps + 1;
    const rates: Rates = {
      beta1,
      beta2,
      keep: 1 - learningRate * weightDecay,
      rate: learningRate / (1 - beta1 ** step),
      secondScale: 1 / Math.sqrt(1 - beta2 ** step),
      epsilon,
    };
    this.#moments ??= momentsFrom(this.#start);
    const old = new Map([...gradients.keys()].map((name) => [name, weights.get(name)]));
    const { gradNorm, weights: updated } = await this.#moments.update(old, gradients, rates, maxNorm);
    if (updated === null) return { gradNorm, skipped: true };
    for (const [name, tensor] of updated) weights.assign(name, tensor);
    this.#steps = step;
    return { gradNorm, skipped: false };
  }

  /** Everything needed to go on exactly from here. */
  async toHost(): Promise<AdamWState> {
    return { steps: this.#steps, moments: (await this.#moments?.toHost()) ?? this.#start };
  }

  /** Takes the state of an optimiser with the same settings; its own is disposed. */
  restore(state: AdamWState): void {
    this.dispose();
    this.#steps = state.steps;
    this.#start = state.moments;
  }

  dispose(): void {
    this.#moments?.dispose();
    this.#moments = null;
    this.#start = [];
    this.#steps = 0;
  }
}

function momentsFrom(start: readonly Moment[]): Moments {
  const gpu = gpuBackend();
  return gpu !== null && runsPrograms() ? new PackedMoments(gpu, start) : new TensorMoments(start);
}
