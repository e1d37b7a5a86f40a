import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../loop/config.ts';
import { presetConfig } from '../../loop/presets.ts';
import { onlyRole, trainOnly } from './onlyRole.ts';

describe('one role only', () => {
  const improved = presetConfig('improved');

  it('is a role of no steps', () => {
    expect(onlyRole(improved)).toBeNull();
    expect(onlyRole(presetConfig('untrained-questioner'))).toBe('reasoner');
    for (const role of ['questioner', 'reasoner', null] as const)
      expect(onlyRole({ ...improved, ...trainOnly(role, improved, improved) })).toBe(role);
  });

  it('gives a role its own steps back', () => {
    const quick = presetConfig('quick');
    const alone = { ...quick, ...trainOnly('reasoner', quick, quick) };
    expect(trainOnly(null, alone, quick)).toEqual({
      'questioner.steps': quick['questioner.steps'],
      'reasoner.steps': quick['reasoner.steps'],
    });
    const untrained = presetConfig('untrained-questioner');
    expect(trainOnly('questioner', untrained, untrained)).toEqual({
      'questioner.steps': defaultConfig['questioner.steps'],
      'reasoner.steps': 0,
    });
  });
});
