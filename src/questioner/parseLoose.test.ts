import { describe, expect, test } from 'vitest';
import { parseQuestion } from './parse.ts';
import { parseLoose } from './parseLoose.ts';

const dots = { status: 'ok', type: 'numerical', text: 'How many dots are there?', ownAnswer: '3' };

describe('what a SmolVLM writes', () => {
  // Each with where it comes from: the form asked for is three tagged blocks.
  test.each([
    [
      'the form itself',
      '<type>numerical</type>\n<question>How many dots are there?</question>\n<answer>3</answer>',
    ],
    ['a closing tag forgotten', '<type>numerical\n<question>How many dots are there?\n<answer>3'],
    [
      'a closing tag of another part',
      '<type>numerical</question><question>How many dots are there?</type><answer>3</answer>',
    ],
    [
      'spaces in tags',
      '< type >numerical< / type > < Question >How many dots are there?</ question > <answer> 3 </answer>',
    ],
    [
      'cut off in its last tag by the token budget',
      '<type>numerical</type><question>How many dots are there?</question><answer>3</ans',
    ],
    [
      'labels of its training data instead of tags',
      'Type: numerical\nQuestion: How many dots are there?\nAnswer: 3',
    ],
    ['labels in one line', 'Question: How many dots are there? Answer: 3'],
    ['letters for labels', 'Q: How many dots are there?\nA: 3'],
    ['no label before the question', 'How many dots are there? Answer: 3'],
    ['a sentence before it', 'Sure, here is one: How many dots are there?\nAnswer: 3'],
    ['the full stop that ends its replies', 'Question: How many dots are there?\nAnswer: 3.'],
    ['markdown', '**Type:** numerical\n**Question:** *How many dots are there?*\n**Answer:** `3`'],
    ['a list', '- Question: How many dots are there?\n- Answer: 3'],
    ['a fence', '```\nType: numerical\nQuestion: How many dots are there?\nAnswer: 3\n```'],
    [
      'the cue of the chat template again, twice',
      'Assistant: Assistant:\nQuestion: How many dots are there?\nAnswer: 3',
    ],
    [
      'a second question: the first counts',
      'Question: How many dots are there?\nAnswer: 3\nQuestion: How many cats?\nAnswer: 4',
    ],
    [
      'an explanation after the answer',
      'Question: How many dots are there?\nAnswer: 3\nThere are three dots.',
    ],
    ['quotes', 'Question: "How many dots are there?"\nAnswer: "3"'],
    ['a type of its own', 'Type: counting\nQuestion: How many dots are there?\nAnswer: 3'],
    ['answer before type', 'Question: How many dots are there?\nAnswer: 3\nType: numerical'],
    ['line breaks in a question', '<question>How many\ndots are there?</question><answer>3</answer>'],
  ])('%s', (_why, raw) => {
    expect(parseLoose(raw)).toEqual(dots);
  });

  test('the type follows from the answer where none of the three is named', () => {
    const typed = (answer: string, type = ''): unknown =>
      parseLoose(`${type}Question: Is it a dog?\nAnswer: ${answer}`).type;
    expect([typed('Yes.'), typed('(B)'), typed('1,200'), typed('-3.5'), typed('red')]).toEqual(['multiple choice', 'multiple choice', 'numerical', 'numerical', null]); // prettier-ignore
    expect(typed('3', 'Type: Regression\n')).toBe('regression');
    expect(typed('3', '<type>multiple-choice</type>\n')).toBe('multiple choice');
  });
});

test.each([
  ['', 'no type'],
  ['The picture shows a dog on a beach.', 'no type'],
  ['Question: How many dots?', 'no answer'],
  ['Answer: 3', 'no question'],
  ['It is a dog. Answer: dog', 'no question'],
  ['<answer>3</answer><question>How many dots?</question>', 'wrong order'],
  ['<question>...</question><answer>...</answer>', 'empty question'],
  ['<question></question><answer>3</answer>', 'empty question'],
  ['<question>How many?</question><answer>...</answer>', 'empty answer'],
  [`Question: ${'why '.repeat(150)}?\nAnswer: 3`, 'extra text'],
  [`Question: Why?\nAnswer: ${'so '.repeat(60)}`, 'extra text'],
])('%j is no question', (raw, status) => {
  expect(parseLoose(raw)).toEqual({ status, type: null, text: '', ownAnswer: '' });
});

test('only the family that needs it is read so, and not where the format is strict', () => {
  const raw = 'Question: How many dots are there?\nAnswer: 3';
  expect(parseQuestion(raw, { strict: false, family: 'smolvlm' }).status).toBe('ok');
  for (const family of ['nano', 'instruct'] as const)
    expect(parseQuestion(raw, { strict: false, family }).status).toBe('no type');
  expect(parseQuestion(raw, { strict: true, family: 'smolvlm' }).status).toBe('no type');
});

test('what is meant to hurt is read in bounded time, and nothing of it becomes a tag or a picture', () => {
  const many = 200_000;
  const hostile = [
    '<question>'.repeat(many / 10),
    '<'.repeat(many),
    ' '.repeat(many),
    `Question:${' '.repeat(many)}`,
    `${'\n'.repeat(many)}Answer: 3`,
    `A:${'*'.repeat(many)}`,
    '<type><question><answer>'.repeat(many / 24),
    '\u0000\ud800"`$&<image><fake_token_around_image>',
    '?'.repeat(many),
    `${'. '.repeat(many / 2)}? Answer: 1`,
  ];
  for (const raw of hostile) expect(parseLoose(raw).status).not.toBe('ok');
  const sly = parseLoose('Question: Is <image> <|im_start|> this $& a dog?\nAnswer: yes');
  expect(sly).toMatchObject({ status: 'ok', text: 'Is this $& a dog?' });
});
