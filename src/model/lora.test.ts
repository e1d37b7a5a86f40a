import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LearnerRow } from '../grpo/step.ts';
import { grpoStep } from '../grpo/step.ts';
import stepFixture from '../grpo/fixtures/step.json' with { type: 'json' };
import type { Picture } from '../images/picture.ts';
import { AdamW } from '../tensor/adamw.ts';
import type { Device } from '../tensor/device.ts';
import { relativeError } from '../tensor/reference.ts';
import { describeBackends } from '../tensor/testing.ts';
import { bytesSource } from './byteSource.ts';
import expected from './fixtures/lora/expected.json' with { type: 'json' };
import { openCheckpoint } from './load.ts';
import { adaptedLinears, adapterSize, adapterTargets, newAdapter, type Adapter } from './lora.ts';
import { nodeFolder } from './nodeFolder.ts';
import { peftFolder, readAdapter } from './peft.ts';
import { createProcessor } from './processor.ts';
import { readHeader, readTensor, type NamedTensor } from './safetensors.ts';
import { Vlm, type TokenScores } from './vlm.ts';
import { WeightSet } from './weights.ts';

/** Adapters that peft made and trained on a tiny Idefics3 (tools/fixtures/lora.py). */
const fixtures = path.join(import.meta.dirname, 'fixtures');
const { side } = stepFixture;
const pictures = stepFixture.pictures.map((bytes, index): Picture => ({
  id: String(index),
  name: `${index}.png`,
  width: side,
  height: side,
  rgb: new Uint8Array(Buffer.from(bytes, 'base64')),
}));
const rows: LearnerRow[] = stepFixture.rows.map((row) => ({ ...row, picture: pictures[row.picture]! }));

const adapterAt = async (name: string): Promise<Adapter> =>
  (await readAdapter(nodeFolder(path.join(fixtures, 'lora', name)))).adapter;

async function tensorsAt(file: string): Promise<NamedTensor[]> {
  const source = bytesSource(file, new Uint8Array(await readFile(path.join(fixtures, 'lora', file))));
  const tensors: NamedTensor[] = [];
  for (const entry of (await readHeader(source)).tensors)
    tensors.push({ name: entry.name, shape: entry.shape, data: await readTensor(source, entry) });
  return tensors;
}

async function heldBy(weights: WeightSet, device: Device): Promise<Adapter> {
  const tensors: NamedTensor[] = [];
  for await (const tensor of weights.adapterToHost(device)) tensors.push(tensor);
  return { ...weights.adapter!, tensors };
}

const data = ({ tensors }: Adapter, name: string): Float32Array =>
  tensors.find((tensor) => tensor.name === name)!.data;

/** Length of the difference of what two adapters hold over the length of what training changed. */
function distance(found: Adapter, wanted: Adapter, start: Adapter): number {
  let [difference, length] = [0, 0];
  for (const { name, data: values } of wanted.tensors) {
    const [own, began] = [data(found, name), data(start, name)];
    for (const [i, value] of values.entries()) {
      difference += (own[i]! - value) ** 2;
      length += (value - began[i]!) ** 2;
    }
  }
  return Math.sqrt(difference / length);
}

