import * as tf from '@tensorflow/tfjs-core';
import { readFloats } from './device.ts';
import { allocate, floats, wasmBackend } from './heap.ts';
import { runProgram } from './program.ts';

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
  readonly moments: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly first: Float32Array;
    readonly second: Float32Array;
  }[];
}

interface Moments {
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
}

/** AdamW with decoupled weight decay and clipping by global norm, as `torch.optim.AdamW` and `clip_grad_norm_`. */
export class AdamW {
  readonly #settings: Required<AdamWSettings>;
  readonly #moments = new Map<string, Moments>();
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
    const gradNorm = await globalNorm([...gradients.values()]);
    if (!Number.isFinite(gradNorm)) return { gradNorm, skipped: true };
    const { beta1, beta2, weightDecay, maxNorm, epsilon } = this.#settings;
    this.#steps += 1;
    // clip_grad_norm_: max_norm / (norm + 1e-6), at most 1
    const scale = Math.min(1, maxNorm / (gradNorm + 1e-6));
    const numbers: UpdateNumbers = {
      scale,
      beta1,
      beta2,
      keep: 1 - learningRate * weightDecay,
      rate: learningRate / (1 - beta1 ** this.#steps),
      secondScale: 1 / Math.sqrt(1 - beta2 ** this.#steps),
      epsilon,
    };
    for (const [name, gradient] of gradients) {
      const weight = weights.get(name);
      let moments = this.#moments.get(name);
      if (moments === undefined) {
        moments = { first: tf.keep(tf.zerosLike(weight)), second: tf.keep(tf.zerosLike(weight)) };
        this.#moments.set(name, moments);
      }
      weights.assign(name, update(weight, gradient, moments, numbers));
    }
    return { gradNorm, skipped: false };
  }

  /** Everything needed to go on exactly from here. */
  async toHost(): Promise<AdamWState> {
    const moments: AdamWState['moments'][number][] = [];
    for (const [name, { first, second }] of this.#moments) {
      moments.push({
        name,
        shape: first.shape,
        first: (await readFloats(first)).slice(),
        second: (await readFloats(second)).slice(),
      });
    }
    return { steps: this.#steps, moments };
  }

  /** Takes the state of an optimiser with the same settings; its own is disposed. */
  restore(state: AdamWState): void {
    this.dispose();
    this.#steps = state.steps;
    for (const { name, shape, first, second } of state.moments) {
      this.#moments.set(name, {
        first: tf.keep(tf.tensor(first, [...shape], 'float32')),
        second: tf.keep(tf.tensor(second, [...shape], 'float32')),
      });
    }
  }

  dispose(): void {
    for (const { first, second } of this.#moments.values()) tf.dispose([first, second]);
    this.#moments.clear();
    this.#steps = 0;
  }
}

/** Euclidean norm of all tensors together. */
async function globalNorm(tensors: readonly tf.Tensor[]): Promise<number> {
  if (tensors.length === 0) return 0;
  const wasm = wasmBackend();
  if (wasm !== null) {
    let sum = 0;
    for (const tensor of tensors) {
      for (const x of floats(wasm, tensor)) sum += x * x;
    }
    return Math.sqrt(sum);
  }
  const squares = tf.tidy(() => tf.stack(tensors.map((tensor) => tf.sum(tf.square(tensor)))));
  const values = await readFloats(squares);
  squares.dispose();
  return Math.sqrt(values.reduce((a, b) => a + b, 0));
}

/** Scalars of one update. */
interface UpdateNumbers {
  readonly scale: number;
  readonly beta1: number;
  readonly beta2: number;
  /** what decay leaves of a weight */
  readonly keep: number;
  /** learning rate over the bias correction of the first moment */
  readonly rate: number;
  /** one over the root of the bias correction of the second moment */
  readonly secondScale: number;
  readonly epsilon: number;
}

/** The new weight; the moments are written in place. */
function update(
  weight: tf.Tensor,
  gradient: tf.Tensor,
  { first, second }: Moments,
  n: UpdateNumbers,
): tf.Tensor {
  const wasm = wasmBackend();
  if (wasm === null) return updateOnGpu(weight, gradient, { first, second }, n);
  const output = allocate(wasm, weight.shape);
  const [p, g, m, v, result] = [weight, gradient, first, second, output].map((tensor) =>
    floats(wasm, tensor),
  );
  if (!p || !g || !m || !v || !result) throw new TypeError('An update takes five tensors.');
  const { scale, beta1, beta2, keep, rate, secondScale, epsilon } = n;
  for (let i = 0; i < p.length; i++) {
    const d = g[i]! * scale;
    const m1 = (m[i] = beta1 * m[i]! + (1 - beta1) * d);
    const m2 = (v[i] = beta2 * v[i]! + (1 - beta2) * d * d);
    result[i] = p[i]! * keep - (rate * m1) / (Math.sqrt(m2) * secondScale + epsilon);
  }
  return output;
}

function updateOnGpu(
  weight: tf.Tensor,
  gradient: tf.Tensor,
  { first, second }: Moments,
  n: UpdateNumbers,
): tf.Tensor {
  const shared = { outputShape: weight.shape, workgroups: Math.ceil(weight.size / 64), workgroupSize: 64 };
  const index = /* wgsl */ `
    let i = workgroup_index() * 64 + i32(localIndex);
    if (i >= uniforms.count) { return; }`;
  const integers = { count: weight.size };
  for (const [name, moment, beta, term] of [
    ['AdamFirst', first, n.beta1, 'd'],
    ['AdamSecond', second, n.beta2, 'd * d'],
  ] as const) {
    runProgram({
      ...shared,
      name,
      inputs: { gradient },
      integers,
      floats: { beta, scale: n.scale },
      body: /* wgsl */ `${index}
        let d = gradient[i] * uniforms.scale;
        result[i] = uniforms.beta * result[i] + (1.0 - uniforms.beta) * ${term};`,
      into: moment,
    });
  }
  return runProgram({
    ...shared,
    name: 'AdamWeight',
    inputs: { weight, first, second },
    integers,
    floats: { keep: n.keep, rate: n.rate, secondScale: n.secondScale, epsilon: n.epsilon },
    body: /* wgsl */ `${index}
      let step = uniforms.rate * first[i] / (sqrt(second[i]) * uniforms.secondScale + uniforms.epsilon);
      result[i] = weight[i] * uniforms.keep - step;`,
  });
}
