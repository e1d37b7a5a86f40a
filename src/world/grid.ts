import type { Address } from './address.ts';
import { combinationsOf, isKeptApart, KEPT_APART } from './combination.ts';
import {
  type Colour,
  COLOURS,
  EVERYDAY,
  isShape,
  type Kind,
  type Noun,
  SHAPES,
  type Side,
} from './lexicon.ts';
import type { Random } from './random.ts';
import type { SceneOf, Thing } from './scene.ts';
import { PICTURE_UNITS } from './units.ts';

/** The grid on which things stand: 3 x 3 cells of 21 units. */
const GRID = 3;
const CELL = 21;

/** What a thing is, without its place. */
export interface Identity {
  readonly noun: Noun;
  readonly colour?: Colour;
}

/** Things on a grid. Held-out combinations are drawn anew until none is left, except for `unseen`, which needs one. */
export function things(address: Address, random: Random): SceneOf<'things'> {
  const unseen = address.split === 'unseen';
  const count = unseen ? random.between(3, 7) : random.chance(30) ? 1 : random.between(2, 7);
  const cells = random.shuffled(Array.from({ length: GRID * GRID }, (_, cell) => cell)).slice(0, count);
  const draw = identities(random, count === 1 ? [100, 100, 100, 0, 50] : [100, 100, 0, 0, 50]);
  const kept = unseen ? keptPair(random, cells) : [];
  for (;;) {
    const list = cells.map((cell, place) => thing(`thing-${place}`, cell, kept[place] ?? draw(), random));
    if (list.length === 1 && random.chance(75)) list[0] = alone(list[0]!, random);
    if (unseen || !list.some((a) => list.some((b) => holdsKept(a, b)))) {
      return { kind: 'things', address, things: list };
    }
  }
}

/**
 * Shapes in a few colours, a few everyday things, or both: few a picture, so that there is something to count.
 *
 * @param percents shares of shapes, one of which the picture has
 */
function identities(random: Random, percents: readonly [number, ...number[]]): () => Identity {
  const colours = random.shuffled(COLOURS).slice(0, random.between(2, 4));
  const shapes = random.shuffled(SHAPES).slice(0, random.between(2, 4));
  const everyday = random.shuffled(EVERYDAY).slice(0, random.between(2, 4));
  const shapePercent = random.pick(percents);
  return () =>
    random.chance(shapePercent)
      ? { noun: random.pick(shapes), colour: random.pick(colours) }
      : { noun: random.pick(everyday) };
}

function thing(id: string, cell: number, identity: Identity, random: Random): Thing {
  const row = Math.floor(cell / GRID);
  const column = cell % GRID;
  const size = random.chance(65) ? 'large' : 'small';
  const side = size === 'large' ? random.between(19, 20) : random.between(10, 11);
  return {
    id,
    ...identity,
    size,
    row,
    column,
    x: column * CELL + 1 + random.between(0, CELL - 1 - side),
    y: row * CELL + 1 + random.between(0, CELL - 1 - side),
    side,
  };
}

/** A single thing may also be of any size and stand anywhere, its middle inside its cell. */
function alone(one: Thing, random: Random): Thing {
  const side = one.size === 'large' ? random.between(17, 29) : random.between(7, 12);
  const from = (cell: number): number => {
    const middle = cell * CELL + Math.floor(CELL / 2) + random.between(-9, 9);
    return Math.min(PICTURE_UNITS - side, Math.max(0, middle - Math.floor(side / 2)));
  };
  return { ...one, side, x: from(one.column), y: from(one.row) };
}

/** The side on which `a` stands just beside `b`; undefined when they are no neighbours. */
export function sideOf(a: Thing, b: Thing): Side | undefined {
  if (a.row === b.row && a.column + 1 === b.column) return 'left of';
  if (a.row === b.row && a.column - 1 === b.column) return 'right of';
  if (a.column === b.column && a.row + 1 === b.row) return 'above';
  if (a.column === b.column && a.row - 1 === b.row) return 'below';
  return undefined;
}

export function kindOfThing({ noun, colour }: Identity): Kind {
  return { noun, ...(colour === undefined ? {} : { colour }) };
}

/** Do two neighbours show a combination that only `unseen` may show? */
export function holdsKept(a: Thing, b: Thing): boolean {
  const side = sideOf(a, b);
  return side !== undefined && combinationsOf(kindOfThing(a), side, kindOfThing(b)).some(isKeptApart);
}

/** A held-out combination for the first two things; their cells become neighbours. */
function keptPair(random: Random, cells: number[]): Identity[] {
  const { noun, side, tone } = random.pick(KEPT_APART);
  const pairs = cellPairs(side);
  const [a, b] = random.pick(pairs);
  const others = cells.filter((cell) => cell !== a && cell !== b).slice(0, cells.length - 2);
  cells.splice(0, cells.length, a, b, ...others);
  const everyday = EVERYDAY.find((name) => name === tone);
  return [
    isShape(noun) ? { noun, colour: random.pick(COLOURS) } : { noun },
    everyday === undefined
      ? { noun: random.pick(SHAPES), colour: COLOURS.find((colour) => colour === tone)! }
      : { noun: everyday },
  ];
}

/** Cells of which the first lies just on that side of the second. */
function cellPairs(side: Side): [number, number][] {
  const all = Array.from({ length: GRID * GRID }, (_, cell) => cell);
  const step = { 'left of': 1, 'right of': -1, above: GRID, below: -GRID }[side];
  return all
    .filter((a) => all.includes(a + step) && (Math.abs(step) === GRID || sameRow(a, a + step)))
    .map((a) => [a, a + step]);
}

function sameRow(a: number, b: number): boolean {
  return Math.floor(a / GRID) === Math.floor(b / GRID);
}
