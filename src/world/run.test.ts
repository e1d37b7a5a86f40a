import { describe, expect, it } from 'vitest';
import { SPLITS } from './address.ts';
import { type Operation, OPERATION_NAMES, SKILLS } from './program.ts';
import { drawIllPosed, drawProgram } from './questions.ts';
import { Random } from './random.ts';
import { readQuestion } from './reading.ts';
import { run } from './run.ts';
import { type Scene, sceneAt } from './scene.ts';
import { question } from './wording.ts';

/**
 * The answer worked out a second time, from the words of the question alone: every word that is a colour or a shape
 * counts the things or bars it fits, and the sentence's own words say what to do with the counts.
 */
function bruteForce(text: string, scene: Scene): string {
  const asked = text.split('?')[0] ?? '';
  const words = asked.toLowerCase().split(' ');
  const singular = words.map((word) => (word === 'crosses' ? 'cross' : word.replace(/(?<!s)s$/, '')));
  const letter = (value: string): string => {
    const found = [...text.matchAll(/ ([A-D]) ([a-z]+)/g)].filter((option) => option[2] === value);
    return found.length === 1 ? (found[0]?.[1] ?? '?') : '?';
  };
  if (scene.kind === 'chart') {
    const named = words.flatMap((word) => scene.bars.filter((bar) => bar.colour === word));
    const heights = named.map((bar) => bar.height);
    const all = scene.bars.map((bar) => bar.height);
    if (words.includes('mean')) {
      let total = 0;
      for (const height of all) total += height;
      return String(Number((total / all.length + 1e-9).toFixed(1)));
    }
    if (words.includes('tallest')) return letter(scene.bars[all.indexOf(Math.max(...all))]?.colour ?? '');
    if (words.includes('shortest')) return letter(scene.bars[all.indexOf(Math.min(...all))]?.colour ?? '');
    if (words.includes('taller')) return heights[0]! > heights[1]! ? 'yes' : 'no';
    if (words.includes('together')) return String(heights[0]! + heights[1]!);
    if (words.includes('differ')) return String(Math.max(...heights) - Math.min(...heights));
    return String(heights[0]);
  }
  const shapes = new Set(['circle', 'square', 'triangle', 'cross']);
  const fits = (phrase: readonly string[]): Scene & { kind: 'things' } => ({
    ...scene,
    things: scene.things.filter((thing) =>
      phrase.every((word) =>
        shapes.has(word)
          ? thing.shape === word
          : !['red', 'orange', 'yellow', 'green', 'blue', 'purple'].includes(word) || thing.colour === word,
      ),
    ),
  });
  const halves = (between: string): [number, number] => {
    const cut = singular.indexOf(between);
    return [fits(singular.slice(0, cut)).things.length, fits(singular.slice(cut)).things.length];
  };
  if (words.includes('row') || words.includes('column')) {
    const third = { top: 0, left: 0, middle: 1, bottom: 2, right: 2 }[words.at(-2) ?? ''] ?? -1;
    const along = words.includes('row') ? 'y' : 'x';
    return String(
      scene.things.filter((thing) => Math.floor((thing[along] + thing.size / 2) / 21.34) === third).length,
    );
  }
  if (words.includes('percentage'))
    return String(Math.round((fits(singular).things.length / scene.things.length) * 100));
  if (words.includes('differ')) {
    const [a, b] = halves('and');
    return String(Math.abs(a - b));
  }
  if (words.includes('all')) {
    const [a, b] = halves('and');
    return String(a + b);
  }
  if (words.includes('more')) {
    const [a, b] = halves('than');
    return a > b ? 'yes' : 'no';
  }
  if (words.includes('colour')) return letter(fits(singular).things[0]?.colour ?? '');
  if (words.includes('shape')) return letter(fits(singular).things[0]?.shape ?? '');
  for (const [side, sign, along] of [
    ['left', -1, 'x'],
    ['right', 1, 'x'],
    ['above', -1, 'y'],
    ['below', 1, 'y'],
  ] as const) {
    const cut = words.indexOf(side);
    if (cut < 0) continue;
    const a = fits(singular.slice(0, cut)).things[0]!;
    const b = fits(singular.slice(cut)).things[0]!;
    return Math.sign(Math.floor(a[along] / 21) - Math.floor(b[along] / 21)) === sign ? 'yes' : 'no';
  }
  const count = fits(singular).things.length;
  return asked.startsWith('Is there') ? (count > 0 ? 'yes' : 'no') : String(count);
}

