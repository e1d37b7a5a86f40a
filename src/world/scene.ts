import { type Address, randomAt } from './address.ts';
import { edited } from './edit.ts';
import { angle, clock, dots, rectangle, sum } from './diagrams.ts';
import { things } from './grid.ts';
import type { Colour, Noun, Part, Size } from './lexicon.ts';
import { panel } from './panel.ts';
import { path } from './path.ts';
import type { Random } from './random.ts';

export interface Thing {
  readonly id: string;
  readonly noun: Noun;
  /** Only shapes have a colour to ask about. */
  readonly colour?: Colour;
  readonly size: Size;
  /** Grid cell, 0 to 2 from the top and from the left. */
  readonly row: number;
  readonly column: number;
  /** Top left corner and side of the bounding square, in units. */
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** A part with a value, in the order in which it is read: left to right, top to bottom, clockwise, or rising. */
export interface Entry {
  readonly id: string;
  readonly colour: Colour;
  /** What stands before the row of a table. */
  readonly head?: Noun;
  readonly value: number;
}

/** A node of the 5 x 5 lattice of paths, from the left and from the top. */
export interface Node {
  readonly column: number;
  readonly row: number;
}

interface Placed {
  readonly address: Address;
}

/** The scene graph: what is in the picture, from which gold answers are computed. */
export type Scene = Placed &
  (
    | { readonly kind: 'things'; readonly things: readonly Thing[] }
    | { readonly kind: 'panel'; readonly part: Part; readonly entries: readonly Entry[] }
    | { readonly kind: 'clock'; readonly hour: number; readonly quarter: number }
    /** Degrees from the first ray counterclockwise to the second; `start` turns both. */
    | { readonly kind: 'angle'; readonly degrees: number; readonly start: number }
    | {
        readonly kind: 'dots';
        readonly dots: readonly { readonly x: number; readonly y: number; readonly left: boolean }[];
      }
    /** In cells of the squared paper, 8 units each. */
    | {
        readonly kind: 'rectangle';
        readonly width: number;
        readonly height: number;
        readonly column: number;
        readonly row: number;
        readonly colour: Colour;
      }
    /** Three numbers of an equation or four of a row; the one at `missing` is covered. */
    | {
        readonly kind: 'sum';
        readonly form: '+' | '-' | 'row';
        readonly numbers: readonly number[];
        readonly missing: number;
      }
    | {
        readonly kind: 'path';
        /** From the start to the end, every node that the path passes. */
        readonly nodes: readonly Node[];
        /** Things in the corners, and blind alleys that start from some of them. */
        readonly goals: readonly { readonly noun: Noun; readonly node: Node }[];
        readonly alleys: readonly (readonly Node[])[];
      }
  );

export type SceneKind = Scene['kind'];
export type SceneOf<K extends SceneKind> = Extract<Scene, { kind: K }>;

/** The scene at an address. The same address always gives the same scene. */
export function sceneAt(address: Address): Scene {
  const { edited: isEdited, ...original } = address;
  const random = randomAt(original, 'scene');
  const scene = drawScene(original, random);
  return isEdited ? edited(scene, address) : scene;
}

function drawScene(address: Address, random: Random): Scene {
  if (address.split === 'unseen') return things(address, random);
  let left = random.between(0, 99);
  for (const [make, share] of MIX) {
    left -= share;
    if (left < 0) return make(address, random);
  }
  return things(address, random);
}

/** Of 100 pictures, about how many are of each kind. */
const MIX: readonly (readonly [(address: Address, random: Random) => Scene, number])[] = [
  [things, 37],
  [panel, 32],
  [clock, 6],
  [angle, 5],
  [dots, 4],
  [rectangle, 5],
  [sum, 5],
  [path, 6],
];
