import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, it, vi } from 'vitest';
import { CLEAN } from '../world/domain.ts';
import { heldOutSuite } from '../world/suite.ts';
import { readFloats, type BackendName } from '../tensor/device.ts';
import { describeBackends } from '../tensor/testing.ts';
import type { Idefics3Config } from './config.ts';
import { FeatureStore } from './featureStore.ts';
import { openCheckpoint } from './load.ts';
import { nodeFolder } from './nodeFolder.ts';
import { createProcessor } from './processor.ts';
import type { ShownPicture } from './prompt.ts';
import { Vlm, type CompletionRow, type TokenScores } from './vlm.ts';
import { WeightSet } from './weights.ts';

/** Pictures that went through the vision tower, by call. */
const looked = vi.hoisted((): number[] => []);
vi.mock('./connector.ts', async (original) => {
  const real = await original<typeof import('./connector.ts')>();
  const imageFeatures: typeof real.imageFeatures = (tape, config, weights, pixels) => {
    looked.push(pixels.count);
    return real.imageFeatures(tape, config, weights, pixels);
  };
  return { ...real, imageFeatures };
});

const items = heldOutSuite({ domain: CLEAN, count: 4, seed: 3 });
const rows = items.map(({ id, picture, question }, i): CompletionRow => ({
  id,
  picture,
  text: question,
  tokens: [100 + i, 120, 130 + i],
}));
const requests = items.map(({ id, picture, question }, i) => ({ id, picture, text: question, samples: 2, key: i })); // prettier-ignore
const sampling = { maxNewTokens: 4, temperature: 1, topP: 1, topK: 0 };
const patches = 'model.vision_model.embeddings.patch_embedding.weight';
const projection = 'model.connector.modality_projection.proj.weight';

const loss = ({ logProbs, mask }: TokenScores): tf.Scalar => tf.neg(tf.sum(tf.mul(logProbs, mask)));

interface Opened {
  readonly vlm: Vlm;
  readonly base: WeightSet;
  readonly config: Idefics3Config;
  /** the pictures of the rows, as a store is asked for them */
  readonly shown: readonly ShownPicture[];
}

async function open(backend: BackendName): Promise<Opened> {
  // A software GPU takes a minute for what WASM does in two seconds: there a tiny model goes the same ways.
  const name = backend === 'wasm' ? '../../public/models/nano' : 'fixtures/complete';
  const folder = fileURLToPath(new URL(name, import.meta.url));
  const checkpoint = await openCheckpoint(nodeFolder(folder));
  const processor = createProcessor(checkpoint);
  const { config } = checkpoint;
  const shown = items.map(({ picture }) => {
    const { tiles } = processor.cut(picture, false);
    return { id: picture.id, pixels: { count: 1, values: processor.pixelValues(tiles), mask: null } };
  });
  const base = await WeightSet.fromHost(checkpoint.weights());
  return { vlm: new Vlm(config, processor, { split: false }), base, config, shown };
}

const frozenLooks = (base: WeightSet): WeightSet => base.training((name) => name.includes('layers.1.mlp') && name.includes('text_model')); // prettier-ignore

/** Another value for a weight. */
const moved = (weights: WeightSet, name: string): tf.Tensor => tf.tidy(() => tf.mul(weights.get(name), 1.5));

/** Everything a model makes of the rows, as numbers. */
async function everything(vlm: Vlm, weights: WeightSet): Promise<number[][]> {
  const drawn = await vlm.generate(weights, requests, sampling);
  const scores = await vlm.score(weights, rows);
  const { loss: value, gradients } = await vlm.gradients(weights, rows, loss);
  const found = [
    ...drawn.flatMap(({ tokens, logProbs }) => [[...tokens], [...logProbs]]),
    ...scores.flatMap(({ logProbs, entropy }) => [[...logProbs], [...entropy]]),
    [value],
  ];
  for (const gradient of gradients.tensors.values()) found.push([...(await readFloats(gradient))]);
  gradients.dispose();
  return found;
}

