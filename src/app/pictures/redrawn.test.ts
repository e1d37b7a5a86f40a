import { expect, it } from 'vitest';
import { sampleCollection } from '../../world/collection.ts';
import { CLEAN, shifted } from '../../world/domain.ts';
import { redrawn } from './redrawn.ts';

it('draws built-in pictures as they were, and no others', () => {
  const some = [
    ...sampleCollection({ domain: CLEAN, count: 2, seed: 7, start: 3 }),
    ...sampleCollection({ domain: shifted(), count: 1, seed: 1, start: 95 }),
  ];
  const ids = some.map(({ id }) => id);
  expect(redrawn([...ids, 'a3f19b', 'world-unheard-pool-1-0', 'world-clean-train-1-0'])).toEqual(some);
});
