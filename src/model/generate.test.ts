import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { readFloats } from '../tensor/device.ts';
import { key } from '../tensor/random.ts';
import { describeBackends } from '../tensor/testing.ts';
import { promptsOf, readFixture } from './fixture.ts';
import { generate, type Draw, type GenerationOptions } from './generate.ts';
import { scoreTokens } from './logprobs.ts';
import { WeightSet } from './weights.ts';

const greedy: GenerationOptions = { maxNewTokens: 8, temperature: 0, topK: 0, topP: 1, stopIds: [] };
const sampled: GenerationOptions = { ...greedy, temperature: 1, maxNewTokens: 12 };

describeBackends('generation', (backend) => {
  const names: readonly (readonly [string, string])[] = [
    ['grouped-split', ''],
    ['masked-pixels', ''],
    ['uneven-pictures', ''],
    ['tied-pair', ''],
    ['odd-sizes', ''],
    ['uneven-pictures', '-text-only'],
    ['nano-like', ''],
    ['smolvlm2', ''],
  ];
  it.each(backend === 'wasm' ? names : names.slice(0, 3))(
    'on %s%s draws the greedy tokens of transformers',
    async (name, suffix) => {
      const fixture = await readFixture(name, suffix);
      const weights = await WeightSet.fromHost(fixture.weights);
      const before = tf.memory().numTensors;
      const draws = promptsOf(fixture).map((prompt): Draw => ({ prompt, key: 1 }));
      const drawn = await generate(fixture.config, weights, draws, greedy);
      expect(drawn.map(({ tokens }) => tokens)).toEqual(fixture.greedy);
      expect(drawn.map(({ finish }) => finish)).toEqual(drawn.map(() => 'length'));
      expect(tf.memory().numTensors).toBe(before);
      weights.dispose();
    },
  );

  it('reports the log-probabilities that scoring the same tokens finds', async () => {
    const fixture = await readFixture('uneven-pictures');
    const weights = await WeightSet.fromHost(fixture.weights);
    const draws = promptsOf(fixture).flatMap((prompt, p) =>
      [0, 1, 2].map((sample): Draw => ({ prompt, key: key(p, sample) })),
    );
    const drawn = await generate(fixture.config, weights, draws, { ...sampled, temperature: 0.8, topP: 0.9 });
    const sequences = drawn.map(({ tokens }, i) => ({ prompt: draws[i]!.prompt, tokens }));
    const scores = tf.tidy(() => scoreTokens(null, fixture.config, weights, sequences));
    const values = await readFloats(scores);
    scores.dispose();
    const rollout = drawn.flatMap(({ logProbs }) => logProbs);
    expect(values).toHaveLength(2 * rollout.length);
    const gaps = rollout.map((logProb, i) => Math.abs(logProb - values[2 * i]!));
    // Training on what was drawn takes both for the same number: the bound the importance ratio needs.
    expect(Math.max(...gaps)).toBeLessThan(1e-4);
    weights.dispose();
  });

  it('draws the same for a prompt whatever else is in the batch, and stops each row at its end token', async () => {
    const fixture = await readFixture('uneven-pictures');
    const weights = await WeightSet.fromHost(fixture.weights);
    const draws = promptsOf(fixture).flatMap((prompt, p) =>
      [0, 1, 2, 3].map((sample): Draw => ({ prompt, key: key(7, p, sample) })),
    );
    const all = await generate(fixture.config, weights, draws, sampled);
    const apart = await generate(fixture.config, weights, draws.slice(5, 8), sampled);
    expect(apart.map(({ tokens }) => tokens)).toEqual(all.slice(5, 8).map(({ tokens }) => tokens));
    // The samples of one prompt differ.
    expect(new Set(all.slice(0, 4).map(({ tokens }) => tokens.join(' '))).size).toBe(4);

    // Stopping cuts each row after its first end token and changes nothing before it.
    const stopIds = [...new Set(all.slice(0, 6).map(({ tokens }, i) => tokens[i]!))];
    const stopped = await generate(fixture.config, weights, draws, { ...sampled, stopIds });
    for (const [i, { tokens }] of all.entries()) {
      const end = tokens.findIndex((token) => stopIds.includes(token));
      expect(stopped[i]!.tokens).toEqual(end < 0 ? tokens : tokens.slice(0, end + 1));
      expect(stopped[i]!.finish).toBe(end < 0 ? 'length' : 'stop');
    }
    weights.dispose();
  });

  it('ends when every row of a group ends at its first token, leaving nothing behind', async () => {
    const fixture = await readFixture('nano-like');
    const weights = await WeightSet.fromHost(fixture.weights);
    const before = tf.memory().numTensors;
    const draws = promptsOf(fixture).flatMap((prompt, p) =>
      [0, 1, 2].map((sample): Draw => ({ prompt, key: key(p, sample) })),
    );
    const stopIds = Array.from({ length: fixture.config.text.vocabSize }, (_, id) => id);
    for (const maxNewTokens of [1, 20]) {
      const drawn = await generate(fixture.config, weights, draws, { ...sampled, maxNewTokens, stopIds });
      expect(drawn.map(({ tokens }) => tokens.length)).toEqual(draws.map(() => 1));
      expect(drawn.map(({ finish }) => finish)).toEqual(draws.map(() => 'stop'));
    }
    expect(tf.memory().numTensors).toBe(before);
    weights.dispose();
  });

  it('draws the same tokens past several reads, whether or not rows leave on the way', async () => {
    const fixture = await readFixture('tied-pair');
    const weights = await WeightSet.fromHost(fixture.weights);
    const draws = promptsOf(fixture).flatMap((prompt, p) =>
      [0, 1, 2].map((sample): Draw => ({ prompt, key: key(11, p, sample) })),
    );
    const long = { ...sampled, maxNewTokens: 29 };
    const all = await generate(fixture.config, weights, draws, long);
    expect(all.map(({ tokens }) => tokens.length)).toEqual(draws.map(() => 29));
    const stopIds = [...new Set(all.map(({ tokens }, i) => tokens[3 + 4 * (i % 4)]!))];
    const stopped = await generate(fixture.config, weights, draws, { ...long, stopIds });
    for (const [i, { tokens }] of all.entries()) {
      const end = tokens.findIndex((token) => stopIds.includes(token));
      expect(stopped[i]!.tokens).toEqual(end < 0 ? tokens : tokens.slice(0, end + 1));
    }
    weights.dispose();
  });

  it('never draws what is forbidden, and only that changes', async () => {
    const fixture = await readFixture('uneven-pictures');
    const weights = await WeightSet.fromHost(fixture.weights);
    const draws = promptsOf(fixture).map((prompt): Draw => ({ prompt, key: 3 }));
    const free = await generate(fixture.config, weights, draws, greedy);
    const said = new Set(free.flatMap(({ tokens }) => tokens));
    const unsaid = Array.from({ length: fixture.config.text.vocabSize }, (_, id) => id).filter(
      (id) => !said.has(id),
    );
    const before = tf.memory().numTensors;
    const unchanged = await generate(fixture.config, weights, draws, { ...greedy, forbidden: unsaid });
    expect(unchanged.map(({ tokens }) => tokens)).toEqual(free.map(({ tokens }) => tokens));
    // What is left of the vocabulary shares all of the probability.
    expect(unchanged[0]!.logProbs[0]).toBeGreaterThan(free[0]!.logProbs[0]!);
    for (const sampling of [greedy, sampled]) {
      const drawn = await generate(fixture.config, weights, draws, { ...sampling, forbidden: [...said] });
      expect(drawn.flatMap(({ tokens }) => tokens).filter((id) => said.has(id))).toEqual([]);
      expect(drawn.flatMap(({ logProbs }) => logProbs).every(Number.isFinite)).toBe(true);
    }
    expect(tf.memory().numTensors).toBe(before);
    weights.dispose();
  });

  it('stops at once when aborted, leaving nothing behind', async () => {
    const fixture = await readFixture('nano-like');
    const weights = await WeightSet.fromHost(fixture.weights);
    const before = tf.memory().numTensors;
    const draws = promptsOf(fixture).map((prompt): Draw => ({ prompt, key: 1 }));
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(generate(fixture.config, weights, draws, { ...greedy, signal })).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
    weights.dispose();
  });
});
