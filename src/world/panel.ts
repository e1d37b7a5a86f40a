import type { Address } from './address.ts';
import { COLOURS, EVERYDAY, type Part } from './lexicon.ts';
import type { Random } from './random.ts';
import type { Entry, SceneOf } from './scene.ts';

/** Of 36 pictures with values, how many are of each kind. */
const MIX: readonly (readonly [Part, number])[] = [
  ['bar', 9],
  ['point', 5],
  ['slice', 5],
  ['card', 5],
  ['die', 4],
  ['line', 3],
  ['needle', 3],
  ['cell', 2],
];
const WHOLE = MIX.reduce((total, [, share]) => total + share, 0);

/** A chart, cards, dice, a dial or a table: coloured parts with values, every colour at most once. */
export function panel(address: Address, random: Random): SceneOf<'panel'> {
  let left = random.between(0, WHOLE - 1);
  const part = MIX.find(([, share]) => (left -= share) < 0)?.[0] ?? 'bar';
  return { kind: 'panel', address, part, entries: ENTRIES[part](random) };
}

const ENTRIES: Readonly<Record<Part, (random: Random) => Entry[]>> = {
  bar: (random) => coloured(random, 3, 4, () => random.between(1, 9)),
  point: (random) => coloured(random, 3, 4, () => random.between(1, 9)),
  slice: (random) => slices(random),
  card: (random) => coloured(random, 2, 4, () => random.between(1, 9)),
  die: (random) => coloured(random, 2, 4, () => random.between(1, 6)),
  line: (random) => coloured(random, 2, 4, () => random.between(1, 9)),
  needle: (random) => needles(random),
  cell: (random) => table(random),
};

function coloured(random: Random, least: number, most: number, value: () => number): Entry[] {
  const colours = random.shuffled(COLOURS).slice(0, random.between(least, most));
  return colours.map((colour, place) => ({ id: `part-${place}`, colour, value: value() }));
}

/** Shares of a pie in percent, in tens; each at least 10. */
function slices(random: Random): Entry[] {
  const count = random.between(2, 4);
  const cuts = random
    .shuffled([1, 2, 3, 4, 5, 6, 7, 8, 9])
    .slice(0, count - 1)
    .toSorted((a, b) => a - b);
  const bounds = [0, ...cuts, 10];
  let place = 0;
  return coloured(random, count, count, () => 10 * (bounds[++place]! - bounds[place - 1]!));
}

/** Needles of one dial, 0 to 10, no two at the same mark. */
function needles(random: Random): Entry[] {
  const marks = random
    .shuffled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    .slice(0, random.between(1, 3))
    .toSorted((a, b) => a - b);
  let place = 0;
  return coloured(random, marks.length, marks.length, () => marks[place++]!);
}

/** Two or three rows headed by everyday things, two columns headed by colours, a number in each cell. */
function table(random: Random): Entry[] {
  const heads = random.shuffled(EVERYDAY).slice(0, random.between(2, 3));
  const colours = random.shuffled(COLOURS).slice(0, 2);
  return heads.flatMap((head, row) =>
    colours.map((colour, column) => ({
      id: `part-${row * colours.length + column}`,
      colour,
      head,
      value: random.between(0, 9),
    })),
  );
}
