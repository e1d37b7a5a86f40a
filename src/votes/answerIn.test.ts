import { expect, test } from 'vitest';
import { answerFormOf, answerIn } from './answerIn.ts';

const said = (text: string): string | null => answerIn(text, 'said');

test('a box is the answer in both forms, and nothing else is in the strict one', () => {
  for (const text of ['so \\boxed{1}, no, \\boxed{ 3 }', '\\boxed{\\frac{1}{2}} Answer: 4', '\\boxed{B}'])
    expect(said(text)).toBe(answerIn(text, 'box'));
  for (const text of ['Answer: 3', '3', '\\boxed{3', '']) expect(answerIn(text, 'box')).toBeNull();
  expect([answerFormOf('nano'), answerFormOf('instruct'), answerFormOf('smolvlm')]).toEqual([
    'box',
    'box',
    'said',
  ]);
});

// Each with where it comes from.
test.each([
  ['its training data ends so', 'There are three dots.\nAnswer: 3', '3'],
  ['in its own words', 'The answer is B.', 'B'],
  ['with a full stop', 'Answer: B.', 'B'],
  ['an option with its text', 'Answer: B. a dog.', 'B. a dog'],
  ['a sentence after it', 'Answer: 3. There are three dots in the picture.', '3'],
  ['a number with a point', 'The answer is 4.5.', '4.5'],
  ['final, and in markdown', '**Final answer:** **3**', '3'],
  ['correct', 'The correct answer is (C)', '(C)'],
  ['an option of a list', 'The correct option is: D', 'D'],
  ['the last one counts', 'Answer: 2\nWait, Answer: 3', '3'],
  ['a box that the token budget cut off', 'so it is \\boxed{3', '3'],
  ['an empty box and the words', '\\boxed{} The answer is 3', '3'],
  ['a tag of the questioner', '<answer>3</answer>', '3'],
  ['a tag that does not close', '<answer>3', '3'],
  ['nothing but the answer', '3', '3'],
  ['with its full stop', 'Yes.', 'Yes'],
  ['a few words', ' A red car.', 'A red car'],
  ['the cue of the chat template again, twice', 'Assistant: Assistant: 3', '3'],
  ['a cue and a label', 'Assistant: Answer: unanswerable', 'unanswerable'],
  ['in dollars, as formulas', 'Answer: $12$', '12'],
])('%s: %j', (_why, text, answer) => {
  expect(said(text)).toBe(answer);
});

test.each([
  ['The picture shows a large brown dog that runs along a beach.'],
  ['I cannot answer: the picture is too dark to see anything in it at all.'],
  ['Answer:'],
  ['Answer: ...'],
  ['What is this?'],
  ['There is a dog.\nThere is a cat.'],
  [`Answer: ${'and '.repeat(30)}`],
  ['<type>'],
  ['...'],
  [''],
])('%j gives none', (text) => {
  expect(said(text)).toBeNull();
});

test('an empty box is an empty place where there is nothing else', () => {
  expect(answerIn('\\boxed{}', 'box')).toBe('');
  expect(said('\\boxed{}')).toBeNull();
});

test('long and hostile texts are read in bounded time', () => {
  const many = 200_000;
  for (const text of [
    'answer '.repeat(many / 7),
    `answer${' '.repeat(many)}`,
    '\\boxed{'.repeat(many / 7),
    '.'.repeat(many),
    '<answer>'.repeat(many / 8),
    `The answer is ${'*'.repeat(many)}`,
    ' '.repeat(many),
    `a${'$'.repeat(many)}b`,
  ])
    expect(said(text)).toBeNull();
  expect(said(`${'word '.repeat(many)}\nAnswer: 3`)).toBe('3');
});
