import { describe, expect, it } from 'vitest';
import { type Address, SPLITS } from './address.ts';
import { openGold } from './gold.ts';
import { checkQuestion } from './check.ts';
import { type Operation, OPERATION_NAMES } from './program.ts';
import { drawIllPosed, drawOperation, operationsOf } from './questions.ts';
import { Random } from './random.ts';
import { readQuestion } from './reading.ts';
import { run } from './run.ts';
import { type Scene, sceneAt, type SceneOf } from './scene.ts';
import { question } from './wording.ts';

const COLOUR = /^(?:red|orange|yellow|green|teal|blue|purple|brown|black|gray)$/;
const SHAPE = /^(?:circle|rectangle|triangle|cross)$/;

/** Things that fit every word of a phrase that says something about them. */
function fits(scene: SceneOf<'things'>, phrase: string): SceneOf<'things'>['things'] {
  const words = phrase
    .split(' ')
    .map((word) =>
      word === 'crosses'
        ? 'cross'
        : word === 'buses'
          ? 'bus'
          : word === 'cross' || word === 'bus'
            ? word
            : word.replace(/s$/, ''),
    );
  return scene.things.filter((thing) =>
    words.every((word) => {
      if (COLOUR.test(word)) return thing.colour === word;
      if (word === 'large' || word === 'small') return thing.side > 16 === (word === 'large');
      if (word === 'shape') return SHAPE.test(thing.noun);
      return ['a', 'an', 'the', 'thing', ''].includes(word) || thing.noun === word;
    }),
  );
}

const yes = (is: boolean): string => (is ? 'yes' : 'no');
/** Row and column from where the thing is drawn, not from its cell. */
const third = (at: number, side: number): number => Math.floor((at + side / 2) / 21.34);

