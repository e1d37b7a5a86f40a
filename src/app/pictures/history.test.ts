import { expect, it } from 'vitest';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { pictureHistory } from './history.ts';

const run = foldAll(emptyRun, tinyRun);

it('tells every question about a picture, with its vote, reward and fate', () => {
  const all = ['p0', 'p1', 'p2'].flatMap((id) => pictureHistory(run, id));
  const asked = run.steps.flatMap((step) => step.questions);
  expect(all.map((row) => row.questionId).toSorted()).toEqual(asked.map(({ id }) => id).toSorted());

  const [first] = pictureHistory(run, 'p0');
  expect(first).toMatchObject({
    step: 'r1A1',
    text: 'How many red circles are there?',
    silver: '3',
    confidence: 0.75,
    fate: null,
  });
  expect(first?.reward).not.toBeNull();
  const fates = new Set(all.map((row) => row.fate));
  expect(fates).toContain('kept');
  expect(fates.size).toBeGreaterThan(3);
  expect(all.find((row) => row.status !== 'ok')?.silver).toBeNull();
});

it('knows nothing of a picture that was not asked about', () =>
  expect(pictureHistory(run, 'p9')).toEqual([]));
