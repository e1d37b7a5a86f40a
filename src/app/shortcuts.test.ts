import { expect, it } from 'vitest';
import { actionIds, actions } from './actions.ts';

it('shares a key only between actions that are never possible at the same time', () => {
  const keys = actionIds.map((id) => actions[id].key).filter((key) => key !== undefined);
  expect(keys).toEqual(
    expect.arrayContaining([
      'Space',
      'ArrowRight',
      'Shift+ArrowRight',
      'j',
      'k',
      '/',
      '?',
      'Home',
      'ArrowLeft',
      'g',
      's',
      'Mod+k',
      'Mod+z',
    ]),
  );
  // Space answers what a lesson asks, and plays where nothing is asked; n and p turn over what is looked at, in a lesson
  // the lessons.
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual(['Space', 'n', 'p']);
});
