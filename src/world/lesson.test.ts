import { describe, expect, it } from 'vitest';
import { checkQuestion } from './check.ts';
import { openGold } from './gold.ts';
import { lesson } from './lesson.ts';
import { sceneAt } from './scene.ts';

const LESSONS = Array.from({ length: 1500 }, (_, index) => {
  const scene = sceneAt({ split: 'pretrain', seed: 31, index });
  return { scene, turns: lesson(scene, 5) };
});

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

  it('answers in a box, with what the scene says', () => {
    for (const { scene, turns } of LESSONS) {
      for (const turn of turns) {
        if (turn.kind !== 'answer') continue;
        const box = /\\boxed\{([^{}]+)\}$/.exec(turn.completion)?.[1];
        const checked = checkQuestion(scene, turn.prompt);
        expect(box).toBe(checked.wellPosed ? openGold(checked.gold, 'measure') : 'unanswerable');
      }
    }
  });

  it('gives 12 to 16 of 100 answers to questions without one', () => {
    const answers = LESSONS.flatMap(({ turns }) => turns.filter((turn) => turn.kind === 'answer'));
    const share =
      answers.filter((turn) => turn.completion.endsWith('{unanswerable}')).length / answers.length;
    // 9,000 answers: the standard deviation of the share is 0.004.
    expect(share).toBeGreaterThan(0.12);
    expect(share).toBeLessThan(0.16);
  });

  it('describes everything in the picture, in order', () => {
    for (const { scene, turns } of LESSONS) {
      const text = turns.find((turn) => turn.prompt === 'Describe the picture.')!.completion;
      const words = text.split(/[,.:] /).filter((word) => / /.test(word));
      const named =
        scene.kind === 'things'
          ? scene.things
              .toSorted((a, b) => a.row - b.row || a.column - b.column)
              .map((thing) => `${thing.colour} ${thing.shape}`)
          : scene.bars.toSorted((a, b) => a.x - b.x).map((bar) => `${bar.colour} ${bar.height}`);
      expect(words).toEqual(named);
    }
  });

  it('describes everything in the picture, in groups', () => {
    for (const { scene, turns } of LESSONS) {
      const [heading, text] = turns[2]!.completion.split(': ');
      const groups = (text ?? '').split(', ').map((group) => group.split(' '));
      const named = groups.flatMap(([name, count, ...others]) => {
        if (heading === 'bars') return [`${name} ${count}`];
        expect(others.length).toBe(Number(count));
        return others.map((other) => (heading === 'colours' ? `${name} ${other}` : `${other} ${name}`));
      });
      const there =
        scene.kind === 'things'
          ? scene.things.map((thing) => `${thing.colour} ${thing.shape}`)
          : scene.bars.map((bar) => `${bar.colour} ${bar.height}`);
      expect(named.toSorted()).toEqual(there.toSorted());
    }
  });
});
