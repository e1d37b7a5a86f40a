import { expect, it } from 'vitest';
import { actions } from '../app/actions.ts';
import { recoveryOf } from './recovery.ts';

it('knows the way out of the faults that have one', () => {
  expect(recoveryOf('device-lost', true)).toBe('resume');
  expect(recoveryOf('quota', false)).toBe('export run');
  expect(recoveryOf('few-silver-rows', false)).toBe('setup');
});

it('reloads after what nobody designed for, if it ended the run', () => {
  expect(recoveryOf('unexpected', true)).toBe('reload');
  expect(recoveryOf('unexpected', false)).toBeNull();
});

it('names registered actions', () => {
  for (const code of [
    'device-lost',
    'quota',
    'few-silver-rows',
    'no-webgpu',
    'gpu-memory',
    'memory-budget',
    'checkpoint-none',
    'unexpected',
  ]) {
    expect(Object.keys(actions)).toContain(recoveryOf(code, true));
  }
});
