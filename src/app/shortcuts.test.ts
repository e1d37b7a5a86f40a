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

it('gives every key to one action only', () => {
  const keys = actionIds.map((id) => actions[id].key).filter((key) => key !== undefined);
  expect(keys.toSorted()).toEqual(
    ['Home', 'Space', 'ArrowLeft', 'g', 'ArrowRight', 'Shift+ArrowRight', 's', '?'].toSorted(),
  );
  expect(new Set(keys).size).toBe(keys.length);
});
