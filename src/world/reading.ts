import { type Kind, LINES, type Pair, plural, type Program, SIDES } from './program.ts';
import { COLOURS, type Shape, SHAPES } from './scene.ts';

const COLOUR = `(?:${COLOURS.join('|')})`;
const ONE = `(?:${COLOUR} )?(?:thing|${SHAPES.join('|')})`;
const SHAPE_NAMES = `(?:${SHAPES.map(plural).join('|')})`;
const MANY = `(?:${COLOUR} )?(?:things|${SHAPE_NAMES})`;
const BOTH = `(?:${COLOUR} and ${COLOUR} things|${SHAPE_NAMES} and ${SHAPE_NAMES})`;
const OPTIONS = `A ([a-z]+) B ([a-z]+) C ([a-z]+) D ([a-z]+)`;

type Reader = (words: readonly string[]) => Program | undefined;

/** One pattern per operation, tried in order against the whole question. */
const READERS: readonly (readonly [RegExp, Reader])[] = [
  reader(`How many (${MANY}) are there`, ([of]) => ({ op: 'count', of: kind(of) })),
  reader(`Is there an? (${ONE})`, ([of]) => ({ op: 'exist', of: kind(of) })),
  reader(`What colour is the (thing|${SHAPES.join('|')})\\? ${OPTIONS}`, ([of, ...words]) => {
    const options = every(COLOURS, words);
    return options && { op: 'colour', of: kind(of), options };
  }),
  reader(`What shape is the ((?:${COLOUR} )?thing)\\? ${OPTIONS}`, ([of, ...words]) => {
    const options = every(SHAPES, words);
    return options && { op: 'shape', of: kind(of), options };
  }),
  reader(`How many things are in the (${LINES.join('|')})`, ([line]) => ({
    op: 'line',
    line: one(LINES, line),
  })),
  reader(`Is the (${ONE}) (${SIDES.join('|')}) the (${ONE})`, ([a, side, b]) => ({
    op: 'side',
    side: one(SIDES, side),
    pair: { a: kind(a), b: kind(b) },
  })),
  reader(`Are there more (${MANY}) than (${MANY})`, ([a, b]) => ({
    op: 'more',
    pair: { a: kind(a), b: kind(b) },
  })),
  reader(`How many (${BOTH}) are there in all`, ([words]) => ({ op: 'sum', pair: pair(words) })),
  reader(`By how many do (${BOTH}) differ`, ([words]) => ({ op: 'difference', pair: pair(words) })),
  reader(`What percentage of the things are (${COLOUR}|${SHAPE_NAMES})`, ([of]) => ({
    op: 'share',
    of: kind(of),
  })),
  reader(`How tall is the (${COLOUR}) bar`, ([colour]) => ({ op: 'bar', colour: one(COLOURS, colour) })),
  bars('taller', `Is the (${COLOUR}) bar taller than the (${COLOUR}) bar`),
  bars('bar sum', `How tall are the (${COLOUR}) and (${COLOUR}) bars together`),
  bars('bar difference', `By how much do the (${COLOUR}) and (${COLOUR}) bars differ`),
  reader(`Which bar is the (tallest|shortest)\\? ${OPTIONS}`, ([end, ...words]) => {
    const options = every(COLOURS, words);
    return options && { op: 'extreme', end: end === 'tallest' ? 'tallest' : 'shortest', options };
  }),
  reader('What is the mean height of the bars', () => ({ op: 'mean' })),
];

function reader(pattern: string, read: Reader): readonly [RegExp, Reader] {
  return [new RegExp(pattern.includes('\\?') ? `^${pattern}$` : `^${pattern}\\?$`), read];
}

function bars(op: 'taller' | 'bar sum' | 'bar difference', pattern: string): readonly [RegExp, Reader] {
  return reader(pattern, ([a, b]) => ({ op, a: one(COLOURS, a), b: one(COLOURS, b) }));
}

/** Reads a question back into its program; undefined when it is not a question of this world. */
export function readQuestion(text: string): Program | undefined {
  const words = text.trim().replaceAll(/\s+/g, ' ');
  for (const [pattern, read] of READERS) {
    const found = pattern.exec(words);
    if (found !== null) return read(found.slice(1));
  }
  return undefined;
}

/** The word as one of a closed list; the patterns above admit no other, so the fallback is never taken. */
function one<T extends string>(known: readonly [T, ...T[]], word: string | undefined): T {
  return known.find((name) => name === word) ?? known[0];
}

/** All words as members of a closed list, or undefined when one of them is not. */
function every<T extends string>(known: readonly T[], words: readonly string[]): T[] | undefined {
  const found = words.flatMap((word) => known.find((name) => name === word) ?? []);
  return found.length === words.length ? found : undefined;
}

/** The kind a phrase names: `red circles`, `red thing`, `red`, `circles`. */
function kind(words = ''): Kind {
  const colour = COLOURS.find((word) => words.split(' ')[0] === word);
  const shape: Shape | undefined = SHAPES.find(
    (word) => words.endsWith(word) || words.endsWith(plural(word)),
  );
  return { ...(colour === undefined ? {} : { colour }), ...(shape === undefined ? {} : { shape }) };
}

function pair(words = ''): Pair {
  const [a, b] = words.split(' and ').map(kind);
  return { a: a ?? {}, b: b ?? {} };
}
