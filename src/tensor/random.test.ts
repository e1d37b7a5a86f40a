import { describe, expect, it } from 'vitest';
import { bits, gumbel, integer, key, normal, pcg, shuffled, textKey, uniform } from './random.ts';

/** The published generator in exact big-integer arithmetic. */
function reference(value: number): number {
  const mask = 0xffffffffn;
  const state = (BigInt(value) * 747796405n + 2891336453n) & mask;
  const word = (((state >> ((state >> 28n) + 4n)) ^ state) * 277803737n) & mask;
  return Number((word >> 22n) ^ word);
}

describe('pcg', () => {
  it('equals the published generator', () => {
    for (const value of [0, 1, 2, 12345, 0x7fffffff, 0x80000000, 0xffffffff])
      expect(pcg(value)).toBe(reference(value));
    expect(pcg(0)).toBe(129708002);
  });

  it('flips half of the output bits when one input bit flips', () => {
    let flips = 0;
    const trials = 2000;
    for (let t = 0; t < trials; t++) {
      let difference = bits(t, 7) ^ bits(t ^ (1 << (t % 32)), 7);
      for (; difference !== 0; difference &= difference - 1) flips++;
    }
    // 64,000 fair bits: the standard deviation of the mean per trial is 0.063; 0.4 is over six of them.
    expect(Math.abs(flips / trials - 16)).toBeLessThan(0.4);
  });
});

describe('key', () => {
  it('depends on every part, on their order and on the high half', () => {
    const keys = [
      key(),
      key(0),
      key(0, 0),
      key(1, 2, 3),
      key(3, 2, 1),
      key(2 ** 40),
      key(2 ** 41),
      key(-1),
      textKey('ab'),
      textKey('ba'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(key(1, 2, 3)).toBe(key(1, 2, 3));
  });

  it('refuses what is not an integer', () => {
    expect(() => key(0.5)).toThrow(RangeError);
    expect(() => key(Number.NaN)).toThrow(RangeError);
  });
});

describe('draws', () => {
  it('are uniform: chi-square over 64 cells', () => {
    const cells = Array.from({ length: 64 }, () => 0);
    const n = 64_000;
    for (let i = 0; i < n; i++) {
      const u = uniform(key(11), i);
      expect(u > 0 && u < 1).toBe(true);
      cells[Math.floor(u * 64)]!++;
    }
    const chi = cells.reduce((sum, count) => sum + (count - n / 64) ** 2 / (n / 64), 0);
    // 63 degrees of freedom: 99.9 % of fair generators stay below 103.4.
    expect(chi).toBeLessThan(103.4);
  });

  it('are uniform across keys at one counter too', () => {
    const cells = Array.from({ length: 64 }, () => 0);
    const n = 64_000;
    for (let i = 0; i < n; i++) cells[integer(key(3, i), 0, 64)]!++;
    const chi = cells.reduce((sum, count) => sum + (count - n / 64) ** 2 / (n / 64), 0);
    expect(chi).toBeLessThan(103.4);
  });

  it('have the moments of their distribution', () => {
    const n = 40_000;
    let mean = 0;
    let square = 0;
    let gumbelMean = 0;
    for (let i = 0; i < n; i++) {
      const z = normal(key(5), i);
      mean += z / n;
      square += (z * z) / n;
      gumbelMean += gumbel(key(6), i) / n;
    }
    // Standard errors 0.005, 0.007, 0.0064; five of each.
    expect(Math.abs(mean)).toBeLessThan(0.025);
    expect(Math.abs(square - 1)).toBeLessThan(0.035);
    expect(Math.abs(gumbelMean - 0.5772)).toBeLessThan(0.032);
  });

  it('shuffle without loss, the same way for the same key', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const once = shuffled(items, key(1));
    expect(once).toEqual(shuffled(items, key(1)));
    expect(once).not.toEqual(shuffled(items, key(2)));
    expect(once.toSorted((a, b) => a - b)).toEqual(items);
    expect(items[0]).toBe(0);
  });
});
