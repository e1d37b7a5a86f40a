import type { Turn } from './lesson.ts';
import { ROWS } from './lexicon.ts';
import type { Random } from './random.ts';
import { run } from './run.ts';
import { placeOf } from './runThings.ts';
import type { Entry, Scene, SceneOf, Thing } from './scene.ts';

/**
 * Auxiliary tasks for pretraining only. The first teaches the vision tower everything in the picture at once; the
 * others, whose groups come in random order, teach the decoder to look a thing up by its colour or its name.
 */
const DESCRIBE = {
  order: 'Describe the picture.',
  colour: 'Describe the picture by colour.',
  shape: 'Describe the picture by shape.',
  place: 'Describe the things.',
} as const;

/** The whole picture in words, in reading order. */
export function description(scene: Scene): Turn {
  return { kind: 'describe', prompt: DESCRIBE.order, completion: inOrder(scene) };
}

/** The same contents in another order: a lookup for each group. */
export function lookUp(scene: Scene, random: Random): Turn {
  if (scene.kind === 'things') return random.chance(50) ? placed(scene, random) : grouped(scene, random);
  if (scene.kind === 'panel') {
    const entries = random.shuffled(scene.entries);
    return { kind: 'describe', prompt: DESCRIBE.colour, completion: parts({ ...scene, entries }) };
  }
  return { kind: 'describe', prompt: DESCRIBE.shape, completion: measures(scene) };
}

function inOrder(scene: Scene): string {
  switch (scene.kind) {
    case 'things':
      return ROWS.map((name, row) => `${name}: ${rowWords(scene.things, row)}`).join('. ');
    case 'panel':
      return parts(scene);
    case 'dots': {
      const left = scene.dots.filter((dot) => dot.left).length;
      return `dots: ${left} left, ${scene.dots.length - left} right`;
    }
    case 'sum': {
      const [a, b, c, d] = scene.numbers.map((number, place) =>
        place === scene.missing ? 'missing' : String(number),
      );
      return scene.form === 'row'
        ? `numbers: ${a} ${b} ${c} ${d}`
        : `numbers: ${a} ${scene.form} ${b} = ${c}`;
    }
    case 'path':
      return scene.goals.length > 0
        ? `path: ${scene.goals
            .map(
              ({ noun, node }) =>
                `${node.row === 0 ? 'top' : 'bottom'} ${node.column === 0 ? 'left' : 'right'} ${noun}`,
            )
            .toSorted()
            .join(', ')}`
        : directions(scene);
    case 'clock':
    case 'angle':
    case 'rectangle':
      return measures(scene);
    default:
      return scene satisfies never;
  }
}

function rowWords(things: readonly Thing[], row: number): string {
  const inRow = things.filter((thing) => thing.row === row).toSorted((a, b) => a.column - b.column);
  return inRow.length === 0 ? 'nothing' : inRow.map(thingWords).join(', ');
}

function thingWords({ colour, noun, size }: Thing): string {
  const named = colour === undefined ? noun : `${colour} ${noun}`;
  return size === 'small' ? `small ${named}` : named;
}

/** `bars: red 3, blue 5`; of a table with the head of the row: `cells: red apple 3`. */
function parts({ part, entries }: SceneOf<'panel'>): string {
  return `${part}: ${entries.map(entryWords).join(', ')}`;
}

function entryWords({ colour, head, value }: Entry): string {
  return head === undefined ? `${colour} ${value}` : `${colour} ${head} ${value}`;
}

/** Things by colour or by noun: `colour: red 2 circle cross, blue 1 cross`, or `shape: circle 2 red blue, apple 1`. */
function grouped(scene: SceneOf<'things'>, random: Random): Turn {
  const by = random.pick(['colour', 'shape'] as const);
  const key = ({ colour, noun }: Thing): string => (by === 'colour' ? (colour ?? noun) : noun);
  const groups = random.shuffled([...new Set(scene.things.map(key))]);
  const words = groups.map((group) => {
    const members = scene.things.filter((thing) => key(thing) === group);
    const others = members.flatMap(({ colour, noun }) =>
      colour === undefined ? [] : [by === 'colour' ? noun : colour],
    );
    return [group, members.length, ...others.toSorted()].join(' ');
  });
  return { kind: 'describe', prompt: DESCRIBE[by], completion: `${by}: ${words.join(', ')}` };
}

/** Each thing and where it stands: `red circle top left, apple middle right`. */
function placed({ things }: SceneOf<'things'>, random: Random): Turn {
  const words = random.shuffled(things).map((thing) => `${thingWords(thing)} ${placeOf(thing)}`);
  return { kind: 'describe', prompt: DESCRIBE.place, completion: words.join(', ') };
}

/** The answers that such a picture gives at a glance. */
function measures(scene: Exclude<Scene, { kind: 'things' | 'panel' }>): string {
  const glance = {
    clock: ['hour', 'minute'],
    angle: ['degrees'],
    dots: ['quantity'],
    rectangle: ['width', 'height'],
    sum: ['missing'],
    path: ['steps', 'turns', 'lead'],
  } as const;
  const said = glance[scene.kind].flatMap((op) => {
    const outcome = run({ op, args: [] }, scene);
    return outcome.wellPosed ? [`${WORDS[op]} ${outcome.answer}`] : [];
  });
  return `${scene.kind}: ${said.join(', ')}`;
}

const WORDS = {
  hour: 'hour',
  minute: 'minutes',
  degrees: 'degrees',
  quantity: 'dots',
  width: 'wide',
  height: 'tall',
  missing: 'number',
  steps: 'steps',
  turns: 'turns',
  lead: 'lead',
} as const;

/** `path: right 2, below 3` */
function directions({ nodes }: SceneOf<'path'>): string {
  const runs: [string, number][] = [];
  for (const [place, node] of nodes.entries()) {
    const next = nodes[place + 1];
    if (next === undefined) break;
    const [across, down] = [next.column - node.column, next.row - node.row];
    const way = across > 0 ? 'right' : across < 0 ? 'left' : down > 0 ? 'below' : 'above';
    const last = runs.at(-1);
    if (last?.[0] === way) last[1] += 1;
    else runs.push([way, 1]);
  }
  return `path: ${runs.map((words) => words.join(' ')).join(', ')}`;
}
