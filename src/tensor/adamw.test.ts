import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { AdamW, type Parameters } from './adamw.ts';
import { countGpu } from './counts.ts';
import { withPlainOps } from './plainOps.ts';
import { key, normal } from './random.ts';
import { share } from './share.ts';
import { describeBackends } from './testing.ts';

const settings = { beta1: 0.9, beta2: 0.99, weightDecay: 0.1, maxNorm: 1 };
const shapes: Readonly<Record<string, number[]>> = { matrix: [7, 9], vector: [5], large: [40, 41] };

class Weights implements Parameters {
  readonly #tensors = new Map<string, tf.Tensor>();

  constructor(values: ReadonlyMap<string, ArrayLike<number>>) {
    for (const [name, data] of values) {
      this.#tensors.set(name, tf.tensor(Float32Array.from(data), shapes[name]));
    }
  }

  get(name: string): tf.Tensor {
    return this.#tensors.get(name)!;
  }

  assign(name: string, tensor: tf.Tensor): void {
    this.get(name).dispose();
    this.#tensors.set(name, tensor);
  }

  dispose(): void {
    tf.dispose([...this.#tensors.values()]);
  }
}

function numbers(seed: number): Map<string, Float32Array> {
  return new Map(
    Object.entries(shapes).map(([name, shape], n) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, Float32Array.from({ length: size }, (_, i) => normal(key(seed, n), i))];
    }),
  );
}

/** torch.optim.AdamW after torch.nn.utils.clip_grad_norm_, in double precision. */
function reference(
  start: ReadonlyMap<string, Float32Array>,
  gradients: readonly ReadonlyMap<string, Float32Array>[],
  rate: number,
): Map<string, number[]> {
  const weights = new Map([...start].map(([name, data]) => [name, [...data]]));
  const first = new Map([...start].map(([name, data]) => [name, [...data].map(() => 0)]));
  const second = new Map([...start].map(([name, data]) => [name, [...data].map(() => 0)]));
  for (const [t, gradient] of gradients.entries()) {
    let square = 0;
    for (const data of gradient.values()) for (const x of data) square += x * x;
    const scale = Math.min(1, settings.maxNorm / (Math.sqrt(square) + 1e-6));
    for (const [name, data] of gradient) {
      const [w, m, v] = [weights.get(name)!, first.get(name)!, second.get(name)!];
      for (const [i, x] of data.entries()) {
        w[i]! *= 1 - rate * settings.weightDecay;
        m[i] = settings.beta1 * m[i]! + (1 - settings.beta1) * x * scale;
        v[i] = settings.beta2 * v[i]! + (1 - settings.beta2) * (x * scale) ** 2;
        const mean = m[i] / (1 - settings.beta1 ** (t + 1));
        const root = Math.sqrt(v[i] / (1 - settings.beta2 ** (t + 1)));
        w[i]! -= (rate * mean) / (root + 1e-8);
      }
    }
  }
  return weights;
}

async function step(
  optimizer: AdamW,
  weights: Weights,
  gradient: ReadonlyMap<string, Float32Array>,
): ReturnType<AdamW['step']> {
  const tensors = new Map([...gradient].map(([name, data]) => [name, tf.tensor(data, shapes[name])]));
  const report = await optimizer.step(weights, tensors, 0.01);
  tf.dispose([...tensors.values()]);
  return report;
}

