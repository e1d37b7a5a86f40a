import { expect, it } from 'vitest';
import type { StampedEvent } from '../../loop/events.ts';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { countPhases, makingOf } from './phases.ts';

/** What is said of the step in the making after the `nth` event of a kind. */
const after = (kind: StampedEvent['kind'], nth = 1) => {
  const places = tinyRun.flatMap((event, at) => (event.kind === kind ? [at] : []));
  const made = makingOf(foldAll(emptyRun, tinyRun.slice(0, places[nth - 1]! + 1)));
  return made === null ? null : [made.step, countPhases(made.phases)];
};

it('follows the rollouts of a questioner step from sampling to their rewards', () => {
  expect(after('stage.start')).toBeNull();
  // Four of the eight questions are there: which ones, nobody said.
  expect(after('work')).toEqual([
    'r1A1',
    [
      ['sampling', 4],
      ['sampled', 4],
    ],
  ]);
  expect(after('questions')).toEqual([
    'r1A1',
    [
      ['unparsed', 1],
      ['parsed', 7],
    ],
  ]);
  expect(after('work', 2)).toEqual([
    'r1A1',
    [
      ['unparsed', 1],
      ['answering', 7],
    ],
  ]);
  expect(after('votes')).toEqual([
    'r1A1',
    [
      ['unparsed', 1],
      ['voted', 7],
    ],
  ]);
  // The rewards come group by group.
  expect(after('question rewards')).toEqual([
    'r1A1',
    [
      ['voted', 4],
      ['scored', 4],
    ],
  ]);
  expect(after('question rewards', 2)).toEqual(['r1A1', [['scored', 8]]]);
  expect(after('step')).toBeNull();
});

it('knows answers from questions', () => {
  const places = tinyRun.flatMap((event, at) => (event.kind === 'work' && event.stage === 'C' ? [at] : []));
  const sampling = makingOf(foldAll(emptyRun, tinyRun.slice(0, places[0]! + 1)));
  expect(sampling).toMatchObject({ step: 'r1C1' });
  expect(countPhases(sampling!.phases)).toEqual([
    ['sampling', 4],
    ['sampled', 4],
  ]);
  expect(after('answers')).toEqual(['r1C1', [['scored', 8]]]);
  expect(makingOf(foldAll(emptyRun, tinyRun))).toBeNull();
});
