import { expect, it } from 'vitest';
import { isolate, type Surroundings } from './isolation.ts';

/** A tab: what it stored stays over its reloads. */
function tab(host: {
  readonly workersHelp: boolean;
  readonly workers?: 'none' | 'blocked';
  readonly framed?: boolean;
}): {
  readonly reloads: () => number;
  visit(): Promise<void>;
} {
  const stored = new Map<string, string>();
  let reloads = 0;
  let controlled = false;
  const page = (): Surroundings => ({
    isolated: controlled && host.workersHelp,
    workers:
      host.workers === 'none'
        ? null
        : {
            async register() {
              if (host.workers === 'blocked') throw new DOMException('blocked', 'SecurityError');
              controlled = true;
            },
            ready: Promise.resolve(),
          },
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    },
    framed: host.framed ?? false,
    reload: () => void (reloads += 1),
  });
  return { reloads: () => reloads, visit: () => isolate(page()) };
}

it('reloads once, and is isolated', async () => {
  const it = tab({ workersHelp: true });
  for (let visit = 0; visit < 3; visit++) await it.visit();
  expect(it.reloads()).toBe(1);
});

it('reloads once where that does not help', async () => {
  const it = tab({ workersHelp: false });
  for (let visit = 0; visit < 5; visit++) await it.visit();
  expect(it.reloads()).toBe(1);
});

it('never reloads a page inside another', async () => {
  const it = tab({ workersHelp: false, framed: true });
  for (let visit = 0; visit < 3; visit++) await it.visit();
  expect(it.reloads()).toBe(0);
});

it.each(['none', 'blocked'] as const)('goes on where service workers are: %s', async (workers) => {
  const it = tab({ workersHelp: true, workers });
  for (let visit = 0; visit < 3; visit++) await it.visit();
  expect(it.reloads()).toBe(0);
});

it('goes on where nothing may be stored', async () => {
  let reloads = 0;
  await isolate({
    isolated: false,
    workers: null,
    framed: false,
    get storage(): Storage {
      throw new DOMException('forbidden', 'SecurityError');
    },
    reload: () => void (reloads += 1),
  });
  expect(reloads).toBe(0);
});