describeBackends('AdamW', (backend, device) => {
  const valuesOf = async (weights: Weights): Promise<Float32Array[]> =>
    Promise.all(Object.keys(shapes).map((name) => device().readFloats(weights.get(name))));

  it('follows PyTorch over many steps', async () => {
    const weights = new Weights(numbers(1));
    const optimizer = new AdamW(settings);
    const gradients = Array.from({ length: 12 }, (_, t) => numbers(100 + t));
    for (const gradient of gradients) await step(optimizer, weights, gradient);
    const expected = reference(numbers(1), gradients, 0.01);
    const found = await valuesOf(weights);
    for (const [n, name] of Object.keys(shapes).entries()) {
      for (const [i, x] of expected.get(name)!.entries()) {
        // Twelve float32 roundings of weights of order one.
        expect(Math.abs(found[n]![i]! - x)).toBeLessThan(3e-6);
      }
    }
    expect(optimizer.steps).toBe(12);
    optimizer.dispose();
    weights.dispose();
  });

  it('goes on from its stored state to the same bits', async () => {
    const [whole, first] = [new Weights(numbers(1)), new Weights(numbers(1))];
    const [straight, before, after] = [new AdamW(settings), new AdamW(settings), new AdamW(settings)];
    for (let t = 0; t < 4; t++) await step(straight, whole, numbers(200 + t));
    for (let t = 0; t < 2; t++) await step(before, first, numbers(200 + t));
    const state = await before.toHost();
    const stored = new Map(await Promise.all(Object.keys(shapes).map(async (name): Promise<[string, Float32Array]> => [name, await device().readFloats(first.get(name))]))); // prettier-ignore
    const resumed = new Weights(stored);
    after.restore(state);
    for (let t = 2; t < 4; t++) await step(after, resumed, numbers(200 + t));
    expect(await valuesOf(resumed)).toEqual(await valuesOf(whole));
    for (const owner of [straight, before, after, whole, first, resumed]) owner.dispose();
  });

  it('skips a gradient that is not finite and changes nothing', async () => {
    const before = tf.memory().numTensors;
    const weights = new Weights(numbers(1));
    const optimizer = new AdamW(settings);
    await step(optimizer, weights, numbers(300));
    const kept = await valuesOf(weights);
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const gradient = numbers(301);
      gradient.get('matrix')![3] = wrong;
      const report = await step(optimizer, weights, gradient);
      expect(report.skipped).toBe(true);
      expect(Number.isFinite(report.gradNorm)).toBe(false);
    }
    expect(await valuesOf(weights)).toEqual(kept);
    expect(optimizer.steps).toBe(1);
    optimizer.dispose();
    weights.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes four dispatches for all weights together', async () => {
    const [weights, optimizer] = [new Weights(numbers(1)), new AdamW(settings)];
    // The first step packs weights that were loaded one by one, in copies.
    for (const seed of [400, 401]) {
      const counts = await countGpu(() => step(optimizer, weights, numbers(seed)));
      expect(counts.dispatches).toBe(backend === 'webgpu' ? 4 : 0);
      expect(counts.readBacks).toBe(backend === 'webgpu' ? 1 : 0);
    }
    optimizer.dispose();
    weights.dispose();
  });

  it('updates alike by kernels and by plain ops', async () => {
    const [ours, plain] = [new Weights(numbers(1)), new Weights(numbers(1))];
    const [kernels, ops] = [new AdamW(settings), new AdamW(settings)];
    for (let t = 0; t < 3; t++) {
      const found = await step(kernels, ours, numbers(500 + t));
      const expected = await withPlainOps(() => step(ops, plain, numbers(500 + t)));
      expect(found.gradNorm / expected.gradNorm).toBeCloseTo(1, 5);
    }
    const expected = await valuesOf(plain);
    for (const [n, values] of (await valuesOf(ours)).entries()) {
      // A few float32 roundings of weights of order one.
      for (const [i, x] of values.entries()) expect(Math.abs(x - expected[n]![i]!)).toBeLessThan(2e-6);
    }
    for (const owner of [ours, plain, kernels, ops]) owner.dispose();
  });

  it('leaves the weights of a copy alone', async () => {
    const weights = new Weights(numbers(1));
    const optimizer = new AdamW(settings);
    await step(optimizer, weights, numbers(600));
    const copies = Object.keys(shapes).map((name) => share(weights.get(name)));
    const kept = await valuesOf(weights);
    await step(optimizer, weights, numbers(601));
    for (const [i, copy] of copies.entries()) expect(await device().readFloats(copy)).toEqual(kept[i]);
    expect(await valuesOf(weights)).not.toEqual(kept);
    tf.dispose(copies);
    optimizer.dispose();
    weights.dispose();
  });

  it('stores what it is now, however often it was stored before', async () => {
    const [weights, optimizer] = [new Weights(numbers(1)), new AdamW(settings)];
    await step(optimizer, weights, numbers(700));
    const early = await optimizer.toHost();
    await step(optimizer, weights, numbers(701));
    const late = await optimizer.toHost();
    expect(late.moments.map(({ name }) => name)).toEqual(early.moments.map(({ name }) => name));
    for (const [i, { first, second }] of late.moments.entries()) {
      expect(first).not.toEqual(early.moments[i]!.first);
      expect(second).not.toEqual(early.moments[i]!.second);
    }
    optimizer.dispose();
    weights.dispose();
  });
});
