import { type Address, randomAt } from './address.ts';
import type { Random } from './random.ts';

export const COLOURS = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;
export type Colour = (typeof COLOURS)[number];

export const SHAPES = ['circle', 'square', 'triangle', 'cross'] as const;
export type Shape = (typeof SHAPES)[number];

/** Side of a picture in pixels. */
export const PICTURE_SIDE = 64;

/** The grid on which things stand: 3 x 3 cells of 21 px. */
const GRID = 3;
const CELL = 21;

export interface Thing {
  readonly id: string;
  readonly colour: Colour;
  readonly shape: Shape;
  /** Grid cell, 0 to 2 from the top and from the left. */
  readonly row: number;
  readonly column: number;
  /** Top left corner and side of the bounding square, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface Bar {
  readonly id: string;
  readonly colour: Colour;
  /** Height in units, 1 to 9. */
  readonly height: number;
  /** Left edge and width in pixels. */
  readonly x: number;
  readonly width: number;
}

/** The scene graph: what is in the picture, from which gold answers are computed. */
export type Scene =
  | { readonly kind: 'things'; readonly address: Address; readonly things: readonly Thing[] }
  | {
      readonly kind: 'chart';
      readonly address: Address;
      readonly bars: readonly Bar[];
      /** Row of pixels just under the bars. */
      readonly base: number;
    };

/** Pixels per unit of bar height. */
export const BAR_UNIT = 5;

/** Of 100 pictures, how many are bar charts; the rest are things on a grid. */
const CHART_PERCENT = 30;

/** The scene at an address. The same address always gives the same scene. */
export function sceneAt(address: Address): Scene {
  const random = randomAt(address, 'scene');
  return random.chance(CHART_PERCENT) ? chart(address, random) : things(address, random);
}

function things(address: Address, random: Random): Scene {
  const count = random.between(2, 8);
  // Few colours and shapes a picture, so that counting, comparing and adding have something to count.
  const colours = random.shuffled(COLOURS).slice(0, random.between(2, 4));
  const shapes = random.shuffled(SHAPES).slice(0, random.between(2, 4));
  const cells = random.shuffled(Array.from({ length: GRID * GRID }, (_, cell) => cell)).slice(0, count);
  return {
    kind: 'things',
    address,
    things: cells.map((cell, place) => {
      const row = Math.floor(cell / GRID);
      const column = cell % GRID;
      const size = random.between(13, 18);
      return {
        id: `thing-${place}`,
        colour: random.pick(colours),
        shape: random.pick(shapes),
        row,
        column,
        x: column * CELL + 1 + random.between(0, CELL - 1 - size),
        y: row * CELL + 1 + random.between(0, CELL - 1 - size),
        size,
      };
    }),
  };
}

function chart(address: Address, random: Random): Scene {
  const count = random.between(3, 5);
  const colours = random.shuffled(COLOURS).slice(0, count);
  const pitch = Math.floor((PICTURE_SIDE - 6) / count);
  return {
    kind: 'chart',
    address,
    base: random.between(52, 60),
    bars: colours.map((colour, place) => {
      const width = random.between(7, pitch - 2);
      return {
        id: `bar-${place}`,
        colour,
        height: random.between(1, 9),
        x: 4 + place * pitch + random.between(0, pitch - 2 - width),
        width,
      };
    }),
  };
}
