import { describe, expect, it } from 'vitest';
import { bestByForm, byVersion, rightItems, wholeGroups } from './groups.ts';
import type { SuiteItem } from './heldOut.ts';

const item = (id: string, gold: string): SuiteItem => ({
  id,
  type: 'multiple choice',
  gold: [gold],
  skill: 'exist',
});

describe('wholeGroups', () => {
  // Two questions (a, b) of two pictures (1, 2); one of the four answers is wrong.
  const items = [item('a1', 'yes'), item('a2', 'no'), item('b1', 'no'), item('b2', 'no')];
  const answers = [
    { itemId: 'b2', text: '\\boxed{yes}' },
    { itemId: 'a1', text: 'red \\boxed{yes}' },
    { itemId: 'a2', text: '\\boxed{No}' },
    { itemId: 'b1', text: '\\boxed{no}' },
  ];
  const right = rightItems(items, answers, 'type-aware');
  const ids = items.map(({ id }) => id);

  it('takes a group as right only when all of it is', () => {
    expect([...right]).toEqual(['a1', 'a2', 'b1']);
    expect(wholeGroups(ids, right, (id) => id[0])).toEqual({ n: 2, correct: 1, accuracy: 0.5 });
    expect(wholeGroups(ids, right, (id) => id[1])).toEqual({ n: 2, correct: 1, accuracy: 0.5 });
    expect(wholeGroups(ids, right, () => undefined)).toEqual({ n: 0, correct: 0, accuracy: 0 });
  });

  it('splits by version', () => {
    expect(byVersion(ids, right, (id) => (id === 'b1' ? undefined : id[0]))).toEqual({
      a: { n: 2, correct: 2, accuracy: 1 },
      b: { n: 1, correct: 0, accuracy: 0 },
    });
  });

  it('finds an answer without a box, and an item without an answer, wrong', () => {
    expect(rightItems(items, [{ itemId: 'a1', text: 'yes' }], 'type-aware').size).toBe(0);
  });
});

describe('bestByForm', () => {
  it('gives every form its own constant answer', () => {
    const items = [
      { form: 'count', gold: '1' },
      { form: 'count', gold: '1' },
      { form: 'count', gold: '2' },
      { form: 'exist', gold: 'yes' },
      { form: 'exist', gold: 'no' },
    ];
    expect(bestByForm(items)).toBe(3 / 5);
    expect(bestByForm([])).toBe(0);
  });
});