describeBackends('features of pictures', (backend) => {
  beforeEach(() => {
    looked.length = 0;
  });

  /** A GPU's products add up in an order that depends on how many rows there are; those on WASM do not. */
  function expectSame(found: readonly number[][], expected: readonly number[][]): void {
    expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    const tolerance = backend === 'wasm' ? 0 : 1e-4;
    for (const [i, values] of expected.entries()) {
      let scale = 1e-3;
      let difference = 0;
      for (const [j, value] of values.entries()) {
        scale = Math.max(scale, Math.abs(value));
        difference = Math.max(difference, Math.abs(found[i]![j]! - value));
      }
      expect(difference).toBeLessThanOrEqual(tolerance * scale);
    }
  }

  it('are computed once where looks are not trained, and change nothing', async () => {
    const { vlm, base } = await open(backend);
    const weights = frozenLooks(base);
    vlm.memory = { ...vlm.memory, featureBytes: 0 };
    const expected = await everything(vlm, weights);
    expect(looked).toEqual([4, 4, 4]);
    vlm.memory = { ...vlm.memory, featureBytes: 1e6 };
    looked.length = 0;
    // Alone, then with others, then all from memory.
    await vlm.score(weights, rows.slice(1, 2));
    expectSame(await everything(vlm, weights), expected);
    expect(looked).toEqual([1, 3]);
    expectSame(await everything(vlm, weights), expected);
    // Sets that see alike share what was seen; layers that are computed twice do too.
    vlm.memory = { ...vlm.memory, forgets: true };
    await vlm.score(base, rows);
    expectSame(await everything(vlm, weights), expected);
    expect(looked).toEqual([1, 3]);
    weights.dispose();
    base.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });

  it('are remembered from the second time on where looks are trained, and go with the update', async () => {
    const { vlm, base } = await open(backend);
    const student = base.clone();
    const alone = tf.memory().numTensors;
    await vlm.score(student, rows);
    expect(tf.memory().numTensors).toBe(alone);
    // A clone sees alike: for it too this is the second time.
    const first = await vlm.score(base, rows);
    expect(tf.memory().numTensors).toBe(alone + rows.length);
    await vlm.score(student, rows);
    expect(looked).toEqual([4, 4]);
    // The tower must be on the tape, so nothing is taken from memory.
    const { gradients } = await vlm.gradients(student, rows, loss);
    const ofTower = await readFloats(gradients.tensors.get(patches)!);
    expect(ofTower.some((value) => value !== 0)).toBe(true);
    gradients.dispose();
    expect(looked).toEqual([4, 4, 4]);

    // The text changes: looks do not.
    student.assign('model.text_model.norm.weight', moved(base, 'model.text_model.norm.weight'));
    expect(student.looks).toBe(base.looks);
    for (const name of [patches, projection]) {
      const before = student.looks;
      student.assign(name, moved(base, name));
      expect(student.looks).not.toBe(before);
    }
    expect(tf.memory().numTensors).toBe(alone + rows.length);
    const changed = await vlm.score(student, rows);
    expect(changed[0]!.logProbs).not.toEqual(first[0]!.logProbs);
    expect(looked).toEqual([4, 4, 4, 4]);
    await vlm.score(student, rows);
    expect(tf.memory().numTensors).toBe(alone + 2 * rows.length);
    // What nobody sees any more is freed at once.
    student.assign(projection, moved(student, projection));
    expect(tf.memory().numTensors).toBe(alone + rows.length);
    base.dispose();
    student.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });

  it('keep to their limit, the picture used last staying longest', async () => {
    const { base, config, shown } = await open(backend);
    const weights = frozenLooks(base);
    const [a, b, c] = shown;
    const each = 4 * config.imageSeqLen * config.text.hiddenSize;
    let limit = 2 * each;
    const store = new FeatureStore(() => limit);
    const look = (...pictures: ShownPicture[]): number => {
      looked.length = 0;
      tf.tidy(() => {
        store.look(null, config, weights, pictures);
      });
      return looked.reduce((sum, count) => sum + count, 0);
    };
    const before = tf.memory().numTensors;
    expect([look(a!), look(b!), look(a!), look(c!)]).toEqual([1, 1, 0, 1]);
    expect([look(a!), look(b!)]).toEqual([0, 1]);
    expect(tf.memory().numTensors).toBe(before + 2);
    // More than there is room for at once.
    expect(look(a!, b!, c!)).toBe(1);
    expect(tf.memory().numTensors).toBe(before + 2);
    limit = each;
    expect(look(c!)).toBe(0);
    expect(tf.memory().numTensors).toBe(before + 1);
    limit = 0;
    expect(look(c!)).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
    limit = each;
    look(a!);
    store.dispose();
    expect(tf.memory().numTensors).toBe(before);
    // It goes on after that.
    expect([look(a!), look(a!)]).toEqual([1, 0]);
    weights.dispose();
    base.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });
});