describeBackends('an adapter', (backend, device) => {
  let model: Vlm;
  let base: WeightSet;

  beforeAll(async () => {
    const checkpoint = await openCheckpoint(nodeFolder(path.join(fixtures, 'complete')));
    base = await WeightSet.fromHost(checkpoint.weights(), { frozen: true });
    model = new Vlm(checkpoint.config, createProcessor(checkpoint));
    return () => {
      model.dispose();
      base.dispose();
    };
  });

  async function errorOfScores(weights: WeightSet, wanted: readonly (readonly number[])[]): Promise<number> {
    const scores = await model.score(weights, rows);
    const errors = scores.flatMap(({ logProbs }, row) =>
      logProbs.map((value, at) => Math.abs(value - wanted[row]![at]!)),
    );
    return Math.max(...errors);
  }

  it.each(['start', 'trained'] as const)('of peft, %s, gives the log-probabilities of peft', async (name) => {
    const adapted = base.adapted(await adapterAt(name));
    // Values of about -3 in float32 against float64.
    expect(await errorOfScores(adapted, expected[name])).toBeLessThan(1e-4);
    expect(await errorOfScores(base, stepFixture.anchorLogProbs)).toBeLessThan(1e-4);
    adapted.dispose();
  });

  it('has the gradients of peft, and the base has none', async () => {
    const adapted = base.adapted(await adapterAt('start'));
    const count = rows.reduce((sum, { tokens }) => sum + tokens.length, 0);
    const nll = ({ logProbs, mask }: TokenScores): tf.Scalar =>
      tf.div(tf.neg(tf.sum(tf.mul(logProbs, mask))), count);
    const { loss, gradients } = await model.gradients(adapted, rows, nll);
    expect(loss).toBeCloseTo(expected.nll, 4);
    const wanted = await tensorsAt('gradients.safetensors');
    expect(gradients.tensors.size).toBe(wanted.length);
    for (const { name, data } of wanted) {
      const own = name.replace('base_model.model.', '');
      const found = await adapted.hostLayout(own, gradients.tensors.get(own)!, device());
      expect([own, relativeError(found.data, data) < 1e-3]).toEqual([own, true]);
    }
    gradients.dispose();
    // What is put together of the adapter stays until it changes, and so do the pictures.
    const settled = tf.memory().numTensors;
    (await model.gradients(adapted, rows, nll)).gradients.dispose();
    expect(tf.memory().numTensors).toBe(settled);
    adapted.dispose();
  });

  it.runIf(backend === 'wasm')('trained two steps here is what PyTorch makes of it', async () => {
    const start = await adapterAt('start');
    const adapted = base.adapted(start);
    const optimizer = new AdamW(stepFixture.adamw);
    const learner = { model, weights: adapted, optimizer, anchor: base };
    const options = {
      ...stepFixture.options,
      aggregation: 'token' as const,
      updatesPerStep: stepFixture.updatesPerStep,
      microBatch: 8,
    };
    for (const { updates } of expected.steps) {
      const metrics = await grpoStep(learner, rows, options);
      const kl = updates.reduce((sum, update) => sum + update.kl, 0) / updates.length;
      // Over tokens here, over updates there, whose rows differ in length.
      expect(metrics!.kl / kl).toBeGreaterThan(0.9);
      expect(metrics!.kl / kl).toBeLessThan(1.1);
    }
    const found = await heldBy(adapted, device());
    expect(distance(found, await adapterAt('trained'), start)).toBeLessThan(1e-3);
    expect(await errorOfScores(adapted, expected.trained)).toBeLessThan(1e-3);
    // The base is as it was.
    expect(await errorOfScores(base, stepFixture.anchorLogProbs)).toBeLessThan(1e-4);
    optimizer.dispose();
    adapted.dispose();
  });

  it('merged into the weights scores the same', async () => {
    const adapted = base.adapted(await adapterAt('trained'));
    const merged = await WeightSet.fromHost(adapted.toHost(device()));
    expect(merged.names).toEqual(base.names);
    expect(await errorOfScores(merged, expected.trained)).toBeLessThan(1e-4);
    expect((await merged.distance(adapted, device())).all).toBeLessThan(1e-5);
    const { vision, connector, text } = await adapted.distance(base, device());
    expect(vision).toBe(0);
    expect(connector).toBeGreaterThan(0.01);
    expect(text).toBeGreaterThan(0.01);
    merged.dispose();
    adapted.dispose();
  });

  it('goes back towards its base as far as is asked for', async () => {
    const adapted = base.adapted(await adapterAt('trained'));
    const { all: whole } = await adapted.distance(base, device());
    adapted.moveTowards(base, 0.25);
    const { all: rest } = await adapted.distance(base, device());
    expect(rest / whole).toBeCloseTo(0.75, 4);
    adapted.moveTowards(base, 1);
    expect(await errorOfScores(adapted, stepFixture.anchorLogProbs)).toBeLessThan(1e-4);
    adapted.dispose();
  });

  it('stands beside another on the same base, and a new one changes nothing', async () => {
    const before = tf.memory().numDataBuffers;
    const settings = { rank: 4, alpha: 8, targets: adapterTargets };
    const fresh = newAdapter(model.config, settings, 5);
    const first = base.adapted(fresh);
    const second = base.adapted(await adapterAt('trained'));
    const own = 4 * adapterSize(model.config, settings);
    // The base is there once.
    expect(tf.memory().numDataBuffers - before).toBe(2 * fresh.tensors.length);
    expect(first.bytes - base.bytes).toBe(own);
    expect(await errorOfScores(first, stepFixture.anchorLogProbs)).toBeLessThan(1e-4);
    expect(await errorOfScores(second, expected.trained)).toBeLessThan(1e-4);
    const third = second.clone();
    expect(await errorOfScores(third, expected.trained)).toBeLessThan(1e-4);
    first.dispose();
    second.dispose();
    third.dispose();
  });

  it('generates the same tokens as its merged weights', async () => {
    const adapted = base.adapted(await adapterAt('trained'));
    const merged = await WeightSet.fromHost(adapted.toHost(device()));
    const requests = pictures.map((picture, i) => ({
      id: picture.id,
      picture,
      text: 'What?',
      samples: 1,
      key: i,
    }));
    const greedy = { maxNewTokens: 6, temperature: 0, topP: 1, topK: 0 };
    const [one, other] = [
      await model.generate(adapted, requests, greedy),
      await model.generate(merged, requests, greedy),
    ];
    expect(one.map(({ tokens }) => tokens)).toEqual(other.map(({ tokens }) => tokens));
    for (const [i, { logProbs }] of one.entries())
      expect(relativeError(logProbs, other[i]!.logProbs)).toBeLessThan(1e-4);
    adapted.dispose();
    merged.dispose();
  });

  it('for another base is refused', async () => {
    const { tensors, ...rest } = await adapterAt('start');
    const cut = { ...rest, tensors: tensors.map((tensor) => ({ ...tensor, shape: [4, 99] })) };
    expect(() => base.adapted(cut)).toThrow('this model needs [');
    const renamed = tensors.map(({ name, shape, data: values }) => ({
      name: name.replace('layers.1', 'layers.7'),
      shape,
      data: values,
    }));
    expect(() => base.adapted({ ...rest, tensors: renamed })).toThrow('this model has no such linear');
  });
});

