import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import path from 'node:path';
import { key } from '../tensor/random.ts';
import { relativeError } from '../tensor/reference.ts';
import { describeBackends } from '../tensor/testing.ts';
import { CLEAN } from '../world/domain.ts';
import { heldOutSuite } from '../world/suite.ts';
import { readFixture } from './fixture.ts';
import { heldBytes } from './heldBytes.ts';
import { openCheckpoint } from './load.ts';
import { adapterTargets, newAdapter } from './lora.ts';
import { nodeFolder } from './nodeFolder.ts';
import { createProcessor } from './processor.ts';
import { Vlm } from './vlm.ts';
import { WeightSet } from './weights.ts';

const head = 'lm_head.weight';
const patches = 'model.vision_model.embeddings.patch_embedding.weight';

const host = (values: readonly number[]) => [
  { name: 'a.weight', shape: [4, values.length / 4], data: Float32Array.from(values) },
];

/** Values that bfloat16 holds exactly. */
const upper = (data: Float32Array): Float32Array =>
  new Float32Array(new Uint32Array(data.slice().buffer).map((bits) => bits & 0xffff0000).buffer);

describeBackends('a WeightSet', (backend, device) => {
  it('gives back what it was given, names, order, shapes and bits', async () => {
    const { weights: host } = await readFixture('grouped-split');
    const weights = await WeightSet.fromHost(host);
    let n = 0;
    for await (const { name, shape, data } of weights.toHost(device())) {
      const given = host[n++]!;
      expect([name, shape]).toEqual([given.name, given.shape]);
      expect(data).toEqual(given.data);
    }
    expect(n).toBe(host.length);
    expect(weights.size).toBe(host.reduce((sum, { data }) => sum + data.length, 0));
    // Held transposed, so that products take the fast path.
    expect(weights.matrix(head).shape).toEqual([48, 97]);
    expect(weights.matrix(patches).shape).toEqual([3 * 8 * 8, 32]);
    weights.dispose();
  });

  it('clones without copying, and changes apart', async () => {
    const { weights: host } = await readFixture('grouped-split');
    const before = tf.memory();
    const base = await WeightSet.fromHost(host);
    const bytes = tf.memory().numDataBuffers;
    const copy = base.clone();
    expect(tf.memory().numDataBuffers).toBe(bytes);
    expect((await copy.distance(base, device())).all).toBe(0);
    copy.assign(head, tf.tidy(() => tf.add(base.get(head), 0.5))); // prettier-ignore
    copy.assign(patches, tf.tidy(() => tf.add(base.get(patches), 2))); // prettier-ignore
    const distance = await copy.distance(base, device());
    expect(distance.text).toBeCloseTo(0.5 * Math.sqrt(48 * 97), 3);
    expect(distance.vision).toBeCloseTo(2 * Math.sqrt(32 * 192), 3);
    expect(distance.connector).toBe(0);
    expect(distance.all).toBeCloseTo(Math.hypot(distance.text, distance.vision), 3);
    base.dispose();
    // The clone lives on.
    expect(await device().readFloats(copy.get(head))).toHaveLength(48 * 97);
    copy.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
  });

  it('trains what it is told to', async () => {
    const { weights: host } = await readFixture('grouped-split');
    const base = await WeightSet.fromHost(host);
    expect(base.trainable.size).toBe(host.length);
    const frozen = base.training((name) => name === head);
    expect([...frozen.trainable]).toEqual([head]);
    expect([...frozen.clone().trainable]).toEqual([head]);
    expect(() => frozen.get('nothing')).toThrow(/lack nothing/);
    expect(() => frozen.vector(head)).toThrow(/Expected a vector/);
    frozen.dispose();
    base.dispose();
  });

  it('holds a frozen F16 checkpoint in half the memory, draws the same from it, and unpacks what trains', async () => {
    const checkpoint = await openCheckpoint(
      nodeFolder(path.join(import.meta.dirname, '../../public/models/nano')),
    );
    const vlm = new Vlm(checkpoint.config, createProcessor(checkpoint), { split: false });
    const before = tf.memory().numTensors;
    const whole = await WeightSet.fromHost(checkpoint.weights());
    const base = await WeightSet.fromHost(checkpoint.weights(), { frozen: true });
    expect(base.size).toBe(whole.size);
    const matrices = whole.names.filter(
      (name) => whole.get(name).rank === 2 && !/(embed_tokens|position_embedding|lm_head)/.test(name),
    );
    const numbers = matrices.reduce((sum, name) => sum + whole.sizeOf(name), 0);
    expect(numbers).toBeGreaterThan(0.9 * whole.size);
    // Two bytes each less, where there are kernels for it.
    expect(whole.bytes - base.bytes).toBe(backend === 'webgpu' ? 2 * numbers : 0);
    expect((await base.distance(whole, device())).all).toBe(0);

    const [item] = heldOutSuite({ domain: CLEAN, count: 1, seed: 1 });
    const asked = { id: 'a', picture: item!.picture, text: item!.question, samples: 3, key: key(4) };
    const options = { maxNewTokens: 10, temperature: 1, topP: 1, topK: 0 };
    const drawn = await vlm.generate(base, [asked], options);
    expect(drawn).toEqual(await vlm.generate(whole, [asked], options));

    // What is trained is unpacked, and what is not stays as it is.
    const name = matrices[0]!;
    const trained = base.clone();
    expect(trained.bytes).toBe(whole.bytes);
    expect(await device().readFloats(trained.get(name))).toEqual(await device().readFloats(whole.get(name)));
    const part = base.training((one) => one === name);
    expect(part.bytes - base.bytes).toBe(backend === 'webgpu' ? 2 * base.sizeOf(name) : 0);
    expect(part.get(name).shape).toEqual(whole.get(name).shape);
    const stored = whole.toHost(device());
    for await (const tensor of base.toHost(device())) expect(tensor).toEqual((await stored.next()).value);
    expect((await stored.next()).done).toBe(true);
    for (const set of [whole, base, trained, part]) set.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  // Log-probabilities of tokens that were not drawn, about -15; a scale for 32 weights.
  const packed = [
    ['8bit', { bytes: 0.62, error: 0.1 }],
    ['4bit', { bytes: 0.46, error: 1.5 }],
  ] as const;
  it.runIf(backend === 'webgpu').each(packed)(
    'holds frozen weights in %s, at a stated cost to log-probabilities',
    async (packing, most) => {
      const checkpoint = await openCheckpoint(
        nodeFolder(path.join(import.meta.dirname, '../../public/models/nano')),
      );
      const vlm = new Vlm(checkpoint.config, createProcessor(checkpoint), { split: false });
      const exact = await WeightSet.fromHost(checkpoint.weights(), { frozen: true });
      const rough = await WeightSet.fromHost(checkpoint.weights(), { frozen: true, packing });
      expect(rough.size).toBe(exact.size);
      expect(rough.bytes / exact.bytes).toBeLessThan(most.bytes);
      expect(rough.bytes).toBe(heldBytes(checkpoint.config, 'webgpu', packing));
      const rows = heldOutSuite({ domain: CLEAN, count: 3, seed: 1 }).map(({ id, picture, question }, i) => ({
        id,
        picture,
        text: question,
        tokens: Array.from({ length: 8 }, (_, at) => 100 + 13 * i + at),
      }));
      const [wanted, found] = [await vlm.score(exact, rows), await vlm.score(rough, rows)];
      const errors = wanted.flatMap(({ logProbs }, row) =>
        logProbs.map((value, at) => Math.abs(value - found[row]!.logProbs[at]!)),
      );
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      expect(mean).toBeLessThan(most.error);
      expect(mean).toBeGreaterThan(packing === '8bit' ? 1e-4 : 1e-2);
      // An adapter stands on it as on any other.
      const settings = { rank: 4, alpha: 8, targets: adapterTargets };
      const adapted = rough.adapted(newAdapter(checkpoint.config, settings, 1));
      for (const [row, { logProbs }] of (await vlm.score(adapted, rows)).entries())
        expect(relativeError(logProbs, found[row]!.logProbs)).toBeLessThan(1e-5);
      vlm.dispose();
      for (const set of [exact, rough, adapted]) set.dispose();
    },
  );

  it('says what to do where halves are asked for as they cannot be', async () => {
    if (backend === 'wasm') return;
    const name = 'a.weight';
    const base = await WeightSet.fromHost([{ name, shape: [4, 1], data: new Float32Array(4) }], {
      frozen: true,
    });
    expect(() => base.get(name)).toThrow(/frozen and held as halves: take a clone/);
    base.dispose();
  });

  it('holds a frozen BF16 checkpoint in half the memory too', async () => {
    const { weights: fixture } = await readFixture('grouped-split');
    const host = fixture.map(({ name, shape, data }) => ({ name, shape, data: upper(data) }));
    const whole = await WeightSet.fromHost(host);
    const base = await WeightSet.fromHost(host, { frozen: true });
    // Tables, vectors, the head and one matrix of no multiple of four columns are held as they are.
    expect(base.bytes < 0.75 * whole.bytes).toBe(backend === 'webgpu');
    expect(base.bytes).toBeLessThanOrEqual(whole.bytes);
    const stored = whole.toHost(device());
    for await (const tensor of base.toHost(device())) expect(tensor).toEqual((await stored.next()).value);
    const trained = base.clone();
    expect(trained.bytes).toBe(whole.bytes);
    for (const set of [whole, base, trained]) set.dispose();
  });

  const read = async (weights: WeightSet): Promise<number[]> => {
    const values: number[] = [];
    for await (const { data } of weights.toHost(device())) values.push(...data);
    return values;
  };

  it('moves part of the way to another set, packed or not, which stays as it is', async () => {
    const from = await WeightSet.fromHost(host([0, 1, -2, 0, 0, 0, 8, 0]));
    const wanted = [
      [0, 1, -2, 0, 0, 0, 8, 0],
      [1, 1, -1, 0, 0, 0.5, 6, 0],
      [4, 1, 2, 0, 0, 2, 0, 0],
    ];
    for (const frozen of [false, true]) {
      const to = await WeightSet.fromHost(host([4, 1, 2, 0, 0, 2, 0, 0]), { frozen });
      const copy = from.clone();
      const before = tf.memory().numTensors;
      copy.moveTowards(to, 0.25);
      expect(tf.memory().numTensors).toBe(before);
      expect([await read(from), await read(copy), await read(to)]).toEqual(wanted);
      for (const weights of [to, copy]) weights.dispose();
    }
    from.dispose();
  });

  it('leaves alone what is no half', async () => {
    const { weights: host } = await readFixture('grouped-split');
    const base = await WeightSet.fromHost(host, { frozen: true });
    expect(base.bytes).toBe(4 * base.size);
    base.dispose();
  });
});
