import type { Address } from './address.ts';
import { COLOURS } from './lexicon.ts';
import type { Random } from './random.ts';
import type { SceneOf } from './scene.ts';

/** A clock at a full hour, or a quarter, half or three quarters past. */
export function clock(address: Address, random: Random): SceneOf<'clock'> {
  return { kind: 'clock', address, hour: random.between(1, 12), quarter: random.between(0, 3) };
}

/** Two rays, 15 to 165 degrees apart in steps of 15, turned by any multiple of 15. */
export function angle(address: Address, random: Random): SceneOf<'angle'> {
  return { kind: 'angle', address, degrees: 15 * random.between(1, 11), start: 15 * random.between(0, 23) };
}

/** Numbers of dots that are told apart at a glance: each about 1.5 times the one before. */
export const QUANTITIES: readonly number[] = [4, 6, 9, 13, 19, 28];

/** Dots left and right of the middle, on an 8 x 8 lattice, each a little out of place. */
export function dots(address: Address, random: Random): SceneOf<'dots'> {
  const count = random.pick(QUANTITIES);
  // An even spread would make the halves nearly equal; a drawn share makes one side fuller.
  const share = random.between(15, 85);
  const onLeft = Math.min(count, 32, Math.max(count - 32, Math.round((count * share) / 100)));
  const cells = (left: boolean, some: number): { x: number; y: number; left: boolean }[] =>
    random
      .shuffled(Array.from({ length: 32 }, (_, cell) => cell))
      .slice(0, some)
      .map((cell) => ({
        x: (left ? 5 : 38) + 7 * (cell % 4) + random.between(-1, 1),
        y: 6 + 7 * Math.floor(cell / 4) + random.between(-1, 1),
        left,
      }));
  return { kind: 'dots', address, dots: [...cells(true, onLeft), ...cells(false, count - onLeft)] };
}

/** A rectangle on squared paper of 7 x 7 cells. */
export function rectangle(address: Address, random: Random): SceneOf<'rectangle'> {
  const [width, height] = [random.between(1, 7), random.between(1, 6)];
  return {
    kind: 'rectangle',
    address,
    width,
    height,
    column: random.between(0, 7 - width),
    row: random.between(0, 7 - height),
    colour: random.pick(COLOURS),
  };
}

/** `7 + 5 = 12`, `7 - 5 = 2`, or a row like `2 5 8 11`, one of the numbers covered. */
export function sum(address: Address, random: Random): SceneOf<'sum'> {
  const form = random.pick(['+', '-', 'row'] as const);
  if (form === 'row') {
    const step = random.pick([-3, -2, -1, 1, 2, 3]);
    const first = step > 0 ? random.between(1, 9) : random.between(1 - 3 * step, 12);
    const numbers = [0, 1, 2, 3].map((place) => first + place * step);
    return { kind: 'sum', address, form, numbers, missing: random.between(0, 3) };
  }
  const [a, b] = [random.between(1, 9), random.between(1, 9)];
  const numbers = form === '+' ? [a, b, a + b] : [Math.max(a, b), Math.min(a, b), Math.abs(a - b)];
  return { kind: 'sum', address, form, numbers, missing: random.between(0, 2) };
}
