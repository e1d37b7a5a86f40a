import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

/** The sfc32 recurrence of PractRand, in unbounded integers, as a second opinion. */
function reference(key: readonly [bigint, bigint, bigint, bigint], draws: number): number[] {
  const mask = 0xffffffffn;
  let [a, b, c, counter] = key;
  const out: number[] = [];
  for (let draw = 0; draw < 20 + draws; draw += 1) {
    const sum = (a + b + counter) & mask;
    counter = (counter + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = ((((c << 21n) | (c >> 11n)) & mask) + sum) & mask;
    if (draw >= 20) out.push(Number(sum));
  }
  return out;
}

describe('Random', () => {
  it('follows the sfc32 recurrence', () => {
    const random = new Random(1, 4294967295, 7, 1);
    expect(Array.from({ length: 50 }, () => random.word())).toEqual(reference([1n, 4294967295n, 7n, 1n], 50));
  });

  it('draws every whole number of a range about equally often', () => {
    const random = new Random(3);
    const counts = [0, 0, 0, 0, 0];
    for (let draw = 0; draw < 10_000; draw += 1) counts[random.between(-2, 2) + 2]! += 1;
    // Standard deviation of each count is 40; five of them is 200.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('keeps all items when it shuffles', () => {
    const items = Array.from({ length: 30 }, (_, item) => item);
    const shuffled = new Random(5).shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });

  it('refuses to pick from nothing', () => {
    expect(() => new Random(1).pick([])).toThrow('empty list');
  });
});
