import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stopTexts } from '../questioner/family.ts';
import type { QuestionType } from '../questioner/question.ts';
import { reasonerPrompt } from '../rollouts/prompt.ts';
import { answerReward } from './answerReward.ts';

const file = new URL('../../tools/handover/vectors.json', import.meta.url);

const answers = [
  '3',
  '3.0',
  '-3',
  '+3',
  'three',
  'Three.',
  ' 3 ',
  '$3',
  '3%',
  '3 cm',
  '3cm²',
  '6/2',
  '6 / 2',
  '1/0',
  '3.1',
  '3.16',
  '1,234',
  '1234',
  '12,34',
  '−3',
  'A',
  '(A)',
  'a',
  'A. dog',
  'A dog',
  'a dog',
  'dog',
  'The dog.',
  'the  dog!',
  'B',
  'Option B',
  'answer: b',
  'yes',
  'Yes, it is',
  'No dog',
  'no',
  'true',
  'false.',
  'unanswerable',
  'Unknown',
  'n/a',
  'cannot be determined',
  "it can't be answered",
  'not enough information',
  '\\text{dog}',
  '\\text{ a dog }',
  '',
  '{x}',
  'ten°',
  '10°',
  '10 °c',
];
const types: readonly (QuestionType | null)[] = ['numerical', 'multiple choice', 'regression', null];
const forms: readonly ((answer: string) => string)[] = [
  (answer) => `\\boxed{${answer}}`,
  (answer) => `<think> so </think> \\boxed{1} and then \\boxed{${answer}} is it`,
  (answer) => `< think >a< / think >\n\\boxed{${answer}}`,
  (answer) => `\\boxed{${answer}`,
  (answer) => answer,
];

/** As SmolVLM puts answers. */
const sayings: readonly ((answer: string) => string)[] = [
  (answer) => `Answer: ${answer}`,
  (answer) => `There it is.\n**Final answer:** ${answer}. As one sees.`,
  (answer) => `The answer is ${answer}.`,
  (answer) => `Assistant: Assistant: ${answer}`,
  (answer) => `so \\boxed{${answer}`,
  (answer) => `<answer>${answer}</answer>`,
  (answer) => `I cannot answer: ${answer}`,
  (answer) => `no idea\n${answer}`,
];

interface Vector {
  readonly text: string;
  readonly label: string;
  readonly type: QuestionType | null;
  readonly formatWeight: number;
  readonly extracted: string | null;
  readonly total: number;
  /** `box` where left out */
  readonly form?: 'said';
}

function vectors(): Vector[] {
  const found: Vector[] = [];
  for (const [i, answer] of answers.entries()) {
    for (const [j, label] of answers.entries()) {
      // Every pair as a bare box of some type, and every way to write it for some pairs.
      const type = types[(i + j) % types.length]!;
      const form = forms[(i + 2 * j) % (i === j || (i + j) % 3 === 0 ? forms.length : 1)]!;
      const formatWeight = (i + j) % 2 === 0 ? 0.1 : 0;
      const text = form(answer);
      const options = { matching: 'type-aware', formatWeight, random: false, seed: 0 } as const;
      const { extracted, total } = answerReward({ id: 'v', text }, { text: label, type }, options);
      found.push({ text, label, type, formatWeight, extracted, total });
    }
  }
  for (const [i, answer] of answers.entries()) {
    for (const [j, say] of sayings.entries()) {
      const type = types[(i + j) % types.length]!;
      const label = answers[(i * (j + 1)) % answers.length]!;
      const text = say(answer);
      const options = {
        matching: 'type-aware',
        formatWeight: 0,
        random: false,
        seed: 0,
        form: 'said',
      } as const;
      for (const against of [label, answer]) {
        const { extracted, total } = answerReward({ id: 'v', text }, { text: against, type }, options);
        found.push({ text, label: against, type, formatWeight: 0, extracted, total, form: 'said' });
      }
    }
  }
  return found;
}

test('the prompts that Python asks with are those of the run', () => {
  const source = readFileSync(new URL('../../tools/handover/silver.py', import.meta.url), 'utf8');
  // Python joins neighbouring texts.
  const texts = source.replaceAll(/"\s*\n\s*"/g, '');
  for (const family of ['smolvlm', 'instruct'] as const) {
    const plain = reasonerPrompt('', { family, kind: 'reasoned', unanswerable: false });
    const whole = reasonerPrompt('', { family, kind: 'reasoned', unanswerable: true });
    expect(whole.startsWith(plain)).toBe(true);
    for (const text of [plain, whole.slice(plain.length)]) expect(texts).toContain(JSON.stringify(text));
  }
});

test('the texts that end an answer in Python are those of the run', () => {
  const source = readFileSync(new URL('../../tools/handover/silver.py', import.meta.url), 'utf8');
  const list = /SMOLVLM_STOPS = (\[.*\])/.exec(source)?.[1] ?? '';
  expect(JSON.parse(list)).toEqual(stopTexts('smolvlm', 'reasoner'));
});

test('the vectors that the reward in Python is held against are what is given here (UPDATE_VECTORS=1 writes them)', () => {
  const wanted = vectors();
  expect(wanted.length).toBeGreaterThan(2000);
  if (process.env['UPDATE_VECTORS'] === '1') writeFileSync(file, `${JSON.stringify(wanted)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(wanted);
});
