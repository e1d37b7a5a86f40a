import { describe, expect, it } from 'vitest';
import { checkQuestion } from './check.ts';
import { openGold } from './gold.ts';
import { lesson } from './lesson.ts';
import { PLACES } from './lexicon.ts';
import { sceneAt, type Thing } from './scene.ts';

const LESSONS = Array.from({ length: 2000 }, (_, index) => {
  const scene = sceneAt({ split: 'pretrain', seed: 31, index });
  return { scene, turns: lesson(scene, 5) };
});

/** A sign, a word with its space, a digit, and the space before a digit are a token each; the end is one more. */
function tokens(text: string): number {
  const marks = /<\/?[a-z]+>|\\boxed\{|\}| ?[A-Za-z]+| ?[^\sA-Za-z0-9]|\s(?=\d)|\d/g;
  return (text.match(marks) ?? []).length + 1;
}

function words(...list: (string | number | undefined)[]): string {
  return list.filter((word) => word !== undefined).join(' ');
}

/** Counts by colour or shape that add up to all things, or each thing with its place. */
function saysAll(text: string, things: readonly Thing[]): boolean {
  if (text.includes(':')) {
    const counts = [...text.matchAll(/ (\d)/g)].map((found) => Number(found[1]));
    return counts.reduce((sum, count) => sum + count, 0) === things.length;
  }
  const placed = things.map(({ size, colour, noun, row, column }) =>
    words(size === 'small' ? size : undefined, colour, noun, PLACES[row * 3 + column]),
  );
  return text.split(', ').toSorted().join() === placed.toSorted().join();
}

describe('lesson', () => {
  it('asks one well-posed question a picture, in the form of the questioner, with the right type and answer', () => {
    for (const { scene, turns } of LESSONS) {
      const asked = turns.filter((turn) => turn.kind === 'ask');
      expect(asked.length).toBe(1);
      const form = /^<type>(.+)<\/type><question>(.+)<\/question><answer>(.+)<\/answer>$/.exec(
        asked[0]!.completion,
      );
      const checked = checkQuestion(scene, form?.[2] ?? '');
      expect(checked).toMatchObject({ wellPosed: true, type: form?.[1] });
      expect(form?.[3]).toBe(checked.gold && openGold(checked.gold, 'measure'));
    }
  });

  it('answers five questions a picture in a box, with what the scene says', () => {
    for (const { scene, turns } of LESSONS) {
      const answers = turns.filter((turn) => turn.kind === 'answer');
      expect(answers.length).toBe(5);
      for (const turn of answers) {
        const box = /\\boxed\{([^{}]+)\}$/.exec(turn.completion)?.[1];
        const checked = checkQuestion(scene, turn.prompt);
        const gold = checked.wellPosed ? openGold(checked.gold, 'measure') : 'unanswerable';
        expect([turn.prompt, box]).toEqual([turn.prompt, gold]);
      }
    }
  });

  it('gives about a tenth of the answers to questions without one', () => {
    const answers = LESSONS.flatMap(({ turns }) => turns.filter((turn) => turn.kind === 'answer'));
    const share =
      answers.filter((turn) => turn.completion.endsWith('{unanswerable}')).length / answers.length;
    // 10,000 answers: the standard deviation of the share is 0.003.
    expect(share).toBeGreaterThan(0.09);
    expect(share).toBeLessThan(0.13);
  });

  it('fits the 32 tokens of an answer and the 48 of a question, but for the longest questions', () => {
    let long = 0;
    for (const { turns } of LESSONS) {
      for (const { kind, completion } of turns) {
        const length = tokens(completion);
        expect(kind !== 'answer' || length <= 32).toBe(true);
        if (kind === 'ask' && length > 48) long += 1;
      }
    }
    expect(long / LESSONS.length).toBeLessThan(0.01);
  });

  const described = LESSONS.map(({ scene, turns }) => {
    const [inOrder = '', inGroups = ''] = turns
      .filter((turn) => turn.kind === 'describe')
      .map((turn) => turn.completion);
    return { scene, inOrder, inGroups };
  });
  it('describes all parts of a chart, in order and looked up', () => {
    for (const { scene, inOrder, inGroups } of described) {
      if (scene.kind !== 'panel') continue;
      const named = scene.entries.map(({ colour, head, value }) => words(colour, head, value));
      expect(inOrder).toBe(`${scene.part}: ${named.join(', ')}`);
      expect(inGroups.split(': ')[1]!.split(', ').toSorted()).toEqual(named.toSorted());
    }
  });

  it('describes all things, in order and in groups or place by place', () => {
    for (const { scene, inOrder, inGroups } of described) {
      if (scene.kind !== 'things') continue;
      const named = scene.things
        .toSorted((a, b) => a.row - b.row || a.column - b.column)
        .map(({ size, colour, noun }) => words(size === 'small' ? size : undefined, colour, noun));
      const said = inOrder.split(/, |\. |: /).filter((word) => !/^(?:top|middle|bottom|nothing)$/.test(word));
      expect(said).toEqual(named);
      expect(saysAll(inGroups, scene.things)).toBe(true);
    }
  });
});
