import { expect, test } from 'vitest';
import type { SuiteItem } from './heldOut.ts';
import { perItem, shareOf } from './perItem.ts';

const items: SuiteItem[] = [
  { id: 'a', type: 'numerical', gold: ['3'], skill: 'count' },
  { id: 'b', type: 'multiple choice', gold: ['yes'], skill: 'exist' },
  { id: 'c', type: null, gold: ['blue', 'navy'], skill: 'colour' },
];
const box = (itemId: string, content: string) => ({ itemId, text: `so \\boxed{${content}}` });

test('every item has its mark, whatever the order of the answers', () => {
  const greedy = [box('c', 'Navy'), { itemId: 'b', text: 'yes' }, box('a', '3.0')];
  expect(perItem(items, greedy, null, 'type-aware')).toEqual({
    greedy: '101',
    samples: null,
    majority: null,
  });
  const samples = [
    ...['3', '4', '4'].map((text) => box('a', text)),
    ...['yes', 'yes', 'no'].map((text) => box('b', text)),
    ...['', 'red', 'blue'].map((text) => box('c', text)),
  ];
  expect(perItem(items, greedy, samples, 'type-aware')).toEqual({
    greedy: '101',
    samples: '121',
    // Of c, an empty box abstains and of the other two the first wins.
    majority: '010',
  });
});

test('shares of the marks', () => {
  expect(shareOf('0380', (right) => right / 8)).toBe(11 / 32);
  expect(shareOf('0380', (right) => (right > 0 ? 1 : 0))).toBe(0.5);
  expect(shareOf(null, Number)).toBeNull();
  expect(shareOf('', Number)).toBe(0);
});
