import { expect, it } from 'vitest';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { groupView } from './groupView.ts';
import { supposing } from './whatIf.ts';

const run = foldAll(emptyRun, tinyRun);
const step = run.steps.find(({ key }) => key === 'r1C3')!;
// rewards 1 1 1 0
const view = groupView(run, step, 'r1C3q0')!;

it('moves every advantage of the group', () => {
  const supposed = supposing(view, { member: 3, reward: 0.5 }, true);
  if (supposed.kind !== 'answers') throw new Error('expected answers');
  // mean 0.875, deviation 0.25: (1 − 0.875) / 0.25 and (0.5 − 0.875) / 0.25
  const expected = [0.5, 0.5, 0.5, -1.5];
  for (const [at, answer] of supposed.answers.entries())
    expect(answer.advantage).toBeCloseTo(expected[at]!, 4);
  expect(supposed.answers[3]?.reward?.total).toBe(0.5);
  expect(supposed.answers[0]?.reward?.total).toBe(1);
});

it('says when nothing would be left to learn', () => {
  expect(supposing(view, { member: 3, reward: 1 }, true).group?.zeroVariance).toBe(true);
});

it('changes nothing of what was', () => {
  expect(supposing(view, null, true)).toBe(view);
  expect(view.group?.rewards).toEqual([1, 1, 1, 0]);
});
