import { describe, expect, test } from 'vitest';
import { sameValue, valueOf } from './expression.ts';
import fixture from './fixtures/grader.json' with { type: 'json' };
import { gradesEqual } from './grader.ts';

/** Pairs that MathRuler's grade_answer was seen to accept and refuse. */
describe('gradesEqual', () => {
  test.each([
    ['1/2', '0.5'],
    ['0.50', '0.5'],
    ['5', '5.0'],
    ['A', 'a'],
    ['12 cm', '12'],
    ['Yes', 'yes'],
    ['B', '(B)'],
    ['1,234', '1234'],
    ['45%', '45'],
    ['$12', '12'],
    ['None', 'None'],
  ])('%j equals %j', (a, b) => {
    expect(gradesEqual(a, b)).toBe(true);
    expect(gradesEqual(b, a)).toBe(true);
  });

  test.each([
    ['B. Dog', 'B'],
    ['0.333', '1/3'],
    ['5.7M', '5.7'],
    ['2+3', '5'],
    ['2/4', '1/2'],
  ])('%j differs from %j', (a, b) => {
    expect(gradesEqual(a, b)).toBe(false);
    expect(gradesEqual(b, a)).toBe(false);
  });

  test('magnitude words, units, LaTeX and lists', () => {
    expect(gradesEqual('1.5 million', '1500000.5')).toBe(false);
    expect(gradesEqual('2.5 thousand', '2.5*10^3')).toBe(true);
    expect(gradesEqual('\\text{red}', 'Red')).toBe(true);
    expect(gradesEqual('\\frac{1}{2}', '0.5')).toBe(true);
    expect(gradesEqual('\\frac{2}{4}', '\\frac{1}{2}')).toBe(false);
    expect(gradesEqual('2\\sqrt{3}', '\\sqrt{12}')).toBe(true);
    expect(gradesEqual('30^\\circ', '30 degrees')).toBe(true);
    expect(gradesEqual('1 1/2', '1.5')).toBe(true);
    expect(gradesEqual('x+y', 'y+x')).toBe(true);
    expect(gradesEqual('(1, 1/2)', '(1, 0.5)')).toBe(true);
    expect(gradesEqual('(1, 2)', '[1, 2]')).toBe(false);
    expect(gradesEqual('(1, 2)', '(1, 2, 3)')).toBe(false);
    expect(gradesEqual('on', 'no')).toBe(false);
    expect(gradesEqual('today', 'to')).toBe(false);
  });

  test('an empty reference equals nothing', () => {
    expect(gradesEqual('', '')).toBe(false);
    expect(gradesEqual('5', '')).toBe(false);
    expect(gradesEqual('', '5')).toBe(false);
  });
});

test('judges every pair of the fixture as MathRuler does', () => {
  const otherwise = fixture.filter(([a, b, verdict]) => gradesEqual(String(a), String(b)) !== verdict);
  expect(otherwise).toEqual([]);
  const accepted = fixture.filter(([, , verdict]) => verdict);
  expect([accepted.length > 100, fixture.length - accepted.length > 100]).toEqual([true, true]);
});

test('expressions have values, prose has none', () => {
  expect(valueOf('2*(3+4)^2/7')).toBe(14);
  expect(valueOf('-2^2')).toBe(-4);
  expect(valueOf('3pi')).toBeCloseTo(9.42477796, 8);
  expect(valueOf('2x')).toBeNull();
  expect(valueOf('1/0')).toBeNull();
  expect(valueOf('red circle')).toBeNull();
  expect(valueOf('(1+2')).toBeNull();
  expect(valueOf('3 4')).toBeNull();
  expect(sameValue('(a+b)^2', 'a^2+2a*b+b^2')).toBe(true);
  expect(sameValue('a+b+c', 'c+b+a')).toBe(false);
});