interface Box {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

function beside(a: Box, side: string, b: Box): boolean {
  const across = third(b.x, b.side) - third(a.x, a.side);
  const down = third(b.y, b.side) - third(a.y, a.side);
  const step = { 'left of': [1, 0], 'right of': [-1, 0], above: [0, 1], below: [0, -1] }[side] ?? [];
  return across === step[0] && down === step[1];
}

function aboutThings(asked: string, scene: SceneOf<'things'>): string {
  const the = (phrase: string): SceneOf<'things'>['things'][number] => {
    const [found, ...more] = fits(scene, phrase);
    if (found === undefined || more.length > 0) throw new Error(`"${phrase}" is not one thing.`);
    return found;
  };
  const patterns: [RegExp, (...words: string[]) => string][] = [
    [
      /^How many (.+) and (.+) are there in all/,
      (a, b) => String(fits(scene, a).length + fits(scene, b).length),
    ],
    [
      /^How many things are in the (.+) (row|column)/,
      (name, line) => {
        const wanted = { top: 0, left: 0, middle: 1, bottom: 2, right: 2 }[name];
        return String(
          scene.things.filter(({ x, y, side }) => third(line === 'row' ? y : x, side) === wanted).length,
        );
      },
    ],
    [/^How many (.+) are there/, (a) => String(fits(scene, a).length)],
    [
      /^(?:Is there not (.+)|Does the image not contain (.+)|Is no (.+) present)$/,
      (a, b, c) => yes(fits(scene, a ?? b ?? c).length === 0),
    ],
    [
      /^Is there (.+) just (left of|right of|above|below) (.+)/,
      (a, side, b) =>
        yes(fits(scene, a).some((one) => fits(scene, b).some((other) => beside(one, side, other)))),
    ],
    [
      /^(?:Is there (.+) in the image|Does the image contain (.+)|Is an? (.+) present|Is there (.+))$/,
      (...words) =>
        yes(
          fits(
            scene,
            words.find((word) => word !== undefined)!,
          ).length > 0,
        ),
    ],
    [/^What (?:colour is|color is|is the color of) the (.+)/, (a) => the(a).colour!],
    [/^What shape (?:is in the image|does the image contain|is present)/, () => the('shape').noun],
    [
      /^What is in the (?:(top|middle|bottom) )?(left|middle|right)$/,
      (row = 'middle', column = 'middle') =>
        scene.things.find(
          ({ x, y, side }) =>
            third(y, side) === ['top', 'middle', 'bottom'].indexOf(row) &&
            third(x, side) === ['left', 'middle', 'right'].indexOf(column),
        )!.noun,
    ],
    [
      /^What is just (left of|right of|above|below) the (.+)/,
      (side, a) => scene.things.find((thing) => beside(thing, side, the(a)))!.noun,
    ],
    [/^What (?:shape )?is the (.+)/, (a) => the(a).noun],
    [
      /^In which (row|column) is the (.+)/,
      (line, a) => {
        const { x, y, side } = the(a);
        return line === 'row'
          ? ['top', 'middle', 'bottom'][third(y, side)]!
          : ['left', 'middle', 'right'][third(x, side)]!;
      },
    ],
    [/^Is the (.+) larger than the (.+)/, (a, b) => yes(the(a).side > the(b).side)],
    [
      /^Is the (.+?) (left of|right of|above|below) the (.+)/,
      (a, side, b) => {
        const [one, other] = [the(a), the(b)];
        const [across, down] = [one.column - other.column, one.row - other.row];
        return yes(
          { 'left of': across < 0, 'right of': across > 0, above: down < 0, below: down > 0 }[side]!,
        );
      },
    ],
    [/^Are there more (.+) than (.+)/, (a, b) => yes(fits(scene, a).length > fits(scene, b).length)],
    [
      /^By how many do (.+) and (.+) differ/,
      (a, b) => String(Math.abs(fits(scene, a).length - fits(scene, b).length)),
    ],
    [
      /^What percentage of the things are (.+)/,
      (a) => String(Math.floor((fits(scene, a).length / scene.things.length) * 100 + 0.5)),
    ],
  ];
  for (const [pattern, answer] of patterns) {
    const found = pattern.exec(asked);
    if (found !== null) return answer(...found.slice(1));
  }
  throw new Error(`Nothing reads "${asked}".`);
}

function aboutParts(asked: string, { entries }: SceneOf<'panel'>): string {
  const table = new Map(entries.map(({ colour, head, value }) => [`${colour} ${head ?? ''}`.trim(), value]));
  const named = [...asked.matchAll(/the ([a-z]+) ([a-z]+)/g)].flatMap(([, colour = '', last = '']) => {
    const value = table.get(`${colour} ${last}`) ?? table.get(colour);
    return value === undefined ? [] : [value];
  });
  const values = [...table.values()];
  const [a = NaN, b = NaN] = named;
  const last = Number(/(\d+)$/.exec(asked)?.[1]);
  if (asked.startsWith('How many times')) return String(b / a);
  if (/ all .*together/.test(asked)) return String(values.reduce((sum, value) => sum + value));
  if (asked.includes('mean')) {
    let sum = 0;
    for (const value of values) sum += value;
    return String(Number((sum / values.length + 1e-9).toFixed(1)));
  }
  if (asked.includes('together')) return String(a + b);
  if (asked.includes('differ')) return String(Math.max(a, b) - Math.min(a, b));
  if (asked.includes('largest') || asked.includes('smallest')) {
    const sorted = entries.toSorted((one, other) => one.value - other.value);
    return (asked.includes('largest') ? sorted.at(-1) : sorted[0])!.colour;
  }
  if (asked.startsWith('How many')) return String(values.filter((value) => value > last).length);
  if (asked.includes('more than')) return yes(a > b);
  return asked.startsWith('Is') ? yes(a === last) : String(a);
}

/** Turns of a path where three nodes in a row are not in line. */
function turnsOf({ nodes }: SceneOf<'path'>): number {
  let turns = 0;
  for (let place = 2; place < nodes.length; place += 1) {
    const [a, , c] = nodes.slice(place - 2, place + 1);
    if (a!.row !== c!.row && a!.column !== c!.column) turns += 1;
  }
  return turns;
}

function aboutDiagram(asked: string, scene: Exclude<Scene, { kind: 'things' | 'panel' }>): string {
  const number = Number(/(\d+)/.exec(asked)?.[1]);
  switch (scene.kind) {
    case 'clock':
      if (asked.includes('minutes')) return String([0, 15, 30, 45][scene.quarter]);
      if (asked.includes('ago')) return String(((scene.hour - number - 1 + 24) % 12) + 1);
      return String(asked.includes(' in ') ? ((scene.hour + number - 1) % 12) + 1 : scene.hour);
    case 'angle':
      if (asked.includes('less than 180')) return String(180 - scene.degrees);
      return asked.includes('more than') ? yes(scene.degrees > number) : String(scene.degrees);
    case 'dots': {
      const left = scene.dots.filter(({ x }) => x < 32).length;
      return asked.startsWith('About') ? String(scene.dots.length) : yes(left > scene.dots.length - left);
    }
    case 'rectangle': {
      const { width, height } = scene;
      if (asked.includes('area')) return String(width * height);
      if (asked.includes('perimeter')) return String(width + width + height + height);
      return String(asked.includes('wide') ? width : height);
    }
    case 'sum':
      return String(scene.numbers[scene.missing]);
    case 'path': {
      const [start, end] = [scene.nodes[0]!, scene.nodes.at(-1)!];
      if (asked.includes('shortest'))
        return String(Math.abs(start.column - end.column) + Math.abs(start.row - end.row));
      if (asked.includes('lead'))
        return scene.goals.find(({ node }) => node.column === end.column && node.row === end.row)!.noun;
      return String(asked.includes('turns') ? turnsOf(scene) : scene.nodes.length - 1);
    }
    default:
      return scene satisfies never;
  }
}

/** The answer worked out a second time, from the words of the question alone. */
function bruteForce(text: string, scene: Scene): string {
  const asked = text.split('?')[0]!.split('. ').at(-1)!;
  const answer =
    scene.kind === 'things'
      ? aboutThings(asked, scene)
      : scene.kind === 'panel'
        ? aboutParts(asked, scene)
        : aboutDiagram(asked, scene);
  const options = / A (.+) B (.+) C (.+) D (.+)$/.exec(text)?.slice(1);
  return options === undefined ? answer : ['A', 'B', 'C', 'D'][options.indexOf(answer)]!;
}

/** Sums of bare numbers and of named ones, as the chains write them. */
function holds(steps: string): boolean {
  const bare = steps.replaceAll(/[a-z]+ ?/g, '').replaceAll(' ', '');
  const sides = bare.split('=');
  if (sides.length < 2 || /^[\d ]*$/.test(steps.split('=')[0]!.replaceAll(/[a-z]/g, '').trim())) return true;
  for (let place = 1; place < sides.length; place += 1) {
    const [, a = '', sign = '+', b = '0'] = /^([\d.+]+?)(?:([-*/])([\d.]+))?$/.exec(sides[place - 1]!) ?? [];
    const left = a.split('+').reduce((sum, term) => sum + Number(term), 0);
    const value = { '+': left, '-': left - Number(b), '*': left * Number(b), '/': left / Number(b) }[sign]!;
    const right = Number(/^[\d.]+/.exec(sides[place]!)?.[0]);
    const share = sides.length === 2 && sign === '/' && right > 10 ? 100 : 1;
    if (Math.abs(value * share - right) > (sign === '/' ? 0.51 : 0)) return false;
  }
  return true;
}

describe('run', () => {
  it('agrees with an answer worked out from the words alone, for every operation', () => {
    const seen = new Map<Operation, number>();
    const wrong: unknown[] = [];
    for (const split of SPLITS) {
      for (let index = 0; index < 1500; index += 1) {
        const address: Address = { split, seed: 11, index, ...(index % 5 === 0 ? { edited: true } : {}) };
        const scene = sceneAt(address);
        for (const op of operationsOf(scene)) {
          const program = drawOperation(scene, op, new Random(index, 5));
          if (program === undefined) continue;
          const outcome = run(program, scene);
          const text = question(program);
          if (!outcome.wellPosed) throw new Error(`"${text}" has no answer.`);
          if (outcome.answer !== bruteForce(text, scene) || !holds(outcome.steps))
            wrong.push({ text, scene, outcome });
          seen.set(op, (seen.get(op) ?? 0) + 1);
        }
      }
    }
    expect(wrong).toEqual([]);
    for (const op of OPERATION_NAMES) expect([op, (seen.get(op) ?? 0) > 50]).toEqual([op, true]);
  });

  it('finds no answer to what is absent, repeated or asked of the other kind of picture', () => {
    const reasons = new Map<string, number>();
    for (let index = 0; index < 1500; index += 1) {
      const scene = sceneAt({ split: 'heldout', seed: 12, index });
      const outcome = run(drawIllPosed(scene, new Random(index, 6)), scene);
      expect(outcome.wellPosed).toBe(false);
      if (!outcome.wellPosed) reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1);
    }
    for (const reason of ['modality', 'absent', 'repeated']) expect(reasons.get(reason)).toBeGreaterThan(100);
  });

  const things: Scene = {
    kind: 'things',
    address: { split: 'pool', seed: 0, index: 0 },
    things: [
      { id: 'a', colour: 'red', noun: 'circle', size: 'small', row: 0, column: 0, x: 2, y: 3, side: 14 },
      { id: 'b', colour: 'red', noun: 'cross', size: 'large', row: 0, column: 1, x: 22, y: 1, side: 20 },
      { id: 'c', noun: 'apple', size: 'large', row: 2, column: 0, x: 1, y: 44, side: 19 },
      { id: 'd', colour: 'blue', noun: 'circle', size: 'large', row: 2, column: 2, x: 44, y: 44, side: 19 },
    ],
  };
  const chart: Scene = {
    kind: 'panel',
    address: { split: 'pool', seed: 0, index: 0 },
    part: 'bar',
    entries: [
      { id: 'a', colour: 'red', value: 2 },
      { id: 'b', colour: 'blue', value: 6 },
      { id: 'c', colour: 'gray', value: 6 },
    ],
  };
  it.each([
    [things, 'What colour is the cross? A red B blue C green D yellow', { answer: 'A', steps: 'red A' }],
    [things, 'What colour is the cross? A green B blue C orange D yellow', { reason: 'options' }],
    [things, 'What colour is the cross? A red B red C green D yellow', { reason: 'options' }],
    [things, 'what color is the circle?', { reason: 'repeated' }],
    [things, 'What is the blue shape?', { answer: 'circle' }],
    [things, 'What is the green shape?', { reason: 'absent' }],
    [things, 'Is the red circle left of the cross?', { answer: 'yes', steps: 'top left, top middle' }],
    [things, 'In which row is the apple?', { answer: 'bottom', steps: 'bottom left' }],
    [things, 'Is there a cross?', { answer: 'yes', steps: 'top middle' }],
    [things, 'Is there a tree?', { answer: 'no', steps: '' }],
    [things, 'Is the red circle above the cross?', { reason: 'ambiguous' }],
    [things, 'What is just right of the red circle?', { answer: 'cross' }],
    [things, 'What is just above the apple?', { reason: 'absent' }],
    [things, 'What is in the bottom left?', { answer: 'apple' }],
    [things, 'Is the cross larger than the red circle?', { answer: 'yes' }],
    [
      things,
      'How many red shapes and blue shapes are there in all?',
      { answer: '3', steps: '2 red + 1 blue = 3' },
    ],
    [things, 'How many red shapes and circles are there in all?', { reason: 'ambiguous' }],
    [things, 'How many circles are there?', { answer: '2', steps: '1+0+1=2' }],
    [things, 'How much is the red bar?', { reason: 'modality' }],
    [chart, 'How much is the blue bar?', { answer: '6', steps: 'red 2 blue 6' }],
    [chart, 'How much is the blue slice?', { reason: 'modality' }],
    [chart, 'How much is the green bar?', { reason: 'absent' }],
    [chart, 'How many times the red bar is the gray bar?', { answer: '3', steps: 'gray 6 / red 2 = 3' }],
    [chart, 'How many times the gray bar is the red bar?', { reason: 'ambiguous' }],
    [chart, 'Which bar is the largest?', { reason: 'repeated' }],
    [chart, 'The red bar is 2. How much are the red bar and the blue bar together?', { answer: '8' }],
    [
      chart,
      'The red bar is 3. How much are the red bar and the blue bar together?',
      { reason: 'contradicted' },
    ],
    [chart, 'What is the mean of all bars?', { answer: '4.7', steps: '2+6+6=14/3=4.7' }],
  ])('says why on pictures made by hand: %#', (scene, text, expected) => {
    expect(run(readQuestion(text)!, scene)).toMatchObject(expected);
  });

  it('cannot read what is no question of this world', () => {
    for (const text of [
      '',
      'How many red circles live there?',
      'How many red apples are there?',
      'Is there a apple?',
    ])
      expect(checkQuestion(things, text)).toMatchObject({ wellPosed: false, reason: 'unreadable' });
    const checked = checkQuestion(things, 'Is there an apple?');
    expect(checked.gold && openGold(checked.gold, 'measure')).toBe('yes');
  });
});
