import { expect, it } from 'vitest';
import { keyName, keySigns } from './keys.ts';

it('names keys as the actions write them', () => {
  expect(keyName({ key: ' ', shiftKey: false })).toBe('Space');
  expect(keyName({ key: 'ArrowRight', shiftKey: false })).toBe('ArrowRight');
  expect(keyName({ key: 'ArrowRight', shiftKey: true })).toBe('Shift+ArrowRight');
  // typed with shift on most keyboards
  expect(keyName({ key: '?', shiftKey: true })).toBe('?');
});

it('takes Control and Command for the same key', () => {
  expect(keyName({ key: 'k', shiftKey: false, ctrlKey: true })).toBe('Mod+k');
  expect(keyName({ key: 'K', shiftKey: false, metaKey: true })).toBe('Mod+k');
});

it('writes keys as this machine prints them', () => {
  expect(keySigns('Mod+k', false)).toBe('Ctrl K');
  expect(keySigns('Mod+k', true)).toBe('⌘ K');
  expect(keySigns('Shift+ArrowRight', false)).toBe('⇧ →');
  expect(keySigns('?', false)).toBe('?');
});
