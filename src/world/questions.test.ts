import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parseQuestion } from '../questioner/parse.ts';
import { sameAnswer } from '../votes/sameAnswer.ts';
import { isKeptApart } from './combination.ts';
import { lesson } from './lesson.ts';
import { chanceOf, factsOf, OPERATION_NAMES, type Program, SKILLS, typeOf } from './program.ts';
import {
  combinationsIn,
  drawIllPosed,
  drawOperation,
  drawProgram,
  operationsOf,
  skillsOf,
} from './questions.ts';
import { Random } from './random.ts';
import { readQuestion } from './reading.ts';
import { run } from './run.ts';
import { sceneAt } from './scene.ts';
import { question } from './wording.ts';

function programs(): { program: Program; answer: string; skill: string }[] {
  return Array.from({ length: 4000 }, (_, index) => index).flatMap((index) => {
    const scene = sceneAt({ split: 'pretrain', seed: 21, index });
    return operationsOf(scene).flatMap((op) => {
      const program = drawOperation(scene, op, new Random(index, 7));
      if (program === undefined) return [];
      const outcome = run(program, scene);
      return outcome.wellPosed ? [{ program, skill: factsOf(op).skill, answer: outcome.answer }] : [];
    });
  });
}

const DRAWN = programs();

describe('drawOperation', () => {
  it('asks for every skill and every operation, and says which a picture has', () => {
    for (const skill of SKILLS)
      expect(DRAWN.filter((drawn) => drawn.skill === skill).length).toBeGreaterThan(80);
    for (const op of OPERATION_NAMES)
      expect([op, DRAWN.filter(({ program }) => program.op === op).length > 60]).toEqual([op, true]);
    const scene = sceneAt({ split: 'pool', seed: 1, index: 0 });
    for (const skill of skillsOf(scene)) {
      const program = drawProgram(scene, skill, new Random(1));
      if (program === undefined) continue;
      expect(factsOf(program.op).skill).toBe(skill);
    }
  });

  it('balances yes against no', () => {
    for (const op of OPERATION_NAMES) {
      if (factsOf(op).answers !== 'verdict') continue;
      const answers = DRAWN.filter(({ program }) => program.op === op).map(({ answer }) => answer);
      const share = answers.filter((answer) => answer === 'yes').length / answers.length;
      // Not every scene has both answers; suites balance exactly.
      expect([op, Math.abs(share - 0.5) < 0.2]).toEqual([op, true]);
    }
  });

  it('puts the right option under every letter about equally often', () => {
    const answers = DRAWN.filter(({ program }) => program.options !== undefined).map(({ answer }) => answer);
    for (const letter of ['A', 'B', 'C', 'D']) {
      const share = answers.filter((answer) => answer === letter).length / answers.length;
      // Several thousand: four standard deviations are below 0.04.
      expect([letter, Math.abs(share - 0.25) < 0.04]).toEqual([letter, true]);
    }
  });

  it('leaves no constant answer worth giving', () => {
    for (const op of OPERATION_NAMES) {
      const counts = new Map<string, number>();
      const answers = DRAWN.filter(({ program }) => program.op === op);
      for (const { answer } of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
      expect([op, Math.max(...counts.values()) / answers.length < 0.7]).toEqual([op, true]);
    }
  });

  it('never names a combination that is kept apart', () => {
    expect(DRAWN.filter(({ program }) => combinationsIn(program).length > 0).length).toBeGreaterThan(1000);
    for (const { program } of DRAWN) expect(combinationsIn(program).some(isKeptApart)).toBe(false);
  });

  it('gives every question a type that its answer fits, and a chance', () => {
    for (const { program, answer } of DRAWN) {
      const type = typeOf(program);
      expect(sameAnswer(answer, answer, 'type-aware', type)).not.toBeNull();
      expect(type === 'multiple choice' || /^\d+(?:\.\d)?$/.test(answer)).toBe(true);
      expect(chanceOf(program)).toBeGreaterThan(0);
      expect(chanceOf(program)).toBeLessThanOrEqual(0.5);
    }
  });
});

describe('wording', () => {
  it('is read back into the same program, well posed or not', () => {
    for (const { program } of DRAWN) expect(readQuestion(question(program))).toEqual(program);
    for (let index = 0; index < 3000; index += 1) {
      const program = drawIllPosed(sceneAt({ split: 'pretrain', seed: 22, index }), new Random(index, 8));
      expect(readQuestion(question(program))).toEqual(program);
    }
  });

  it('forgives space and a small first letter, and refuses everything else', () => {
    const program = { op: 'count', args: ['red circle'] };
    expect(readQuestion('  How many  red circles are there? ')).toEqual(program);
    expect(readQuestion('how many red circles are there?')).toEqual(program);
    for (const text of [
      '',
      'How many pink circles are there?',
      'How many red circles are there',
      'What shape is the red shape? A circle B rectangle C cross',
      'Is there a red circle? A yes B no C yes D no',
      'Is the red bar more than the blue circle?',
      'The red bar is tall. How much is the red bar?',
    ]) {
      expect([text, readQuestion(text)]).toEqual([text, undefined]);
    }
  });

  it('gives the words in which easy-VQA asks', () => {
    for (const text of [
      'what is the blue shape?',
      'what shape is in the image?',
      'what color is the rectangle?',
      'what is the color of the shape?',
      'is there a teal shape in the image?',
      'is there not a circle?',
      'is no gray shape present?',
      'is a triangle present?',
      'does the image contain a brown shape?',
      'does the image not contain a black shape?',
    ]) {
      expect([text, readQuestion(text) !== undefined]).toEqual([text, true]);
    }
  });

  it('stays within the words of the tokenizer, one token each', () => {
    const file = new URL('../../tools/pretrain/words.json', import.meta.url);
    const schema = v.object({ starts: v.array(v.string()), inside: v.array(v.string()) });
    const { starts, inside } = v.parse(schema, JSON.parse(readFileSync(file, 'utf8')));
    const [first, later] = [new Set(starts), new Set(inside)];
    expect(new Set([...starts, ...inside].map((word) => word.toLowerCase())).size).toBeLessThan(250);
    const missing = new Set<string>();
    for (let index = 0; index < 6000; index += 1) {
      for (const { prompt, completion } of lesson(sceneAt({ split: 'pretrain', seed: 23, index }), 5)) {
        const texts = [prompt, ...completion.split(/<[/a-z]+>|\\boxed\{|\}/)];
        for (const text of texts)
          for (const [word] of text.matchAll(/ ?[A-Za-z]+/g)) {
            // The letters A to D are bytes of their own where nothing stands before them.
            const known = word.startsWith(' ')
              ? later.has(word.slice(1))
              : first.has(word) || word.length === 1;
            if (!known) missing.add(word);
          }
      }
    }
    expect([...missing]).toEqual([]);
  });

  it("is parsed by the questioner's own parser", () => {
    for (const { program, answer } of DRAWN.slice(0, 3000)) {
      const [type, text] = [typeOf(program), question(program)];
      const raw = `<type>${type}</type><question>${text}</question><answer>${answer}</answer>`;
      expect(parseQuestion(raw, { strict: true })).toEqual({ status: 'ok', type, text, ownAnswer: answer });
    }
  });
});
