import { kindOf } from './lexicon.ts';
import { added, answered, illPosed, type Outcome, sign } from './outcome.ts';
import type { OperationOf } from './program.ts';
import type { Entry, SceneOf } from './scene.ts';

type Panel = SceneOf<'panel'>;

/** What a question calls a part: `red bar`; in a table `red apple`. */
export function partName(entry: Entry, { part }: Panel): string {
  return `${entry.colour} ${part === 'cell' ? entry.head : part}`;
}

/** What a chain of reasoning calls a part: its colour; in a table its whole name. */
function shortName(entry: Entry): string {
  return entry.head === undefined ? entry.colour : `${entry.colour} ${entry.head}`;
}

export function runOnPanel(op: OperationOf<'panel'>, args: readonly string[], scene: Panel): Outcome {
  const { entries, part } = scene;
  const named = (name = ''): Entry | undefined => entries.find((entry) => partName(entry, scene) === name);
  /** Asked of other parts than these: slices of a bar chart, or all dice of a dial. */
  const foreign = (name = ''): boolean =>
    part === 'cell' ? kindOf(name) === undefined : !name.endsWith(` ${part}`);
  switch (op) {
    case 'value':
    case 'is': {
      const entry = named(args[0]);
      if (entry === undefined) return illPosed(foreign(args[0]) ? 'modality' : 'absent');
      return op === 'value'
        ? answered(entry.value, readUntil(entry, scene))
        : answered(entry.value === Number(args[1]), `${shortName(entry)} ${entry.value}`);
    }
    case 'larger':
    case 'together':
    case 'apart':
    case 'times': {
      const [one, two] = [named(args[0]), named(args[1])];
      if (one === undefined || two === undefined) return illPosed(args.some(foreign) ? 'modality' : 'absent');
      return one === two ? illPosed('ambiguous') : pair(op, one, two);
    }
    case 'total':
    case 'mean':
    case 'over':
      return args[0] === part ? overall(op, args, scene) : illPosed('modality');
    case 'extreme': {
      // In a table a colour names no single cell.
      if (args[0] !== part || part === 'cell') return illPosed('modality');
      const values = entries.map((entry) => entry.value);
      const end = args[1] === 'largest' ? Math.max(...values) : Math.min(...values);
      const found = entries.filter((entry) => entry.value === end);
      return found.length > 1 ? illPosed('repeated') : answered(found[0]!.colour);
    }
    default:
      return op satisfies never;
  }
}

/** Reads along until the part is reached: `blue 4 green 2 red 7`; in a table along its row: `apple red 3 blue 5`. */
function readUntil(entry: Entry, { entries }: Panel): string {
  const along = entries.filter((other) => other.head === entry.head);
  const read = along.slice(0, along.indexOf(entry) + 1).map(({ colour, value }) => `${colour} ${value}`);
  return [...(entry.head === undefined ? [] : [entry.head]), ...read].join(' ');
}

function pair(op: 'larger' | 'together' | 'apart' | 'times', one: Entry, two: Entry): Outcome {
  const [a, b] = [one.value, two.value];
  const [first, second] = [`${shortName(one)} ${a}`, `${shortName(two)} ${b}`];
  switch (op) {
    case 'larger':
      return answered(a > b, `${first} ${sign(a, b)} ${second}`);
    case 'together':
      return answered(a + b, `${first} + ${second} = ${a + b}`);
    case 'apart':
      return answered(
        Math.abs(a - b),
        `${a >= b ? `${first} - ${second}` : `${second} - ${first}`} = ${Math.abs(a - b)}`,
      );
    case 'times':
      // "How many times the red bar is the blue bar?": whole numbers only.
      return a === 0 || b === 0 || b % a !== 0
        ? illPosed('ambiguous')
        : answered(b / a, `${second} / ${first} = ${b / a}`);
    default:
      return op satisfies never;
  }
}

function overall(op: 'total' | 'mean' | 'over', args: readonly string[], { entries, part }: Panel): Outcome {
  const values = entries.map((entry) => entry.value);
  if (op === 'over') {
    const above = entries.filter((entry) => entry.value > Number(args[1]));
    return answered(above.length, `${above.map((entry) => entry.value).join(' ')} = ${above.length}`.trim());
  }
  // The slices of a pie always make a hundred: there is nothing to see.
  if (part === 'slice' || values.length < 2) return illPosed('ambiguous');
  const { sum, steps } = added(values);
  if (op === 'total') return answered(sum, steps);
  const mean = Math.round((10 * sum) / values.length) / 10;
  return answered(mean, `${steps}/${values.length}=${mean}`);
}
