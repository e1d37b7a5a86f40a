import {
  asksOfThings,
  type BarProgram,
  type Kind,
  LETTERS,
  type Line,
  LINES,
  type Pair,
  plural,
  type Program,
  type Side,
  type ThingProgram,
} from './program.ts';
import type { Bar, Colour, Scene, Thing } from './scene.ts';

/** Why a question has no answer in this picture. */
export type IllPosed = 'modality' | 'absent' | 'repeated' | 'ambiguous' | 'options';

export type Outcome =
  | { readonly wellPosed: true; readonly answer: string; readonly steps: string }
  | { readonly wellPosed: false; readonly reason: IllPosed };

/**
 * Runs a program over the scene graph. `answer` is what belongs in the box; `steps` is the short reasoning before it,
 * empty for the skills that are answered at a glance.
 */
export function run(program: Program, scene: Scene): Outcome {
  if (asksOfThings(program)) {
    return scene.kind === 'things' ? runOnThings(program, scene.things) : illPosed('modality');
  }
  return scene.kind === 'chart' ? runOnBars(program, scene.bars) : illPosed('modality');
}

function illPosed(reason: IllPosed): Outcome {
  return { wellPosed: false, reason };
}

function answered(answer: string | number | boolean, steps = ''): Outcome {
  const text = typeof answer === 'boolean' ? (answer ? 'yes' : 'no') : String(answer);
  return { wellPosed: true, answer: text, steps };
}

/** The letter of the one option that is right; the step before it is the option's word. */
function lettered(options: readonly string[], value: string): Outcome {
  const letter = LETTERS[options.indexOf(value)];
  return letter === undefined || new Set(options).size < options.length
    ? illPosed('options')
    : answered(letter, value);
}

export function matches(thing: Thing, kind: Kind): boolean {
  return (
    (kind.colour === undefined || thing.colour === kind.colour) &&
    (kind.shape === undefined || thing.shape === kind.shape)
  );
}

/** The only thing of a kind, or why "the ..." picks out nothing. */
function only(things: readonly Thing[], kind: Kind): Thing | IllPosed {
  const found = things.filter((thing) => matches(thing, kind));
  const first = found[0];
  if (first === undefined) return 'absent';
  return found.length > 1 ? 'repeated' : first;
}

function runOnThings(program: ThingProgram, things: readonly Thing[]): Outcome {
  const count = (kind: Kind): number => things.filter((thing) => matches(thing, kind)).length;
  switch (program.op) {
    case 'count':
      return answered(count(program.of));
    case 'exist':
      return answered(count(program.of) > 0);
    case 'colour': {
      const thing = only(things, program.of);
      return typeof thing === 'string' ? illPosed(thing) : lettered(program.options, thing.colour);
    }
    case 'shape': {
      const thing = only(things, program.of);
      return typeof thing === 'string' ? illPosed(thing) : lettered(program.options, thing.shape);
    }
    case 'line':
      return answered(things.filter((thing) => standsIn(thing, program.line)).length);
    case 'side': {
      const a = only(things, program.pair.a);
      const b = only(things, program.pair.b);
      if (typeof a === 'string') return illPosed(a);
      if (typeof b === 'string') return illPosed(b);
      if (a.id === b.id) return illPosed('ambiguous');
      return standsOn(a, b, program.side);
    }
    case 'more': {
      if (same(program.pair)) return illPosed('ambiguous');
      const [a, b] = [count(program.pair.a), count(program.pair.b)];
      return answered(a > b, `${amount(a, program.pair.a)} ${sign(a, b)} ${amount(b, program.pair.b)}`);
    }
    case 'sum': {
      if (same(program.pair)) return illPosed('ambiguous');
      const [a, b] = [count(program.pair.a), count(program.pair.b)];
      return answered(a + b, `${amount(a, program.pair.a)} + ${amount(b, program.pair.b)} = ${a + b}`);
    }
    case 'difference': {
      if (same(program.pair)) return illPosed('ambiguous');
      const [a, b] = [count(program.pair.a), count(program.pair.b)];
      const [one, two] = [amount(a, program.pair.a), amount(b, program.pair.b)];
      return answered(
        Math.abs(a - b),
        `${a >= b ? `${one} - ${two}` : `${two} - ${one}`} = ${Math.abs(a - b)}`,
      );
    }
    case 'share':
      break;
  }
  const share = Math.round((100 * count(program.of)) / things.length);
  return answered(share, `${count(program.of)} of ${things.length} = ${share}`);
}

function same({ a, b }: Pair): boolean {
  return a.colour === b.colour && a.shape === b.shape;
}

function standsIn(thing: Thing, line: Line): boolean {
  const place = LINES.indexOf(line);
  return place < 3 ? thing.row === place : thing.column === place - 3;
}

/** Things in one row are neither above nor below each other, and likewise for columns: that question is ambiguous. */
function standsOn(a: Thing, b: Thing, side: Side): Outcome {
  const along = side === 'left of' || side === 'right of' ? b.column - a.column : b.row - a.row;
  if (along === 0) return illPosed('ambiguous');
  return answered(side === 'left of' || side === 'above' ? along > 0 : along < 0);
}

function sign(a: number, b: number): string {
  return a > b ? '>' : a < b ? '<' : '=';
}

/** `3 red`, `1 circle`, `2 crosses`: a number with the word it counts. */
function amount(count: number, kind: Kind): string {
  const noun = kind.shape === undefined ? '' : count === 1 ? kind.shape : plural(kind.shape);
  return [String(count), kind.colour ?? '', noun].filter((word) => word !== '').join(' ');
}

function runOnBars(program: BarProgram, bars: readonly Bar[]): Outcome {
  const height = (colour: Colour): number | undefined => bars.find((bar) => bar.colour === colour)?.height;
  switch (program.op) {
    case 'bar': {
      const value = height(program.colour);
      return value === undefined ? illPosed('absent') : answered(value);
    }
    case 'taller':
    case 'bar sum':
    case 'bar difference': {
      const [a, b] = [height(program.a), height(program.b)];
      if (a === undefined || b === undefined) return illPosed('absent');
      if (program.a === program.b) return illPosed('ambiguous');
      const [one, two] = [`${a} ${program.a}`, `${b} ${program.b}`];
      if (program.op === 'taller') return answered(a > b, `${one} ${sign(a, b)} ${two}`);
      if (program.op === 'bar sum') return answered(a + b, `${one} + ${two} = ${a + b}`);
      return answered(
        Math.abs(a - b),
        `${a >= b ? `${one} - ${two}` : `${two} - ${one}`} = ${Math.abs(a - b)}`,
      );
    }
    case 'extreme': {
      const heights = bars.map((bar) => bar.height);
      const end = program.end === 'tallest' ? Math.max(...heights) : Math.min(...heights);
      const found = bars.filter((bar) => bar.height === end);
      return found.length > 1 ? illPosed('repeated') : lettered(program.options, found[0]!.colour);
    }
    case 'mean':
      break;
  }
  const sum = bars.reduce((total, bar) => total + bar.height, 0);
  return answered(
    Math.round((10 * sum) / bars.length) / 10,
    `${bars.map((bar) => bar.height).join('+')}=${sum}`,
  );
}
