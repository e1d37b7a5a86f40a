import { sideOf } from './grid.ts';
import { COLUMNS, isShape, type Kind, kindOf, LINES, manyOf, PLACES, ROWS } from './lexicon.ts';
import { added, answered, type IllPosed, illPosed, type Outcome, sign } from './outcome.ts';
import type { OperationOf } from './program.ts';
import type { Thing } from './scene.ts';

function matches(thing: Thing, kind: Kind): boolean {
  return (
    (kind.size === undefined || thing.size === kind.size) &&
    (kind.colour === undefined || thing.colour === kind.colour) &&
    (kind.noun === 'thing' || thing.noun === kind.noun || (kind.noun === 'shape' && isShape(thing.noun)))
  );
}

/** The only thing of a kind, or why "the ..." picks out nothing. */
function only(things: readonly Thing[], kind: Kind): Thing | IllPosed {
  const found = things.filter((thing) => matches(thing, kind));
  const first = found[0];
  if (first === undefined) return 'absent';
  return found.length > 1 ? 'repeated' : first;
}

export function runOnThings(
  op: OperationOf<'things'>,
  args: readonly string[],
  things: readonly Thing[],
): Outcome {
  const kinds = args.map((word): Kind => kindOf(word) ?? { noun: 'thing' });
  const [first = { noun: 'thing' }, second = { noun: 'thing' }] = kinds;
  const some = (kind: Kind): Thing[] => things.filter((thing) => matches(thing, kind));
  /** What is asked of one thing: fails when there is none or more than one. */
  const of = (kind: Kind, say: (thing: Thing) => Outcome): Outcome => {
    const thing = only(things, kind);
    return typeof thing === 'string' ? illPosed(thing) : say(thing);
  };
  switch (op) {
    case 'count': {
      const { sum, steps } = added(
        ROWS.map((_, row) => some(first).filter((thing) => thing.row === row).length),
      );
      return answered(sum, steps);
    }
    case 'line': {
      const place = LINES.findIndex((line) => line === args[0]);
      const inLine = things.filter((thing) => (place < 3 ? thing.row === place : thing.column === place - 3));
      return answered(inLine.length);
    }
    case 'exist':
    case 'image':
    case 'contain':
    case 'present':
      return answered(some(first).length > 0, seenAt(some(first)));
    case 'absent':
    case 'lacks':
    case 'none':
      return answered(some(first).length === 0, seenAt(some(first)));
    case 'colour':
    case 'color':
    case 'hue':
      return of(first, ({ colour }) => (colour === undefined ? illPosed('absent') : answered(colour)));
    case 'shape':
    case 'form':
      return of(first, ({ noun }) => (isShape(noun) ? answered(noun) : illPosed('absent')));
    case 'seen':
    case 'held':
    case 'shown':
      return of({ noun: 'shape' }, ({ noun }) => answered(noun));
    case 'at': {
      const place = PLACES.indexOf(args[0] ?? '');
      const found = things.find((thing) => thing.row * 3 + thing.column === place);
      return found === undefined ? illPosed('absent') : answered(found.noun);
    }
    case 'row':
      return of(first, (thing) => answered(ROWS[thing.row]!, placeOf(thing)));
    case 'column':
      return of(first, (thing) => answered(COLUMNS[thing.column]!, placeOf(thing)));
    case 'side':
      return standsOn(things, kindOf(args[0] ?? ''), args[1] ?? '', kindOf(args[2] ?? ''));
    case 'beside': {
      const [a, b] = [kindOf(args[0] ?? '') ?? first, kindOf(args[2] ?? '') ?? first];
      const pairs = some(a).flatMap((one) =>
        some(b)
          .filter((other) => sideOf(one, other) === args[1])
          .map((other) => `${placeOf(one)}, ${placeOf(other)}`),
      );
      return answered(pairs.length > 0, pairs[0] ?? '');
    }
    case 'neighbour':
      return of(second, (thing) => {
        const found = things.find((other) => sideOf(other, thing) === args[0]);
        return found === undefined
          ? illPosed('absent')
          : answered(found.noun, `${placeOf(thing)}, ${placeOf(found)}`);
      });
    case 'bigger':
      return of(first, (a) =>
        of(second, (b) =>
          a.size === b.size
            ? illPosed('ambiguous')
            : answered(a.size === 'large', `${placeOf(a)} ${a.size}, ${placeOf(b)} ${b.size}`),
        ),
      );
    case 'more':
    case 'sum':
    case 'difference':
      return args[0] === args[1] ? illPosed('ambiguous') : together(op, first, second, things);
    case 'share': {
      const count = some(first).length;
      const share = Math.round((100 * count) / things.length);
      return answered(share, `${count}/${things.length}=${share}`);
    }
    default:
      return op satisfies never;
  }
}

/** Where the first of them stands, in reading order; nothing is said of what is not there. */
function seenAt(things: readonly Thing[]): string {
  const first = things.toSorted((a, b) => a.row - b.row || a.column - b.column)[0];
  return first === undefined ? '' : placeOf(first);
}

export function placeOf({ row, column }: Thing): string {
  return PLACES[row * 3 + column] ?? '';
}

/** Things in one row are neither above nor below each other, and likewise for columns: that question is ambiguous. */
function standsOn(things: readonly Thing[], a: Kind | undefined, side: string, b: Kind | undefined): Outcome {
  const [one, other] = [only(things, a ?? { noun: 'thing' }), only(things, b ?? { noun: 'thing' })];
  if (typeof one === 'string') return illPosed(one);
  if (typeof other === 'string') return illPosed(other);
  const across = side === 'left of' || side === 'right of';
  const along = across ? other.column - one.column : other.row - one.row;
  if (along === 0) return illPosed('ambiguous');
  return answered(
    side === 'left of' || side === 'above' ? along > 0 : along < 0,
    `${placeOf(one)}, ${placeOf(other)}`,
  );
}

/** What a chain of reasoning calls a kind: `red`, `apples`, `red circles`. */
function shortName(kind: Kind): string {
  return kind.noun === 'shape' && kind.colour !== undefined && kind.size === undefined
    ? kind.colour
    : manyOf(kind);
}

/** Two counts compared, added or subtracted; a thing counted twice would make the sum ambiguous. */
function together(
  op: 'more' | 'sum' | 'difference',
  first: Kind,
  second: Kind,
  things: readonly Thing[],
): Outcome {
  if (things.some((thing) => matches(thing, first) && matches(thing, second))) return illPosed('ambiguous');
  const count = (kind: Kind): number => things.filter((thing) => matches(thing, kind)).length;
  const [a, b] = [count(first), count(second)];
  const [one, two] = [`${a} ${shortName(first)}`, `${b} ${shortName(second)}`];
  if (op === 'more') return answered(a > b, `${one} ${sign(a, b)} ${two}`);
  if (op === 'sum') return answered(a + b, `${one} + ${two} = ${a + b}`);
  return answered(Math.abs(a - b), `${a >= b ? `${one} - ${two}` : `${two} - ${one}`} = ${Math.abs(a - b)}`);
}
