import { expect, it } from 'vitest';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from './fold.ts';
import { duration, median, secondsLeftInStage } from './progress.ts';
import { emptyRun } from './runState.ts';

it('takes the middle', () => {
  expect(median([])).toBeNull();
  expect(median([5, 1, 9])).toBe(5);
  expect(median([1, 2, 10, 20])).toBe(6);
});

it('says how coarse an estimate is', () => {
  expect([0.2, 41.4, 89, 91, 3600, 5400, 9000].map(duration)).toEqual([
    '1 s',
    '41 s',
    '89 s',
    '2 min',
    '60 min',
    '1 h 30 min',
    '2 h 30 min',
  ]);
});

it('estimates the rest of a stage from its last steps', () => {
  const first = tinyRun.findIndex((event) => event.kind === 'step' && event.stage === 'C');
  const run = foldAll(emptyRun, tinyRun.slice(0, first + 1));
  const began = tinyRun.findIndex((event) => event.kind === 'stage.start' && event.stage === 'C');
  // one of three steps done, and it took this long (two seconds an event)
  expect(secondsLeftInStage(run)).toBe(2 * (first - began) * 2);
  expect(secondsLeftInStage(foldAll(emptyRun, tinyRun))).toBeNull();
});