describe('run', () => {
  it('agrees with an answer worked out from the words alone, for every operation', () => {
    const seen = new Map<Operation, number>();
    for (const split of SPLITS) {
      for (let index = 0; index < 400; index += 1) {
        const scene = sceneAt({ split, seed: 11, index });
        for (const skill of SKILLS) {
          const program = drawProgram(scene, skill, new Random(index, 5));
          if (program === undefined) continue;
          const outcome = run(program, scene);
          const text = question(program);
          expect({ text, ...outcome }).toMatchObject({
            text,
            wellPosed: true,
            answer: bruteForce(text, scene),
          });
          seen.set(program.op, (seen.get(program.op) ?? 0) + 1);
        }
      }
    }
    for (const op of OPERATION_NAMES) expect([op, (seen.get(op) ?? 0) > 50]).toEqual([op, true]);
  });

  it('finds no answer to what is absent, repeated or asked of the other kind of picture', () => {
    const reasons = new Map<string, number>();
    for (let index = 0; index < 1000; index += 1) {
      const scene = sceneAt({ split: 'heldout', seed: 12, index });
      const outcome = run(drawIllPosed(scene, new Random(index, 6)), scene);
      expect(outcome.wellPosed).toBe(false);
      if (!outcome.wellPosed) reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1);
    }
    for (const reason of ['modality', 'absent', 'repeated']) expect(reasons.get(reason)).toBeGreaterThan(100);
  });

  it('says why on a picture made by hand', () => {
    const scene: Scene = {
      kind: 'things',
      address: { split: 'pool', seed: 0, index: 0 },
      things: [
        { id: 'a', colour: 'red', shape: 'circle', row: 0, column: 0, x: 2, y: 3, size: 14 },
        { id: 'b', colour: 'red', shape: 'square', row: 0, column: 2, x: 44, y: 1, size: 15 },
        { id: 'c', colour: 'blue', shape: 'circle', row: 2, column: 0, x: 1, y: 45, size: 16 },
      ],
    };
    const ask = (text: string): unknown => {
      const program = readQuestion(text);
      return program && run(program, scene);
    };
    expect(ask('What colour is the square? A red B blue C green D yellow')).toMatchObject({ answer: 'A' });
    expect(ask('What colour is the square? A green B blue C orange D yellow')).toMatchObject({
      reason: 'options',
    });
    expect(ask('What colour is the square? A red B red C green D yellow')).toMatchObject({
      reason: 'options',
    });
    expect(ask('What colour is the circle? A red B blue C green D yellow')).toMatchObject({
      reason: 'repeated',
    });
    expect(ask('What shape is the green thing? A circle B square C cross D triangle')).toMatchObject({
      reason: 'absent',
    });
    expect(ask('Is the red circle left of the red square?')).toMatchObject({ answer: 'yes' });
    expect(ask('Is the red circle above the red square?')).toMatchObject({ reason: 'ambiguous' });
    expect(ask('Is the blue circle below the red square?')).toMatchObject({ answer: 'yes' });
    expect(ask('How many red and red things are there in all?')).toMatchObject({ reason: 'ambiguous' });
    expect(ask('How many red and blue things are there in all?')).toMatchObject({
      answer: '3',
      steps: '2 red + 1 blue = 3',
    });
    expect(ask('By how many do blue and red things differ?')).toMatchObject({ steps: '2 red - 1 blue = 1' });
    expect(ask('What percentage of the things are circles?')).toMatchObject({
      answer: '67',
      steps: '2 of 3 = 67',
    });
    expect(ask('How tall is the red bar?')).toMatchObject({ reason: 'modality' });
    expect(ask('How many red circles live there?')).toBeUndefined();
  });
});
