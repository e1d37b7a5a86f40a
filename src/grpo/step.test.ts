import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { Picture } from '../images/picture.ts';
import { bytesSource } from '../model/byteSource.ts';
import { openCheckpoint } from '../model/load.ts';
import { nodeFolder } from '../model/nodeFolder.ts';
import { createProcessor } from '../model/processor.ts';
import { type NamedTensor, readHeader, readTensor } from '../model/safetensors.ts';
import { Vlm } from '../model/vlm.ts';
import { WeightSet } from '../model/weights.ts';
import { AdamW } from '../tensor/adamw.ts';
import type { Device } from '../tensor/device.ts';
import { describeBackends } from '../tensor/testing.ts';
import fixture from './fixtures/step.json' with { type: 'json' };
import { type GrpoOptions, grpoStep, type Learner, type LearnerRow, type StepMetrics } from './step.ts';

/** A tiny Idefics3, two groups of completions, and what PyTorch makes of them (tools/fixtures/grpo_step.py). */
const { side, adamw } = fixture;
const pictures = fixture.pictures.map((bytes, index): Picture => ({
  id: String(index),
  name: `${index}.png`,
  width: side,
  height: side,
  rgb: new Uint8Array(Buffer.from(bytes, 'base64')),
}));
const rows: LearnerRow[] = fixture.rows.map((row) => ({ ...row, picture: pictures[row.picture]! }));
const options: GrpoOptions = {
  ...fixture.options,
  aggregation: 'token',
  updatesPerStep: fixture.updatesPerStep,
  microBatch: 8,
};

type ReferenceStep = (typeof fixture.cases)[number]['steps'][number];

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

async function referenceChange(): Promise<Map<string, Float32Array>> {
  const file = path.join(import.meta.dirname, 'fixtures/step.safetensors');
  const source = bytesSource(file, new Uint8Array(await readFile(file)));
  const change = new Map<string, Float32Array>();
  for (const entry of (await readHeader(source)).tensors)
    change.set(entry.name, await readTensor(source, entry));
  return change;
}

/** How two changes of the weights differ: length of the difference over length of the second. */
function distance(
  found: ReadonlyMap<string, Float32Array>,
  expected: ReadonlyMap<string, Float32Array>,
): number {
  let [difference, length] = [0, 0];
  for (const [name, values] of expected)
    for (const [at, value] of values.entries()) {
      difference += (found.get(name)![at]! - value) ** 2;
      length += value ** 2;
    }
  return Math.sqrt(difference / length);
}

let model: Vlm;
let device: Device;
let host: NamedTensor[];

interface Trained {
  readonly metrics: (StepMetrics | null)[];
  /** Weights after minus before, laid out as in the checkpoint. */
  readonly change: ReadonlyMap<string, Float32Array>;
}

/** Steps from the fixture's weights, anchored to them. */
async function train(
  steps: number,
  taught: readonly LearnerRow[],
  differently: Partial<GrpoOptions> = {},
): Promise<Trained> {
  const weights = await WeightSet.fromHost(host);
  const optimizer = new AdamW(adamw);
  const learner: Learner = { model, weights, optimizer, anchor: weights.clone() };
  const metrics: (StepMetrics | null)[] = [];
  for (let step = 0; step < steps; step++)
    metrics.push(await grpoStep(learner, taught, { ...options, ...differently }));
  const change = new Map<string, Float32Array>();
  for (const { name, data } of host) {
    const after = await weights.hostLayout(name, weights.get(name), device);
    change.set(
      name,
      after.data.map((value, at) => value - data[at]!),
    );
  }
  optimizer.dispose();
  weights.dispose();
  learner.anchor!.dispose();
  return { metrics, change };
}

async function open(current: Device): Promise<void> {
  const checkpoint = await openCheckpoint(
    nodeFolder(path.join(import.meta.dirname, '../model/fixtures/complete')),
  );
  host = [];
  for await (const weight of checkpoint.weights()) host.push(weight);
  model = new Vlm(checkpoint.config, createProcessor(checkpoint));
  device = current;
}

/** Holds the metrics of a step against PyTorch's of its updates. */
function expectMetrics(found: StepMetrics | null, { updates, logprobGap }: ReferenceStep): void {
  expect(found!.loss).toBeCloseTo(mean(updates.map(({ loss }) => loss)), 4);
  expect(found!.grad_norm / mean(updates.map(({ gradNorm }) => gradNorm))).toBeCloseTo(1, 3);
  expect(found!.ratio_max / Math.max(...updates.map(({ ratioMax }) => ratioMax))).toBeCloseTo(1, 3);
  expect(found!.clip_ratio).toBeCloseTo(mean(updates.map(({ clipRatio }) => clipRatio)), 6);
  expect(found!.entropy).toBeCloseTo(mean(updates.map(({ entropy }) => entropy)), 3);
  expect(found!.logprob_gap).toBeCloseTo(logprobGap, 3);
}

