import { Random } from './random.ts';

/**
 * Every picture of the world has an address, and everything about it follows from the address. The split is part of
 * the address and of the random key, so pictures for pretraining, for the unlabelled pool and for the held-out suite
 * never come from the same numbers, whatever seeds are chosen.
 */
export const SPLITS = ['pretrain', 'pool', 'heldout'] as const;
type Split = (typeof SPLITS)[number];

export interface Address {
  readonly split: Split;
  /** Seed of the collection, a whole number from 0 to 2^32 - 1. */
  readonly seed: number;
  /** Place in the collection, a whole number from 0 to 2^32 - 1. */
  readonly index: number;
}

const SPLIT_CODES: Record<Split, number> = { pretrain: 1, pool: 2, heldout: 3 };

/** What the numbers are for: the scene, the look of the picture, or the questions. */
export type Purpose = 'scene' | 'look' | 'questions';

const PURPOSE_CODES: Record<Purpose, number> = { scene: 0, look: 16, questions: 32 };

/** The stream of random numbers for one purpose at one address; distinct arguments give distinct streams. */
export function randomAt(address: Address, purpose: Purpose): Random {
  return new Random(SPLIT_CODES[address.split] + PURPOSE_CODES[purpose], address.seed, address.index, 1);
}

export function checkSeed(value: number, name: string): void {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw new RangeError(`${name} is ${value}; give a whole number from 0 to 4294967295.`);
  }
}

/** `pool-7-12`, the part of a picture id that names its address. */
export function addressText(address: Address): string {
  return `${address.split}-${address.seed}-${address.index}`;
}
