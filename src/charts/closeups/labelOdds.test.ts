import { expect, it } from 'vitest';
import { labelOdds, type OddsOptions } from './labelOdds.ts';

const code = { uncertainty: 'code', bandLow: 0.5, bandHigh: 0.9 } as const;
const reward: OddsOptions = { ...code, samples: 10, choices: 2, keepFrom: 0, keepTo: 1 };
const filter: OddsOptions = { ...code, samples: 9, choices: 2, keepFrom: 0.3, keepTo: 0.8 };

// visplay.md 2.6, which was simulated: three digits.
it.each([
  [0.5, 0.377, 0.961, 0.5],
  [0.7, 0.288, 0.804, 0.878],
  [0.9, 0.1, 0.225, 0.996],
])('two options, right %f of the time', (p, expected, kept, right) => {
  expect(labelOdds(p, reward).reward).toBeCloseTo(expected, 2);
  const odds = labelOdds(p, filter);
  expect(odds.kept).toBeCloseTo(kept, 2);
  expect(odds.right).toBeCloseTo(right, 2);
});

it.each([
  [0.25, 0.401, 1, 0.254],
  [0.5, 0.397, 0.98, 0.789],
  [0.8, 0.199, 0.566, 0.995],
])('four options, right %f of the time', (p, expected, kept, right) => {
  expect(labelOdds(p, { ...reward, choices: 4 }).reward).toBeCloseTo(expected, 2);
  const odds = labelOdds(p, { ...filter, choices: 4 });
  expect(odds.kept).toBeCloseTo(kept, 2);
  expect(odds.right).toBeCloseTo(right, 2);
});

it('knows no label where nothing is kept', () => {
  expect(labelOdds(1, filter)).toEqual({ reward: 0, kept: 0, right: null });
});
