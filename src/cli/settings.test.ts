import { expect, it } from 'vitest';
import { presetConfig } from '../loop/presets.ts';
import { configFrom } from './settings.ts';

const flags = { preset: 'quick', set: [], rounds: undefined, seed: undefined };

it('is the preset where nothing else is said', () => {
  expect(configFrom(flags)).toEqual(presetConfig('quick'));
});

it('is changed by --set, then by --rounds and --seed', () => {
  const set = ['run.seed=3', 'reward.diversity = none', 'reward.diversity=group', 'run.rounds=2'];
  expect(configFrom({ ...flags, set, rounds: '4', seed: '9' })).toEqual({
    ...presetConfig('quick'),
    'run.seed': 9,
    'run.rounds': 4,
    'reward.diversity': 'group',
  });
});

it.each([
  [{ preset: 'best' }, 'There is no preset "best". The presets are improved, quick,'],
  [{ set: ['run.seed'] }, '"run.seed" is no setting. Write --set key=value'],
  [{ set: ['=3'] }, '"=3" is no setting.'],
  [{ set: ['grpo.seed=3'] }, 'There is no setting "grpo.seed". Did you mean run.seed?'],
  [{ set: ['reward.diversity=much'] }, 'It takes one of none, group, batch, both.'],
  [{ rounds: '0' }, '"0" is no value for run.rounds. It takes a whole number from 1 to 20.'],
  [{ seed: '1.5' }, '"1.5" is no value for run.seed.'],
])('refuses %j', (change, message) => {
  expect(() => configFrom({ ...flags, ...change })).toThrow(message);
});
