import { expect, it } from 'vitest';
import { extentOf, nearest, within, xOf } from './axis.ts';
import { append, emptySeries } from './series.ts';

const position = { round: 1, stage: 'A', step: 1 } as const;
const line = [1, 2, 3, 4, 5].reduce(
  (series, tick) =>
    append(series, { tick, seconds: tick * 10, tokens: tick * 100, value: tick, position, interval: null }),
  emptySeries('kl', 'reasoner', null),
);

it('reads a point by step, by time or by tokens', () => {
  const [first] = line.points;
  expect([xOf(first!, 'step'), xOf(first!, 'time'), xOf(first!, 'tokens')]).toEqual([1, 10, 100]);
});

it('reaches to the end of the longest run', () => {
  expect(
    extentOf(
      [
        { tick: 5, seconds: 50, tokens: 500 },
        { tick: 3, seconds: 90, tokens: 20 },
      ],
      'time',
    ),
  ).toEqual([0, 90]);
  expect(extentOf([], 'step')).toEqual([0, 1]);
});

it('keeps one point beyond each end of a range', () => {
  expect(within(line.points, 'step', [3, 4]).map(({ tick }) => tick)).toEqual([2, 3, 4, 5]);
  expect(within(line.points, 'step', [9, 12]).map(({ tick }) => tick)).toEqual([5]);
  expect(within(line.points, 'step', null)).toBe(line.points);
});

it('finds the nearest point', () => {
  expect(nearest(line, 'time', 33)?.tick).toBe(3);
  expect(nearest(emptySeries('kl', null, null), 'time', 33)).toBeNull();
});
