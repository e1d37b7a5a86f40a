import { describe, expect, test } from 'vitest';
import fixture from './fixtures/loss.json' with { type: 'json' };
import { grpoLoss, k3, type LossOptions, type ScoredCompletion, tokenLoss, tokenWeights } from './loss.ts';

const options: LossOptions = {
  clipLow: 0.2,
  clipHigh: 0.3,
  clipDual: 3,
  klCoefficient: 0.01,
  aggregation: 'token',
};

test.each([
  [-2, 1.135335],
  [-1, 0.367879],
  [-0.1, 0.004837],
  [0, 0],
  [0.1, 0.005171],
  [1, 0.718282],
  [2, 4.389056],
])('k3 at d = %d', (d, value) => {
  expect(k3(-3, -3 + d)).toBeCloseTo(value, 6);
});

test('k3 is bounded by 10', () => {
  expect(k3(-9, -1)).toBe(10);
  expect(k3(0, -30)).toBe(10);
});

/** Loss of a token whose ratio is `ratio`. */
const at = (ratio: number, advantage: number) => tokenLoss(Math.log(ratio), 0, advantage, options);

describe('tokenLoss', () => {
  test('inside the range it is −A · ratio', () => {
    expect(at(1, 2)).toEqual({ ratio: 1, loss: -2, clipped: false, capped: false });
    expect(at(1.1, -1).loss).toBeCloseTo(1.1, 12);
  });

  test('a good answer gains nothing above 1.3, a bad one nothing below 0.8', () => {
    expect(at(2, 1)).toMatchObject({ loss: -1.3, clipped: true });
    expect(at(0.5, -1)).toMatchObject({ loss: 0.8, clipped: true });
  });

  test('the other way the loss is free, up to three times the advantage of a bad answer', () => {
    expect(at(0.5, 1)).toMatchObject({ loss: -0.5, clipped: false });
    expect(at(2, -1).loss).toBeCloseTo(2, 12);
    expect(at(4, -1)).toMatchObject({ loss: 3, clipped: false, capped: true });
  });
});

test('weights of a token add up to 1 and differ in who counts', () => {
  expect(tokenWeights([1, 3], 'token')).toEqual([0.25, 0.25]);
  expect(tokenWeights([1, 3], 'sequence')).toEqual([0.5, 1 / 6]);
  expect(tokenWeights([0, 2], 'sequence')).toEqual([0, 0.5]);
});

const completions = (shift?: { row: number; at: number; by: number }): ScoredCompletion[] =>
  fixture.advantages.map((advantage, row) => ({
    advantage,
    logProbs: fixture.logProbs[row]!.map((value, index) =>
      shift?.row === row && shift.at === index ? value + shift.by : value,
    ),
    oldLogProbs: fixture.oldLogProbs[row]!,
    anchorLogProbs: fixture.anchorLogProbs[row]!,
  }));

test('a likelihood with advantages of 1 is cross-entropy: the mean surprise over all tokens, and the KL beside it', () => {
  const imitated = completions().map((completion) => Object.assign({}, completion, { advantage: 1 }));
  const surprises = fixture.logProbs.flat().map((value) => -value);
  const mean = surprises.reduce((sum, value) => sum + value, 0) / surprises.length;
  const { policy, kl, loss, clippedHigh } = grpoLoss(imitated, { ...options, objective: 'likelihood' });
  expect(policy).toBeCloseTo(mean, 12);
  expect(loss).toBeCloseTo(mean + 0.01 * kl, 12);
  expect(clippedHigh).toBe(0);
});

describe.each(fixture.cases)(
  'against PyTorch in float64, $options',
  ({ options: used, expected, gradient }) => {
    const lossOptions: LossOptions = {
      ...used,
      aggregation: used.aggregation === 'token' ? 'token' : 'sequence',
    };
    const lossAt = (row: number, index: number, by: number) =>
      grpoLoss(completions({ row, at: index, by }), lossOptions).loss;

    test('the loss and its parts', () => {
      const found = grpoLoss(completions(), lossOptions);
      expect(found.clippedHigh).toBeGreaterThan(0);
      expect(found.clippedLow).toBeGreaterThan(0);
      expect(found.loss).toBeCloseTo(expected.loss, 12);
      expect(found.policy).toBeCloseTo(expected.policy, 12);
      expect(found.kl).toBeCloseTo(expected.kl, 12);
      expect(found.clippedHigh).toBeCloseTo(expected.clippedHigh, 12);
      expect(found.clippedLow).toBeCloseTo(expected.clippedLow, 12);
      expect(found.ppoKl).toBeCloseTo(expected.ppoKl, 12);
    });

    test('its slope by each log-probability is their gradient', () => {
      // A central difference of 1e-6 in float64 is right to about 1e-9.
      const by = 1e-6;
      for (const [row, values] of gradient.entries())
        for (const [index, value] of values.entries())
          expect((lossAt(row, index, by) - lossAt(row, index, -by)) / (2 * by)).toBeCloseTo(value, 8);
    });
  },
);
