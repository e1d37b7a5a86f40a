import { expect, it } from 'vitest';
import { largestChange, ratioOf, shadeOf, tokensOf } from './tokens.ts';

const rollout = {
  id: 'a',
  promptId: 'p',
  groupId: 'g',
  sample: 0,
  text: 'three red',
  tokens: [4, 9],
  logProbs: [-0.3, -6],
  finish: 'stop',
} as const;

it('reads the tokens, and names by its number one whose text was not told', () => {
  const [first, second] = tokensOf(rollout, { 4: 'three' }, [-0.2, -5.8]);
  expect(first).toEqual({ text: 'three', logProb: -0.3, after: -0.2 });
  expect(second?.text).toBe('#9');
});

it('colours surprise down to full, and change either way', () => {
  const [first, second] = tokensOf(rollout, {}, [-0.2, -6.4]);
  expect(shadeOf(first!, 'surprise', 1)).toBeCloseTo(-0.1, 12);
  expect(shadeOf(second!, 'surprise', 1)).toBe(-1);
  const largest = largestChange([first!, second!]);
  expect(largest).toBeCloseTo(0.4, 12);
  expect(shadeOf(first!, 'change', largest)).toBeCloseTo(0.25, 12);
  expect(shadeOf(second!, 'change', largest)).toBe(-1);
  expect(ratioOf(first!)).toBeCloseTo(Math.exp(0.1), 12);
});

it('knows no change where nobody looked again', () => {
  const [first] = tokensOf(rollout, {}, null);
  expect(shadeOf(first!, 'change', largestChange([first!]))).toBe(0);
  expect(ratioOf(first!)).toBeNull();
});
