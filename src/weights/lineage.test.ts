import { expect, test } from 'vitest';
import { stageLineage, weightsName } from './lineage.ts';

test('both lineages start from the base', () => {
  expect(weightsName('questioner', 0)).toBe('base');
  expect(weightsName('reasoner', 2)).toBe('reasoner of round 2');
});

test('two rounds as VisPlay runs them', () => {
  const stages = [1, 2].flatMap((round) =>
    (['A', 'B', 'C'] as const).map((stage) => {
      const { startsFrom, frozen, makes } = stageLineage(round, stage, 'reasoner');
      return [startsFrom, frozen, makes];
    }),
  );
  expect(stages).toEqual([
    ['base', 'base', 'questioner of round 1'],
    ['questioner of round 1', 'base', null],
    ['base', 'questioner of round 1', 'reasoner of round 1'],
    ['questioner of round 1', 'reasoner of round 1', 'questioner of round 2'],
    ['questioner of round 2', 'reasoner of round 1', null],
    ['reasoner of round 1', 'questioner of round 2', 'reasoner of round 2'],
  ]);
});

test('with the base as voter it votes in every round', () => {
  expect(stageLineage(3, 'A', 'base').frozen).toBe('base');
  expect(stageLineage(3, 'B', 'base')).toMatchObject({ trains: null, frozen: 'base' });
});
