import { expect, test } from 'vitest';
import { collections } from '../../images/collections.ts';
import { domainNamed } from '../../world/domain.ts';

test('every built-in collection is a look that can be drawn', () => {
  for (const { name } of collections) expect(domainNamed(name)).toBeDefined();
});
