import { describe, expect, it } from 'vitest';
import { append, emptySeries, MAX_POINTS, type Series } from './series.ts';

const position = { round: 1, stage: 'A', step: 1 } as const;
const at = (tick: number, value: number) => ({
  tick,
  seconds: 2 * tick,
  tokens: 100 * tick,
  value,
  position,
  interval: null,
});

function line(length: number, valueAt: (tick: number) => number): Series {
  let series = emptySeries('kl', 'questioner', null);
  for (let tick = 1; tick <= length; tick++) series = append(series, at(tick, valueAt(tick)));
  return series;
}

describe('a line of a chart', () => {
  it('keeps every point while it is short', () => {
    const { points, stride } = line(5, (tick) => tick * 10);
    expect(points.map((point) => [point.tick, point.value])).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
      [5, 50],
    ]);
    expect(stride).toBe(1);
  });

  it('averages neighbours when it is full and goes on in pairs', () => {
    const { points, stride } = line(MAX_POINTS + 2, (tick) => tick);
    expect(stride).toBe(2);
    expect(points).toHaveLength(MAX_POINTS / 2 + 1);
    expect(points[0]).toMatchObject({ tick: 2, value: 1.5, count: 2 });
    expect(points.at(-1)).toMatchObject({ tick: MAX_POINTS + 2, value: MAX_POINTS + 1.5, count: 2 });
  });

  it('never exceeds its budget and keeps the mean of all values', () => {
    const { points } = line(10_000, (tick) => tick);
    expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
    const values = points.reduce((sum, point) => sum + point.count, 0);
    const mean = points.reduce((sum, point) => sum + point.value * point.count, 0) / values;
    expect(values).toBe(10_000);
    expect(mean).toBeCloseTo(5000.5, 6);
  });

  it('leaves out what is not a number', () => {
    const before = line(2, (tick) => tick);
    expect(append(before, at(3, Number.NaN))).toBe(before);
  });
});
