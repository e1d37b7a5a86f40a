import { expect, it } from 'vitest';
import { createSetup, ownLink } from './setup.ts';

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

it('lends settings for a while: the link stays the visitor’s, and theirs come back', () => {
  const setup = createSetup('?reward.diversity=group&grpo.learningRate=1e-4');
  const before = setup.getState().link;
  setup.lend({ 'reward.diversity': 'none', 'reward.balance': 0 });
  expect(setup.getState().link.config).toMatchObject({ 'reward.diversity': 'none', 'reward.balance': 0 });
  expect(ownLink(setup.getState())).toEqual(before);
  expect(setup.query()).toBe('?reward.diversity=group&grpo.learningRate=0.0001');
  // Another lesson lends others; what the one before lent is given back.
  setup.lend({ 'silver.bandLow': 0 });
  expect(setup.getState().link.config['reward.diversity']).toBe('group');
  setup.lend({});
  expect(setup.getState()).toMatchObject({ link: before, own: {} });
});

it('keeps what the visitor changes while settings are lent', () => {
  const setup = createSetup('');
  setup.lend({ 'reward.diversity': 'none', 'reward.balance': 0 });
  setup.apply({ 'reward.diversity': 'batch' });
  expect(setup.query()).toBe('?reward.diversity=batch');
  setup.lend({});
  expect(setup.query()).toBe('?reward.diversity=batch');
  setup.lend({ 'silver.bandLow': 0 });
  setup.choosePreset('paper');
  setup.lend({});
  expect(setup.query()).toBe('?preset=paper');
});
