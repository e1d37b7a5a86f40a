import { describe, expect, test } from 'vitest';
import { parseQuestion, questionFrom } from './parse.ts';
import { questionerPrompt } from './prompt.ts';

const good = '<type>numerical</type><question>How many dots?</question><answer>3</answer>';
const lenient = (raw: string) => parseQuestion(raw, { strict: false });
const strict = (raw: string) => parseQuestion(raw, { strict: true });

describe('parseQuestion', () => {
  test.each([lenient, strict])('reads the three blocks', (parse) => {
    expect(parse(good)).toEqual({
      status: 'ok',
      type: 'numerical',
      text: 'How many dots?',
      ownAnswer: '3',
    });
    expect(parse(good.replaceAll('><', '>\n<')).status).toBe('ok');
    expect(parse(good.replace('numerical', ' Multiple-Choice ')).type).toBe('multiple choice');
  });

  test('lenient allows junk, takes the first hit and any type, as the official code does', () => {
    expect(lenient(`Sure: ${good} and ${good.replace('dots', 'cats')}`).text).toBe('How many dots?');
    expect(lenient(good.replace('<question>', 'so <question>')).status).toBe('ok');
    expect(lenient(good.replace('numerical', 'guess'))).toMatchObject({ status: 'ok', type: null });
    expect(lenient(good.replaceAll('<', ' < ').replaceAll('>', ' > ')).text).toBe('How many dots?');
    expect(lenient(good.replace('dots', '1 / 2 dots')).text).toBe('How many 1/2 dots?');
  });

  test('strict refuses all of these', () => {
    expect(strict(`Sure: ${good}`).status).toBe('extra text');
    expect(strict(`${good}${good}`).status).toBe('extra text');
    expect(strict(good.replace('dots', '<type>dots</type>')).status).toBe('extra text');
    expect(strict(good.replace('numerical', 'guess')).status).toBe('unknown type');
    expect(strict(good.replace('dots', '1 / 2 dots')).text).toBe('How many 1 / 2 dots?');
  });

  test.each([
    ['', 'no type'],
    ['<question>a</question><answer>b</answer>', 'no type'],
    ['<type>numerical</type><answer>b</answer>', 'no question'],
    ['<type>numerical</type><question>a</question><answer>b', 'no answer'],
    ['<question>a</question><type>numerical</type><answer>b</answer>', 'wrong order'],
    ['<type>numerical</type><question> </question><answer>b</answer>', 'empty question'],
    ['<type>numerical</type><question>a</question><answer></answer>', 'empty answer'],
  ])('says why %j is not a question', (raw, status) => {
    for (const parsed of [lenient(raw), strict(raw)])
      expect(parsed).toEqual({ status, type: null, text: '', ownAnswer: '' });
  });

  test('the example of the instructions is itself a valid output', () => {
    const instructions = questionerPrompt('instruct');
    expect(strict(instructions.slice(instructions.indexOf('<type>'))).status).toBe('ok');
    expect(questionerPrompt('nano')).toBe('Ask a question about the picture.');
  });
});

test('a question keeps the ids of its rollout and its raw text', () => {
  const rollout = { id: 'r1.A.s1.p0.q2', promptId: 'cat', groupId: 'r1.A.s1.p0', sample: 2, text: 'no' };
  expect(questionFrom(rollout, { strict: true })).toEqual({
    id: 'r1.A.s1.p0.q2',
    pictureId: 'cat',
    groupId: 'r1.A.s1.p0',
    sample: 2,
    raw: 'no',
    status: 'no type',
    type: null,
    text: '',
    ownAnswer: '',
  });
});
