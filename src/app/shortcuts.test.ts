import { expect, it } from 'vitest';
import { actionIds, actions } from './actions.ts';

it('gives every key to one action only', () => {
  const keys = actionIds.map((id) => actions[id].key).filter((key) => key !== undefined);
  expect(keys).toEqual(
    expect.arrayContaining(['Space', 'ArrowRight', 'Shift+ArrowRight', '?', 'Mod+k', 'Mod+z']),
  );
  expect(new Set(keys).size).toBe(keys.length);
});
