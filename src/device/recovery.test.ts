import { expect, it } from 'vitest';
import { actions } from '../app/actions.ts';
import { recoverable, recoveryOf } from './recovery.ts';

it('knows the way out of the faults that have one', () => {
  expect(recoveryOf('device-lost', true)).toBe('resume');
  expect(recoveryOf('quota', false)).toBe('export run');
  expect(recoveryOf('few-silver-rows', false)).toBe('band filter');
  expect(recoveryOf('no-pictures', false)).toBe('built-in pictures');
});

it('reloads after what nobody designed for, if it ended the run', () => {
  expect(recoveryOf('unexpected', true)).toBe('reload');
  expect(recoveryOf('unexpected', false)).toBeNull();
});

it.each([...recoverable, 'unexpected'])('takes a registered action out of %s', (code) => {
  expect(Object.keys(actions)).toContain(recoveryOf(code, true));
});
