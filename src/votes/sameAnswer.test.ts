import { describe, expect, test } from 'vitest';
import type { QuestionType } from '../questioner/question.ts';
import { groupAnswers, isUnanswerable, numberOf, optionOf, sameAnswer } from './sameAnswer.ts';

const same = (a: string, b: string, type: QuestionType | null) => sameAnswer(a, b, 'type-aware', type);

describe('type-aware matching', () => {
  test('options, whatever is written around the letter', () => {
    const spellings = ['B', 'b', '(B)', 'B.', 'B. Dog', 'B) dog', '(B) dog', 'B: dog', 'Option B', 'B dog'];
    expect(spellings.filter((text) => optionOf(text, 'multiple choice') !== 'B')).toEqual([]);
    expect(same('B. Dog', 'b', 'multiple choice')).toBe('same option');
    expect(same('A', 'B', 'multiple choice')).toBeNull();
    expect(optionOf('A dog', 'multiple choice')).toBe('A');
    expect(optionOf('A dog', null)).toBeNull();
    expect(optionOf('Dog', 'multiple choice')).toBeNull();
  });

  test('yes and no', () => {
    expect(same('Yes, it is', 'yes', 'multiple choice')).toBe('same option');
    expect(same('True', 'yes', 'multiple choice')).toBe('same option');
    expect(same('no', 'yes', 'multiple choice')).toBeNull();
    expect(optionOf('no dog', null)).toBeNull();
    expect(optionOf('Nobody', 'multiple choice')).toBeNull();
  });

  test('numbers after unit, comma, percent and currency', () => {
    expect(same('12 cm', '12', 'numerical')).toBe('same number');
    expect(same('1,234', '1234.0', 'numerical')).toBe('same number');
    expect(same('45%', '45', 'numerical')).toBe('same number');
    expect(same('$12', '12', 'numerical')).toBe('same number');
    expect(same('Three', '3', 'numerical')).toBe('same number');
    expect(same('1/2', '0.5', 'numerical')).toBe('same number');
    expect(same('0.333', '1/3', 'numerical')).toBeNull();
    expect(same('4.9', '5', 'numerical')).toBeNull();
    expect(numberOf('3 red 2 blue')).toBeNull();
    expect(numberOf('1/0')).toBeNull();
    expect(numberOf('-2.')).toBe(-2);
  });

  test('estimates within 5 % of the reference', () => {
    expect(same('4.75', '5', 'regression')).toBe('within tolerance');
    expect(same('4.74', '5', 'regression')).toBeNull();
    expect(same('5', '4.75', 'regression')).toBeNull();
    expect(same('-5.2', '-5', 'regression')).toBe('within tolerance');
    expect(same('0.01', '0', 'regression')).toBeNull();
    expect(same('5.0', '5', 'regression')).toBe('same number');
  });

  test('other words by their plain text; a refusal is no option and no number', () => {
    expect(same('The red circle.', 'red circle', null)).toBe('same text');
    expect(same('red', 'blue', null)).toBeNull();
    expect(same('n/a', 'Unanswerable.', 'numerical')).toBe('same text');
    expect(same('n/a', '5', 'numerical')).toBeNull();
  });
});

test('exact and grader matching do as the paper and the code', () => {
  expect(sameAnswer('5', '5', 'exact', 'numerical')).toBe('same text');
  expect(sameAnswer('5.0', '5', 'exact', 'numerical')).toBeNull();
  expect(sameAnswer('5.0', '5', 'grader', 'numerical')).toBe('grader');
  expect(sameAnswer('B. Dog', 'B', 'grader', 'multiple choice')).toBeNull();
  expect(sameAnswer('There is no dog', 'No cat', 'grader', null)).toBe('both say no');
  expect(sameAnswer('4.9', '5', 'grader', 'regression')).toBeNull();
});

test.each(['unanswerable', 'N/A', 'n/a.', 'cannot be answered', "It can't be determined", 'not answerable'])(
  '%j declines',
  (text) => expect(isUnanswerable(text)).toBe(true),
);

test.each(['none', 'no', '0', 'nobody can answer', ''])('%j does not', (text) =>
  expect(isUnanswerable(text)).toBe(false),
);

const sizes = (answers: string[]) =>
  groupAnswers(answers, 'type-aware', 'regression').classes.map(({ count }) => count);

describe('groupAnswers', () => {
  test('joins in sample order, ties go to the first seen, null abstains', () => {
    expect(groupAnswers(['2', null, '3', '3.0', '2'], 'type-aware', 'numerical')).toEqual({
      members: [
        { classId: 0, rule: 'founder' },
        null,
        { classId: 1, rule: 'founder' },
        { classId: 1, rule: 'same number' },
        { classId: 0, rule: 'same text' },
      ],
      classes: [
        { representative: '2', count: 2 },
        { representative: '3', count: 2 },
      ],
      majority: 0,
    });
    expect(groupAnswers([null], 'exact', null)).toEqual({ members: [null], classes: [], majority: null });
  });

  test('is not transitive: the founder decides, so the order matters', () => {
    expect(sizes(['100', '104', '108'])).toEqual([2, 1]);
    expect(sizes(['104', '100', '108'])).toEqual([3]);
  });
});
