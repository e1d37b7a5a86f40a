import { expect, it } from 'vitest';
import { createSetup } from './setup.ts';

it('keeps the seed when the preset changes, and writes both into the link', () => {
  const setup = createSetup('?seed=7');
  setup.apply({ 'grpo.learningRate': 1e-4 });
  setup.choosePreset('paper');
  expect(setup.query()).toBe('?preset=paper&seed=7');
});

it('resets a setting to what the preset says', () => {
  const setup = createSetup('?preset=paper&silver.bandLow=0.9');
  setup.reset('silver.bandLow');
  expect(setup.getState().link.config['silver.bandLow']).toBe(0.25);
});
