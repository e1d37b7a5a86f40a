import { expect, it } from 'vitest';
import { SharingPace } from './sharingPace.ts';

it('goes on while sharing pays', () => {
  const pace = new SharingPace();
  for (let now = 0; now < 1000; now += 2) {
    expect(pace.rests(now)).toBe(false);
    pace.count(now, 2, now + 1);
  }
});

it('rests after a net loss, twice as long each time', () => {
  const pace = new SharingPace();
  // 1 ms of work took 5.
  pace.count(0, 1, 5);
  expect(pace.rests(5)).toBe(true);
  expect(pace.rests(24.9)).toBe(true);
  expect(pace.rests(25)).toBe(false);
  pace.count(30, 1, 35);
  expect(pace.rests(74.9)).toBe(true);
  expect(pace.rests(75)).toBe(false);
});

it('forgets the losses once sharing has paid, and then forgives a single wait', () => {
  const pace = new SharingPace();
  pace.count(0, 1, 5);
  pace.count(30, 60, 60);
  pace.count(100, 1, 110);
  expect(pace.rests(110)).toBe(false);
  pace.count(120, 1, 140);
  expect(pace.rests(159.9)).toBe(true);
  expect(pace.rests(160)).toBe(false);
});

it('costs a tenth at most where every shared job waits', () => {
  const pace = new SharingPace();
  let [now, done] = [0, 0];
  for (; now < 10_000; done++) {
    const took = pace.rests(now) ? 1 : 4;
    if (took === 4) pace.count(now, 1, now + 4);
    now += took;
  }
  expect(done).toBeGreaterThan(9_000);
});