// Software WebGPU takes seconds for what WASM does in milliseconds: there the fixture's first update has to do.
describeBackends('a GRPO update', (_, current) => {
  beforeAll(() => open(current()));

  test('measures what PyTorch measures', async () => {
    const { steps } = fixture.cases.find(({ aggregation }) => aggregation === 'token')!;
    const first = steps[0]!.updates[0]!;
    const { metrics } = await train(1, rows.slice(0, 4), { updatesPerStep: 1 });
    expect(metrics).toHaveLength(1);
    expectMetrics(metrics[0]!, { updates: [first], logprobGap: steps[0]!.logprobGap });
  });
});

describeBackends(
  'GRPO steps',
  (_, current) => {
    beforeAll(() => open(current()));

    test.each(fixture.cases)(
      'measure what PyTorch measures, $aggregation',
      async ({ aggregation, steps }) => {
        const kind = aggregation === 'token' ? 'token' : 'sequence';
        const { metrics } = await train(steps.length, rows, { aggregation: kind });
        expect(metrics).toHaveLength(2);
        for (const [index, step] of steps.entries()) expectMetrics(metrics[index]!, step);
      },
    );

    test('sees the prompts and log-probabilities of transformers', async () => {
      const weights = await WeightSet.fromHost(host);
      const scores = await model.score(weights, rows);
      const errors = scores.flatMap(({ logProbs }, row) =>
        logProbs.map((value, at) => Math.abs(value - fixture.anchorLogProbs[row]![at]!)),
      );
      // Values of about -3 in float32 against float64.
      expect(Math.max(...errors)).toBeLessThan(1e-4);
      weights.dispose();
    });

    test('moves the weights as PyTorch does', async () => {
      const { change } = await train(2, rows);
      // Two steps of two updates; 4e-5 was seen on WASM and WebGPU.
      expect(distance(change, await referenceChange())).toBeLessThan(1e-3);
    });

    test('does not depend on the size of the micro-batches', async () => {
      const whole = await train(1, rows, { microBatch: 8 });
      const cut = await train(1, rows, { microBatch: 3 });
      // Only the order of sums differs.
      expect(distance(cut.change, whole.change)).toBeLessThan(1e-3);
      expect(cut.metrics[0]!.loss).toBeCloseTo(whole.metrics[0]!.loss, 5);
      expect(cut.metrics[0]!.kl).toBeCloseTo(whole.metrics[0]!.kl, 5);
      expect(cut.metrics[0]!.entropy).toBeCloseTo(whole.metrics[0]!.entropy, 5);
      expect(cut.metrics[0]!.ratio_max).toBeCloseTo(whole.metrics[0]!.ratio_max, 4);
    });

    test('with one update the ratio is exactly 1 and nothing is clipped', async () => {
      const { metrics } = await train(1, rows, { updatesPerStep: 1 });
      expect(metrics[0]).toMatchObject({ ratio_max: 1, clip_ratio: 0 });
      // One rollout was noted 0.01 off.
      expect(metrics[0]!.logprob_gap).toBeCloseTo(0.01, 4);
      // The anchor is where it starts.
      expect(metrics[0]!.kl).toBeLessThan(1e-6);
    });

    test('a rollout with a positive advantage becomes likelier, one with a negative advantage less likely', async () => {
      const weights = await WeightSet.fromHost(host);
      const optimizer = new AdamW({ ...adamw, weightDecay: 0 });
      const gentle = { ...options, learningRate: 1e-4, klCoefficient: 0 };
      const taught = rows.slice(0, 2);
      const before = await model.score(weights, taught);
      const metrics = await grpoStep({ model, weights, optimizer, anchor: null }, taught, gentle);
      const after = await model.score(weights, taught);
      const gains = after.map(({ logProbs }, row) => mean([...logProbs]) - mean([...before[row]!.logProbs]));
      expect(taught.map(({ advantage }) => Math.sign(advantage))).toEqual([1, -1]);
      expect(gains.map(Math.sign)).toEqual([1, -1]);
      expect(metrics!.kl).toBe(0);
      optimizer.dispose();
      weights.dispose();
    });

    test('nothing to learn from: no step and no metrics', async () => {
      const { metrics, change } = await train(1, []);
      expect(metrics).toEqual([null]);
      expect(distance(change, await referenceChange())).toBe(1);
      const silent = await train(1, [{ ...rows[0]!, tokens: [], logProbs: [] }]);
      expect(silent.metrics).toEqual([null]);
    });

    test('a gradient that is not finite moves nothing', async () => {
      const broken = [{ ...rows[0]!, advantage: Number.NaN }, rows[1]!];
      const { metrics, change } = await train(1, broken, { updatesPerStep: 1 });
      expect(metrics[0]!.grad_norm).toBeNaN();
      expect(distance(change, await referenceChange())).toBe(1);
    });

    test('refuses a rollout without a log-probability for each token', async () => {
      await expect(train(1, [{ ...rows[0]!, logProbs: [-1] }])).rejects.toThrow(
        'rollout 0.0 does not have one',
      );
    });

    test('leaves no tensors behind', async () => {
      const weights = await WeightSet.fromHost(host);
      const optimizer = new AdamW(adamw);
      const learner: Learner = { model, weights, optimizer, anchor: weights };
      await grpoStep(learner, rows, options);
      const settled = tf.memory().numTensors;
      await grpoStep(learner, rows, options);
      expect(tf.memory().numTensors).toBe(settled);
      optimizer.dispose();
      weights.dispose();
    });
  },
  ['wasm'],
);