const read = async (bytes: Uint8Array): Promise<unknown> => {
  const source = bytesSource('adapter', bytes);
  const found = new Map<string, unknown>();
  for (const entry of (await readHeader(source)).tensors)
    found.set(entry.name, [entry.shape, entry.dtype, await readTensor(source, entry)]);
  return found;
};
const parse = (bytes: Uint8Array): Record<string, unknown> => JSON.parse(new TextDecoder().decode(bytes));
const folderOf = (files: ReadonlyMap<string, Uint8Array>) => ({
  name: 'adapter',
  open: async (file: string) => {
    const bytes = files.get(file);
    return bytes ? bytesSource(file, bytes) : null;
  },
});

describe('the folder of an adapter', () => {
  it('is written as peft writes it', async () => {
    const adapter = await adapterAt('start');
    const files = peftFolder(adapter, 'complete');
    const theirs = await readFile(path.join(fixtures, 'lora/start/adapter_model.safetensors'));
    const ours = files.get('adapter_model.safetensors')!;
    expect(await read(ours)).toEqual(await read(new Uint8Array(theirs)));
    const config = parse(files.get('adapter_config.json')!);
    const reference = parse(await readFile(path.join(fixtures, 'lora/start/adapter_config.json')));
    expect(Object.keys(config).length).toBeGreaterThan(10);
    for (const [key, value] of Object.entries(config)) expect([key, value]).toEqual([key, reference[key]]);
  });

  it.each([
    ['peft_type', 'LOHA', 'peft_type is not LORA'],
    ['use_dora', true, 'it is a DoRA'],
    ['bias', 'all', 'it trains biases'],
    ['rank_pattern', { q_proj: 2 }, 'ranks of their own'],
    ['modules_to_save', ['lm_head'], 'it replaces whole modules'],
    ['r', 0, 'r is not valid'],
  ])('with %s %j is refused', async (key, value, said) => {
    const files = peftFolder(await adapterAt('start'), 'complete');
    const config = JSON.parse(new TextDecoder().decode(files.get('adapter_config.json')));
    files.set('adapter_config.json', new TextEncoder().encode(JSON.stringify({ ...config, [key]: value })));
    await expect(readAdapter(folderOf(files))).rejects.toThrow(said);
  });

  it('with half a pair, a part of the vision tower or a missing file is refused', async () => {
    const adapter = await adapterAt('start');
    const whole = peftFolder(adapter, 'complete');
    const half = peftFolder({ ...adapter, tensors: adapter.tensors.slice(1) }, 'complete');
    await expect(readAdapter(folderOf(half))).rejects.toThrow('and not');
    whole.delete('adapter_model.safetensors');
    await expect(readAdapter(folderOf(whole))).rejects.toThrow('has no adapter_model.safetensors');
    const tower = adapter.tensors.map((tensor) => ({
      ...tensor,
      name: tensor.name.replace('text_model.layers', 'vision_model.encoder.layers'),
    }));
    expect(() => peftFolder({ ...adapter, tensors: tower }, 'complete')).toThrow('The adapter changes');
  });
});

it('changes all linears of decoder and connector and none of the vision tower', async () => {
  const { config } = await openCheckpoint(nodeFolder(path.join(fixtures, 'complete')));
  const names = adaptedLinears(config, adapterTargets).map(({ name }) => name);
  expect(names).toHaveLength(7 * config.text.numHiddenLayers + 1);
  expect(names.some((name) => name.includes('vision'))).toBe(false);
  expect(adaptedLinears(config, ['q_proj']).map(({ name }) => name)).toEqual([
    'model.text_model.layers.0.self_attn.q_proj',
    'model.text_model.layers.1.self_attn.q_proj',
  ]);
});
