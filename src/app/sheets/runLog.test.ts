import { expect, it } from 'vitest';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { fold, foldAll } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { MOST_LINES, runLog } from './runLog.ts';

it('tells what happened, newest first', () => {
  const lines = runLog(foldAll(emptyRun, tinyRun));
  expect(lines[0]?.text).toBe('Finished');
  expect(lines.at(-1)?.text).toBe('The run tiny began.');
  const texts = lines.map(({ text }) => text);
  expect(texts).toContain('Round 1: 10 asked, 4 kept');
  expect(texts.filter((text) => text.includes('step C'))).toHaveLength(3);
  expect(texts.find((text) => text.includes('step A1'))).toMatch(/Questioner reward 0\.\d+, .*KL/);
  expect(texts.some((text) => text.startsWith('Only 4 silver rows were kept'))).toBe(true);
  const order = lines.map(({ sequence }) => sequence);
  expect(order).toEqual(order.toSorted((a, b) => b - a));
});

it('is empty before a run, and bounded in a long one', () => {
  expect(runLog(emptyRun)).toEqual([]);
  const step = tinyRun.find(({ kind }) => kind === 'step')!;
  let run = foldAll(emptyRun, tinyRun.slice(0, 2));
  for (let at = 0; at < 2 * MOST_LINES; at++) run = fold(run, Object.assign({}, step, { step: at + 1, sequence: 10 + at })); // prettier-ignore
  expect(runLog(run)).toHaveLength(MOST_LINES);
});
