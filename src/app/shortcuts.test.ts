import { expect, it } from 'vitest';
import { actionIds, actions } from './actions.ts';
import { keyName } from './shortcuts.ts';

it('names keys as the actions write them', () => {
  expect(keyName({ key: ' ', shiftKey: false })).toBe('Space');
  expect(keyName({ key: 'ArrowRight', shiftKey: false })).toBe('ArrowRight');
  expect(keyName({ key: 'ArrowRight', shiftKey: true })).toBe('Shift+ArrowRight');
  // typed with shift on most keyboards
  expect(keyName({ key: '?', shiftKey: true })).toBe('?');
});

it('shares a key only between actions that are never possible at the same time', () => {
  const keys = actionIds.map((id) => actions[id].key).filter((key) => key !== undefined);
  // Space answers what a lesson asks, and plays where nothing is asked.
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual(['Space']);
});
