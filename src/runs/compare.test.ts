import { expect, it } from 'vitest';
import { defaultConfig } from '../loop/config.ts';
import { presetConfig } from '../loop/presets.ts';
import { configChanges, differenceCaption } from './compare.ts';

it('captions a run by what differs', () => {
  const changed = { ...defaultConfig, 'reward.diversity': 'none', 'grpo.learningRate': 1e-4 } as const;
  expect(differenceCaption(defaultConfig, changed)).toBe(
    'reward.diversity: both→none, grpo.learningRate: 0.00005→0.0001',
  );
  expect(differenceCaption(changed, changed)).toBe('');
});

it('says switches as on and off', () => {
  const changed = { ...defaultConfig, 'reward.relu': true };
  expect(differenceCaption(defaultConfig, changed)).toBe('reward.relu: off→on');
});

it('lists the changes of a preset with both values', () => {
  expect(configChanges(presetConfig('improved'), presetConfig('no-filter'))).toEqual([
    { key: 'silver.bandLow', from: presetConfig('improved')['silver.bandLow'], to: 0 },
  ]);
});
