import { expect, it } from 'vitest';
import { createClaims } from './claims.ts';

// Node has no locks yet: what the browser does with them, for exclusive ones and for those who wait.
function lockManager(): NonNullable<Parameters<typeof createClaims>[0]> {
  const held = new Map<string, Promise<unknown>>();
  return {
    async request(name, _options, use) {
      while (held.has(name)) await held.get(name);
      const used = Promise.resolve(use({}));
      held.set(name, used);
      await used;
      held.delete(name);
    },
    query: async () => ({ held: [...held.keys()].map((name) => ({ name })) }),
  };
}

it('tells a run of this tab from one of another, until it is let go', async () => {
  const locks = lockManager();
  const [here, there] = [createClaims(locks), createClaims(locks)];
  here.hold('calm-otter');
  there.hold('red-kite');
  expect([...(await here.held())].toSorted()).toEqual(['calm-otter', 'red-kite']);
  expect([...(await here.elsewhere())]).toEqual(['red-kite']);
  const freed = here.freed('red-kite');
  there.hold(null);
  await freed;
  expect([...(await here.held())]).toEqual(['calm-otter']);
});

it('knows its own run where the browser has no locks', async () => {
  const claims = createClaims(undefined);
  claims.hold('calm-otter');
  expect([...(await claims.held())]).toEqual(['calm-otter']);
  expect((await claims.elsewhere()).size).toBe(0);
  await claims.freed('calm-otter');
});
