/**
 * Small keyed generator (sfc32). Its state is the key itself, so two different keys give two different streams;
 * only 32-bit integer operations are used, so every JavaScript engine draws the same numbers.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /** `key`: up to four integers, each taken modulo 2^32. */
  constructor(...key: readonly number[]) {
    this.#a = (key[0] ?? 0) >>> 0;
    this.#b = (key[1] ?? 0) >>> 0;
    this.#c = (key[2] ?? 0) >>> 0;
    this.#counter = (key[3] ?? 0) >>> 0;
    // Neighbouring keys differ in a few bits only; 20 rounds spread them over the whole state.
    for (let round = 0; round < 20; round += 1) this.word();
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor((this.word() * (high - low + 1)) / 4294967296);
  }

  /** True in `percent` of 100 draws. */
  chance(percent: number): boolean {
    return this.between(0, 99) < percent;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new RangeError('Cannot pick from an empty list; give at least one item.');
    return item;
  }

  /** A copy of `items` in random order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const copy = items.slice();
    for (let last = copy.length - 1; last > 0; last -= 1) {
      const other = this.between(0, last);
      const held = copy[last]!;
      copy[last] = copy[other]!;
      copy[other] = held;
    }
    return copy;
  }
}
