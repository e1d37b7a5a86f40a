import { expect, test } from 'vitest';
import { boxed } from './boxed.ts';

test.each([
  ['3 + 4 = 7, so \\boxed{7}', '7'],
  ['\\boxed{1} no, \\boxed{ 2 }.', '2'],
  ['\\boxed{\\frac{1}{2}}', '\\frac{1}{2}'],
  ['\\boxed{\\{1, 2\\}}', '\\{1, 2\\}'],
  ['\\boxed{}', ''],
  ['\\boxed{a\nb}', 'a\nb'],
  ['seven', null],
  ['\\boxed 7', null],
  ['\\boxed{1} then \\boxed{2', null],
  ['', null],
])('%j holds %j', (text, content) => {
  expect(boxed(text)).toBe(content);
});
