import { expect, it } from 'vitest';
import { wakeLock } from './wakeLock.ts';

function screen() {
  let held = 0;
  let visible: (() => void) | null = null;
  return {
    held: () => held,
    seen: () => visible?.(),
    request: async () => {
      held++;
      return {
        release: async () => {
          held--;
        },
      };
    },
    onVisible: (listener: () => void) => {
      visible = listener;
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

it('holds one lock however often it is asked, and lets it go', async () => {
  const fake = screen();
  const lock = wakeLock(fake);
  lock.hold();
  lock.hold();
  await settled();
  expect(fake.held()).toBe(1);
  lock.release();
  await settled();
  expect(fake.held()).toBe(0);
});

it('asks again when the tab is seen, if it is still wanted', async () => {
  const fake = screen();
  const lock = wakeLock(fake);
  fake.seen();
  await settled();
  expect(fake.held()).toBe(0);
  lock.hold();
  await settled();
  fake.seen();
  await settled();
  expect(fake.held()).toBe(2);
});

it('does without where it is not allowed', async () => {
  const lock = wakeLock({ request: undefined, onVisible: () => undefined });
  lock.hold();
  await settled();
  expect(() => lock.release()).not.toThrow();
  await settled();
});
