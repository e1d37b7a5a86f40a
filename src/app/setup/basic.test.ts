import { expect, it } from 'vitest';
import { configKeys } from '../../loop/config.ts';
import { isBasic, isSought } from './basic.ts';

const found = (sought: string) => configKeys.filter((key) => isSought(key, sought));

it('leaves six settings open', () => {
  expect(configKeys.filter(isBasic)).toEqual([
    'run.rounds',
    'questioner.groupSize',
    'votes.samples',
    'reward.uncertainty',
    'reward.diversity',
    'grpo.learningRate',
  ]);
});

it('finds a setting by its name, its key, or what it does', () => {
  expect(found('KL')).toContain('grpo.klCoefficient');
  expect(found('silver.bandLow')).toEqual(['silver.bandLow']);
  expect(found('log-probabilities tail')).toEqual(['questioner.topP']);
  expect(found('  ')).toEqual(configKeys);
  expect(found('no such setting')).toEqual([]);
});
