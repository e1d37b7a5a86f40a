import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { describeBackends } from '../tensor/testing.ts';
import fixture from './fixtures/loss.json' with { type: 'json' };
import { grpoLoss, type LossOptions, tokenWeights } from './loss.ts';
import { tensorLoss } from './tensorLoss.ts';

const lengths = fixture.logProbs.map((row) => row.length);
const width = Math.max(...lengths);
const padded = (rows: number[][], fill = 0) =>
  tf.tensor2d(rows.map((row) => [...row, ...Array.from<number>({ length: width - row.length }).fill(fill)]));
const column = (values: number[]) => tf.tensor2d(values, [values.length, 1]);

/** Loss, slope by each log-probability and at the padding, and counts of the rows from `from` to `to`. */
async function lossOf(options: LossOptions, from: number, to: number, old: 'given' | 'own', shift = 0) {
  const weights = tokenWeights(lengths, options.aggregation);
  const rows = <T>(all: readonly T[]) => all.slice(from, to);
  const given = {
    // Padding holds a number to show that it does not count.
    logProbs: padded(rows(fixture.logProbs.map((row) => row.map((value) => value + shift))), -0.7),
    mask: padded(rows(fixture.logProbs).map((row) => row.map(() => 1))),
    oldLogProbs: old === 'own' ? null : padded(rows(fixture.oldLogProbs)),
    anchorLogProbs: padded(rows(fixture.anchorLogProbs)),
    advantages: column(rows(fixture.advantages)),
    weights: column(rows(weights)),
  };
  const lossBy = (logProbs: tf.Tensor) => tensorLoss({ ...given, logProbs }, options).loss;
  const { value, grad } = tf.valueAndGrad(lossBy)(given.logProbs);
  const counts = tf.tidy(() => tensorLoss(given, options).counts);
  const slopes = await grad.data();
  const rowOf = (row: number) => Array.from(slopes.slice(row * width, (row + 1) * width));
  return {
    loss: (await value.data())[0]!,
    gradient: rows(lengths).map((length, row) => rowOf(row).slice(0, length)),
    padding: rows(lengths).flatMap((length, row) => rowOf(row).slice(length)),
    counts: [...(await counts.data())],
  };
}

describeBackends('the loss in tensors', () => {
  test.each(fixture.cases)('equals PyTorch, $options', async ({ options, expected, gradient }) => {
    const used: LossOptions = {
      ...options,
      aggregation: options.aggregation === 'token' ? 'token' : 'sequence',
    };
    const found = await lossOf(used, 0, lengths.length, 'given');
    // float32 against float64
    expect(found.loss).toBeCloseTo(expected.loss, 5);
    for (const [row, values] of gradient.entries())
      for (const [at, value] of values.entries()) expect(found.gradient[row]![at]).toBeCloseTo(value, 5);
    expect(found.padding.every((value) => value === 0)).toBe(true);
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    expect(found.counts[1]! / tokens).toBeCloseTo(expected.clippedHigh, 6);
  });

  test('its parts add up to the whole, however the rows are cut', async () => {
    const options: LossOptions = { ...fixture.cases[0]!.options, aggregation: 'token' };
    const whole = await lossOf(options, 0, 6, 'given');
    const parts = [await lossOf(options, 0, 1, 'given'), await lossOf(options, 1, 6, 'given')];
    expect(parts[0]!.loss + parts[1]!.loss).toBeCloseTo(whole.loss, 5);
    expect(parts[0]!.counts[0]! + parts[1]!.counts[0]!).toBeCloseTo(whole.counts[0]!, 4);
    expect(Math.max(parts[0]!.counts[2]!, parts[1]!.counts[2]!)).toBe(whole.counts[2]);
    expect(parts[1]!.gradient[0]![0]).toBeCloseTo(whole.gradient[1]![0]!, 6);
  });

  test('the first update has ratios of exactly 1 and the plain policy gradient', async () => {
    const options: LossOptions = { ...fixture.cases[0]!.options, klCoefficient: 0, aggregation: 'token' };
    const found = await lossOf(options, 0, 6, 'own');
    expect(found.counts[2]).toBe(1);
    expect(found.counts[1]).toBe(0);
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    for (const [row, values] of found.gradient.entries())
      for (const value of values) expect(value).toBeCloseTo(-fixture.advantages[row]! / tokens, 6);
  });

  test('a likelihood is the advantage times the log-probability, whatever the old ones were', async () => {
    const options: LossOptions = {
      ...fixture.cases[0]!.options,
      klCoefficient: 0,
      aggregation: 'token',
      objective: 'likelihood',
    };
    const found = await lossOf(options, 0, 6, 'given');
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    for (const [row, values] of found.gradient.entries())
      for (const value of values) expect(value).toBeCloseTo(-fixture.advantages[row]! / tokens, 6);
    const plain = grpoLoss(
      fixture.advantages.map((advantage, row) => ({
        advantage,
        logProbs: fixture.logProbs[row]!,
        oldLogProbs: fixture.oldLogProbs[row]!,
        anchorLogProbs: fixture.anchorLogProbs[row]!,
      })),
      options,
    );
    expect(found.loss).toBeCloseTo(plain.loss, 5);
    expect(found.counts[1]).toBe(0);
  });

  test('log-probabilities far from the old ones stay finite', async () => {
    const options: LossOptions = { ...fixture.cases[0]!.options, aggregation: 'token' };
    const found = await lossOf(options, 0, 6, 'given', 200);
    expect(found.gradient.flat().every(Number.isFinite)).toBe(true);
    const plain = grpoLoss(
      fixture.advantages.map((advantage, row) => ({
        advantage,
        logProbs: fixture.logProbs[row]!.map((value) => value + 200),
        oldLogProbs: fixture.oldLogProbs[row]!,
        anchorLogProbs: fixture.anchorLogProbs[row]!,
      })),
      options,
    );
    expect(found.loss).toBeCloseTo(plain.loss, 4);
  });
});
