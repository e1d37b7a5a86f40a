/** The words of the world: what it draws has a name here, and questions are made of these names. */

/** The eight colours of easy-VQA, and two more. */
export const COLOURS = [
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'purple',
  'brown',
  'black',
  'gray',
] as const;
export type Colour = (typeof COLOURS)[number];

/** The three shapes of easy-VQA, and one more. */
export const SHAPES = ['circle', 'rectangle', 'triangle', 'cross'] as const;
export type Shape = (typeof SHAPES)[number];

/** Everyday things keep their own colours, so no colour is ever asked of them. */
export const EVERYDAY = [
  'apple',
  'ball',
  'bus',
  'car',
  'carrot',
  'fish',
  'flower',
  'frog',
  'hat',
  'house',
  'key',
  'penguin',
  'pig',
  'sun',
  'tree',
  'umbrella',
] as const;
export type Everyday = (typeof EVERYDAY)[number];

export const NOUNS = [...SHAPES, ...EVERYDAY] as const;
export type Noun = (typeof NOUNS)[number];

export const SIZES = ['small', 'large'] as const;
export type Size = (typeof SIZES)[number];

/** What a phrase like "red circle", "large thing", "red shape" or "apple" picks out. */
export interface Kind {
  readonly size?: Size;
  readonly colour?: Colour;
  /** `thing` is anything, `shape` one of the four shapes. */
  readonly noun: Noun | 'thing' | 'shape';
}

export const SIDES = ['left of', 'right of', 'above', 'below'] as const;
export type Side = (typeof SIDES)[number];

export const ROWS = ['top', 'middle', 'bottom'] as const;
export const COLUMNS = ['left', 'middle', 'right'] as const;

/** Rows and columns of the grid. */
export const LINES = [
  'top row',
  'middle row',
  'bottom row',
  'left column',
  'middle column',
  'right column',
] as const;

/** Cells of the grid, row by row. */
export const PLACES = ROWS.flatMap((row) =>
  COLUMNS.map((column) => (row === column ? 'middle' : `${row} ${column}`)),
);

/** Kinds of picture whose parts have values; a part is "the red bar", a cell "the red apple". */
export const PARTS = ['bar', 'point', 'slice', 'card', 'die', 'line', 'needle', 'cell'] as const;
export type Part = (typeof PARTS)[number];

export const LETTERS = ['A', 'B', 'C', 'D'] as const;

/** The word that answers a question which the picture gives no answer to. */
export const UNANSWERABLE = 'unanswerable';

const PLURALS: Readonly<Record<string, string>> = {
  bus: 'buses',
  cross: 'crosses',
  die: 'dice',
  fish: 'fish',
};

export function plural(noun: string): string {
  return PLURALS[noun] ?? `${noun}s`;
}

/** `large circle`, `red shape`, `apple`. */
export function phrase({ size, colour, noun }: Kind): string {
  return [size, colour, noun].filter((word) => word !== undefined).join(' ');
}

/** `large circles`, `red shapes`, `apples`. */
export function manyOf(kind: Kind): string {
  return phrase({ ...kind, noun: 'thing' }).replace(/thing$/, plural(kind.noun));
}

/** `an apple`, `a red shape`. */
export function aKind(kind: Kind): string {
  const words = phrase(kind);
  return `${/^[aou]/.test(words) ? 'an' : 'a'} ${words}`;
}

const NAMES: readonly Kind['noun'][] = ['thing', 'shape', ...NOUNS];

/** Reads a phrase back, singular or plural; undefined when it names no kind. */
export function kindOf(words: string): Kind | undefined {
  const known = kinds.get(words);
  if (known !== undefined) return known;
  const kind = readKind(words);
  if (kind !== undefined) kinds.set(words, kind);
  return kind;
}

/** Phrases read before: there are some thousands in all. */
const kinds = new Map<string, Kind>();

function readKind(words: string): Kind | undefined {
  const list = words.split(' ');
  const last = list.pop();
  const noun = NAMES.find((name) => name === last) ?? NAMES.find((name) => plural(name) === last);
  if (noun === undefined) return undefined;
  const size = SIZES.find((name) => name === list[0]);
  if (size !== undefined) list.shift();
  const colour = COLOURS.find((name) => name === list[0]);
  if (colour !== undefined) list.shift();
  if (list.length > 0) return undefined;
  return { ...(size === undefined ? {} : { size }), ...(colour === undefined ? {} : { colour }), noun };
}

export function isShape(noun: string): noun is Shape {
  return SHAPES.some((shape) => shape === noun);
}
