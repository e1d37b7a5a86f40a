import { Random } from './random.ts';

/**
 * Every picture of the world has an address, and everything about it follows from the address. The split is part of
 * the address and of the random key, so pictures for pretraining, for the unlabelled pool and for the held-out suites
 * never come from the same numbers, whatever seeds are chosen. `unseen` pictures hold combinations that no other
 * split has (combination.ts).
 */
export const SPLITS = ['pretrain', 'pool', 'heldout', 'unseen'] as const;
type Split = (typeof SPLITS)[number];

export interface Address {
  readonly split: Split;
  /** Seed of the collection, a whole number from 0 to 2^32 - 1. */
  readonly seed: number;
  /** Place in the collection, a whole number from 0 to 2^32 - 1. */
  readonly index: number;
  /** The same picture with one thing changed. */
  readonly edited?: true;
}

const SPLIT_CODES: Record<Split, number> = { pretrain: 1, pool: 2, heldout: 3, unseen: 4 };

/** What the numbers are for: the scene, the look of the picture, the questions, or the change of an edited picture. */
export type Purpose = 'scene' | 'look' | 'questions' | 'edit';

const PURPOSE_CODES: Record<Purpose, number> = { scene: 0, look: 16, questions: 32, edit: 48 };

/** The stream of random numbers for one purpose at one address; distinct arguments give distinct streams. */
export function randomAt(address: Address, purpose: Purpose): Random {
  return new Random(SPLIT_CODES[address.split] + PURPOSE_CODES[purpose], address.seed, address.index, 1);
}

export function checkSeed(value: number, name: string): void {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw new RangeError(`${name} is ${value}; give a whole number from 0 to 4294967295.`);
  }
}

/** `pool-7-12`, the part of a picture id that names its address; `heldout-1-5-edited` for a changed picture. */
export function addressText({ split, seed, index, edited }: Address): string {
  return `${split}-${seed}-${index}${edited ? '-edited' : ''}`;
}

/** Reads what `addressText` writes; undefined for anything else. */
export function addressNamed(text: string): Address | undefined {
  const found = /^([a-z]+)-(\d+)-(\d+)(-edited)?$/.exec(text);
  const split = SPLITS.find((name) => name === found?.[1]);
  if (found === null || split === undefined) return undefined;
  const [seed, index] = [Number(found[2]), Number(found[3])];
  if (seed > 0xffffffff || index > 0xffffffff) return undefined;
  return { split, seed, index, ...(found[4] === undefined ? {} : { edited: true as const }) };
}
