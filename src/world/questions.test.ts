import { describe, expect, it } from 'vitest';
import { type Program, SKILLS } from './program.ts';
import { drawIllPosed, drawProgram, skillsOf } from './questions.ts';
import { Random } from './random.ts';
import { readQuestion } from './reading.ts';
import { run } from './run.ts';
import { sceneAt } from './scene.ts';
import { question } from './wording.ts';

function programs(): { program: Program; answer: string; skill: string }[] {
  return Array.from({ length: 1500 }, (_, index) => index).flatMap((index) => {
    const scene = sceneAt({ split: 'pretrain', seed: 21, index });
    return skillsOf(scene.kind).flatMap((skill) => {
      const program = drawProgram(scene, skill, new Random(index, 7));
      if (program === undefined) return [];
      const outcome = run(program, scene);
      return outcome.wellPosed ? [{ program, skill, answer: outcome.answer }] : [];
    });
  });
}

const DRAWN = programs();

describe('drawProgram', () => {
  it('asks for every skill', () => {
    for (const skill of SKILLS)
      expect(DRAWN.filter((drawn) => drawn.skill === skill).length).toBeGreaterThan(300);
  });

  it('balances yes against no', () => {
    for (const op of ['exist', 'side', 'more', 'taller'] as const) {
      const answers = DRAWN.filter(({ program }) => program.op === op).map(({ answer }) => answer);
      const yes = answers.filter((answer) => answer === 'yes').length / answers.length;
      // At least 400 questions of each: four standard deviations are 0.1. Not every scene has both answers.
      expect([op, Math.abs(yes - 0.5) < 0.1]).toEqual([op, true]);
    }
  });

  it('puts the right option under every letter about equally often', () => {
    for (const skill of ['colour', 'shape', 'tallest']) {
      const answers = DRAWN.filter((drawn) => drawn.skill === skill).map(({ answer }) => answer);
      for (const letter of ['A', 'B', 'C', 'D']) {
        const share = answers.filter((answer) => answer === letter).length / answers.length;
        expect([skill, letter, Math.abs(share - 0.25) < 0.08]).toEqual([skill, letter, true]);
      }
    }
  });

  it('leaves no constant answer worth giving', () => {
    for (const skill of SKILLS) {
      const counts = new Map<string, number>();
      const answers = DRAWN.filter((drawn) => drawn.skill === skill);
      for (const { answer } of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
      expect([skill, Math.max(...counts.values()) / answers.length < 0.6]).toEqual([skill, true]);
    }
  });
});

describe('wording', () => {
  it('is read back into the same program, well posed or not', () => {
    for (const { program } of DRAWN) expect(readQuestion(question(program))).toEqual(program);
    for (let index = 0; index < 1000; index += 1) {
      const program = drawIllPosed(sceneAt({ split: 'pretrain', seed: 22, index }), new Random(index, 8));
      expect(readQuestion(question(program))).toEqual(program);
    }
  });

  it('forgives space and refuses everything else', () => {
    expect(readQuestion('  How many  red circles are there? ')).toEqual({
      op: 'count',
      of: { colour: 'red', shape: 'circle' },
    });
    for (const text of [
      '',
      'How many pink circles are there?',
      'How many red circles are there',
      'What shape is the red thing? A circle B square C cross',
      'What shape is the red thing? A circle B red C cross D square',
      'What shape is the red circle? A circle B triangle C cross D square',
      'Is the red bar taller than the blue circle?',
    ]) {
      expect([text, readQuestion(text)]).toEqual([text, undefined]);
    }
  });
});
