import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Device } from './device.ts';
import { rowTable, type DecodingRow } from './decoding.ts';
import { key, normal } from './random.ts';
import { sampleTokens } from './sample.ts';
import { sampleRow, type Sampling } from './sampleRow.ts';
import { describeBackends, describePlainest, type Suite } from './testing.ts';

const plain: Sampling = { temperature: 1, topK: 0, topP: 1 };

/** Draws for rows that all hold the same logits, one key each; [ids, logProbs]. */
async function draw(
  device: Device,
  logits: readonly number[],
  keys: readonly number[],
  sampling: Sampling,
  position = 0,
): Promise<[number[], number[]]> {
  const rows = keys.map((randomKey, slot): DecodingRow => ({
    slot,
    promptStart: 0,
    promptLength: 1,
    key: randomKey,
  }));
  const drawn = tf.tidy(() => {
    // As if `position` tokens had been drawn before.
    const width = 2 + 2 * (position + 1);
    const state = tf.concat2d(
      [tf.mul(tf.ones([rows.length, 1]), position), tf.zeros([rows.length, width - 1])],
      1,
    );
    const flat = keys.flatMap(() => logits);
    const decoding = { rows, table: rowTable(rows), drawn: state };
    sampleTokens(tf.tensor2d(flat, [rows.length, logits.length]), decoding, sampling);
    return tf.slice2d(state, [0, 2 + 2 * position], [rows.length, 2]);
  });
  const values = await device.read(drawn);
  drawn.dispose();
  return [keys.map((_, row) => values[2 * row]!), keys.map((_, row) => values[2 * row + 1]!)];
}

function softmax(logits: readonly number[], temperature = 1): number[] {
  const weights = logits.map((x) => Math.exp(x / temperature));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

function keysFrom(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => key(seed, i));
}

/** Pearson's statistic of drawn ids against probabilities. */
function chiSquare(ids: readonly number[], probabilities: readonly number[]): number {
  const counts = probabilities.map((_, v) => ids.filter((id) => id === v).length);
  return counts.reduce((sum, count, v) => {
    const expected = ids.length * probabilities[v]!;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

const logits = [0.5, 2, -1, 1, 0, -0.5, 1.5, 0.2, -2, 0.8];

const suite: Suite = (_backend, device) => {
  it('draws as often as the probabilities say', async () => {
    for (const temperature of [1, 0.7]) {
      const [ids] = await draw(device(), logits, keysFrom(1, 8000), { ...plain, temperature });
      // Nine degrees of freedom: 99.9 % of right samplers stay below 27.9.
      expect(chiSquare(ids, softmax(logits, temperature))).toBeLessThan(27.9);
    }
  });

  it('draws row 0 as often as the probabilities say, over positions', async () => {
    const count = 1000;
    const rows = [{ slot: 0, promptStart: 0, promptLength: 1, key: 12345 }];
    const decoding = { rows, table: rowTable(rows), drawn: tf.zeros<tf.Rank.R2>([1, 2 + 2 * count]) };
    const row = tf.tensor2d(logits, [1, logits.length]);
    for (let position = 0; position < count; position++) sampleTokens(row, decoding, plain);
    const [counted, , ...drawn] = await device().read(decoding.drawn);
    tf.dispose([decoding.table, decoding.drawn, row]);
    expect(counted).toBe(count);
    const ids = drawn.filter((_, i) => i % 2 === 0);
    expect(chiSquare(ids, softmax(logits))).toBeLessThan(27.9);
  });

  it('repeats for the same key and position, whatever else is in the batch', async () => {
    const keys = keysFrom(2, 300);
    const [all] = await draw(device(), logits, keys, plain, 3);
    const [some] = await draw(device(), logits, keys.slice(100, 120), plain, 3);
    expect(some).toEqual(all.slice(100, 120));
    const [later] = await draw(device(), logits, keys, plain, 4);
    expect(later).not.toEqual(all);
  });

  it('cuts to the most probable k, and to the least set of mass p', async () => {
    const keys = keysFrom(3, 1200);
    const best = [1, 6, 3, 9];
    const [topK] = await draw(device(), logits, keys, { ...plain, topK: 4 });
    const kept = best.map((v) => softmax(logits)[v]!);
    const mass = kept.reduce((a, b) => a + b, 0);
    expect(new Set(topK)).toEqual(new Set(best));
    // Three degrees of freedom: 99.9 % below 16.3.
    const asRank = topK.map((id) => best.indexOf(id));
    expect(chiSquare(asRank, kept.map((p) => p / mass))).toBeLessThan(16.3); // prettier-ignore
    // The three best hold 0.36 + 0.22 + 0.13 of the mass, so p = 0.6 needs all three.
    const [topP] = await draw(device(), logits, keys, { ...plain, topP: 0.6 });
    expect(new Set(topP)).toEqual(new Set([1, 6, 3]));
    // Of the best two alone, the first has 0.62.
    const [both] = await draw(device(), logits, keys, { ...plain, topK: 2, topP: 0.6 });
    expect([...new Set(both)]).toEqual([1]);
  });

  it('is greedy at temperature 0 and takes the first of equals', async () => {
    const [ids] = await draw(device(), logits, keysFrom(4, 20), { ...plain, temperature: 0 });
    expect(new Set(ids)).toEqual(new Set([1]));
    const [first] = await draw(device(), [1, 3, 3, 2], [7], { ...plain, temperature: 0 });
    expect(first).toEqual([1]);
  });

  it('reports log-probabilities at temperature 1 with nothing cut', async () => {
    const sampling = { temperature: 0.5, topK: 3, topP: 0.9 };
    const [ids, logProbs] = await draw(device(), logits, keysFrom(5, 50), sampling);
    const probabilities = softmax(logits);
    for (const [i, id] of ids.entries()) {
      // float32 logarithms of sums of ten: 1e-5.
      expect(Math.abs(logProbs[i]! - Math.log(probabilities[id]!))).toBeLessThan(1e-5);
    }
  });

  it('agrees with the reference on a vocabulary of many workgroups', async () => {
    const wide = Array.from({ length: 3001 }, (_, v) => 3 * normal(key(6), v));
    const keys = keysFrom(7, 40);
    for (const sampling of [
      plain,
      { temperature: 0.8, topK: 50, topP: 1 },
      { temperature: 1.2, topK: 0, topP: 0.9 },
    ]) {
      const [ids, logProbs] = await draw(device(), wide, keys, sampling, 5);
      const expected = keys.map((k) => sampleRow(Float32Array.from(wide), k, 5, sampling));
      // float32 noise decides near ties otherwise: one in forty may differ.
      expect(ids.filter((id, i) => id !== expected[i]!.id).length).toBeLessThanOrEqual(1);
      for (const [i, id] of ids.entries()) {
        const same = id === expected[i]!.id ? expected[i]!.logProb : logProbs[i]!;
        expect(Math.abs(logProbs[i]! - same)).toBeLessThan(1e-4);
      }
    }
  });
};

describeBackends('sampling', suite);
describePlainest('sampling', suite);

describe('sampleRow', () => {
  it('keeps ties at the edge of top-k', () => {
    const drawn = keysFrom(8, 500).map(
      (k) => sampleRow(Float32Array.of(2, 1, 1, 0), k, 0, { ...plain, topK: 2 }).id,
    );
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2]));
  });
});
