import {
  aKind,
  COLOURS,
  EVERYDAY,
  kindOf,
  LINES,
  manyOf,
  NOUNS,
  PARTS,
  phrase,
  PLACES,
  plural,
  SHAPES,
  SIDES,
  SIZES,
} from './lexicon.ts';

/** What may stand in a slot of a question, as a pattern; and how a word of the program reads there and back. */
export interface Slot {
  readonly pattern: string;
  /** The program's word as it stands in the sentence. */
  readonly put: (word: string) => string;
  /** Undefined when the sentence has no such word. */
  readonly take: (text: string) => string | undefined;
}

const same = (text: string): string => text;
const COLOUR = COLOURS.join('|');
const SIZE = SIZES.join('|');
/** Longest first, so that "house" is not read where "houses" stands. */
const ONE = ['thing', 'shape', ...NOUNS].toSorted((a, b) => b.length - a.length).join('|');
const MANY = ['thing', 'shape', ...NOUNS]
  .map(plural)
  .toSorted((a, b) => b.length - a.length)
  .join('|');
const SINGLE = PARTS.filter((part) => part !== 'cell');

/** Phrases are kept in the singular. Everyday things and things in general have no colour to speak of. */
function taken(text: string): string | undefined {
  const kind = kindOf(text.replace(/^an? /, ''));
  if (kind === undefined) return undefined;
  const coloured = kind.noun === 'shape' || SHAPES.some((shape) => shape === kind.noun);
  return kind.colour !== undefined && !coloured ? undefined : phrase(kind);
}

function kindSlot(pattern: string, put: (word: string) => string): Slot {
  return { pattern: `(?:(?:${SIZE}) )?(?:(?:${COLOUR}) )?(?:${pattern})`, put, take: taken };
}

function listSlot(words: readonly string[]): Slot {
  return { pattern: words.join('|'), put: same, take: same };
}

/** Parts are named by a colour; in a table by a colour and the thing at the head of the row. */
const PART_PATTERN = `(?:${COLOUR}) (?:${SINGLE.join('|')}|${EVERYDAY.join('|')})`;

const onKind =
  (words: (kind: NonNullable<ReturnType<typeof kindOf>>) => string) =>
  (word: string): string =>
    words(kindOf(word) ?? { noun: 'thing' });

export const SLOTS = {
  one: kindSlot(ONE, same),
  many: kindSlot(MANY, onKind(manyOf)),
  a: {
    pattern: `an? (?:(?:${SIZE}) )?(?:(?:${COLOUR}) )?(?:${ONE})`,
    put: onKind(aKind),
    take: (text) => {
      const word = taken(text);
      return word !== undefined && aKind(kindOf(word)!) === text ? word : undefined;
    },
  },
  line: listSlot(LINES),
  place: listSlot(PLACES.toSorted((a, b) => b.length - a.length)),
  side: listSlot(SIDES),
  part: { pattern: PART_PATTERN, put: same, take: same },
  single: listSlot(SINGLE),
  parts: {
    pattern: [...SINGLE.map(plural), 'numbers'].join('|'),
    put: (word) => (word === 'cell' ? 'numbers' : plural(word)),
    take: (text) => (text === 'numbers' ? 'cell' : SINGLE.find((part) => plural(part) === text)),
  },
  end: listSlot(['largest', 'smallest']),
  number: { pattern: '\\d{1,3}', put: same, take: same },
} as const satisfies Readonly<Record<string, Slot>>;

export type SlotName = keyof typeof SLOTS;

const SLOT_NAMES = Object.keys(SLOTS).filter((name): name is SlotName => name in SLOTS);

/** The slots of a template, in order. */
export function slotsOf(template: string): readonly SlotName[] {
  let known = slotsByTemplate.get(template);
  if (known === undefined) {
    known = findSlots(template);
    slotsByTemplate.set(template, known);
  }
  return known;
}

const slotsByTemplate = new Map<string, readonly SlotName[]>();

function findSlots(template: string): SlotName[] {
  const names = [...template.matchAll(/\{([a-z]+)\}/g)].map((found) => found[1]);
  return names.flatMap((name) => SLOT_NAMES.find((slot) => slot === name) ?? []);
}
