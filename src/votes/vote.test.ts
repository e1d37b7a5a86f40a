import { describe, expect, test } from 'vitest';
import { samplesPerView, vote, type VoteOptions, withBlindAnswers } from './vote.ts';

const question = { id: 'q', type: 'numerical' } as const;
const box = (answer: string) => ({ text: `so \\boxed{${answer}}`, view: 0 });
const bare = { text: 'about three', view: 0 };

const ours: VoteOptions = {
  matching: 'type-aware',
  noBox: 'abstain',
  unanswerable: true,
  denominator: 'all',
};
const codeReward: VoteOptions = {
  matching: 'grader',
  noBox: 'class',
  unanswerable: false,
  denominator: 'all',
};
const codeLabel: VoteOptions = { ...codeReward, denominator: 'answered' };

describe('vote', () => {
  test('takes the majority and remembers who voted how', () => {
    const set = vote(question, 'base', [box('3'), { ...box('3 cm'), view: 1 }, box('4')], ours);
    expect(set).toMatchObject({ questionId: 'q', voter: 'base', silver: '3', denominator: 3, abstained: 0 });
    expect(set.confidence).toBeCloseTo(2 / 3, 12);
    expect(set.samples[1]).toEqual({
      text: 'so \\boxed{3 cm}',
      extracted: '3 cm',
      classId: 0,
      view: 1,
      rule: 'same number',
    });
  });

  test('five answers without a box and five of 3: the code sees maximal doubt, we see half an answer', () => {
    const answers = [bare, bare, bare, bare, bare, box('3'), box('3'), box('3'), box('3'), box('3')];
    const code = vote(question, 'reasoner', answers, codeReward);
    expect(code).toMatchObject({ confidence: 0.5, silver: null, abstained: 0 });
    expect(code.classes).toEqual([
      { representative: 'None', count: 5 },
      { representative: '3', count: 5 },
    ]);
    const improved = vote(question, 'base', answers, ours);
    expect(improved).toMatchObject({ confidence: 0.5, silver: '3', abstained: 5 });
    expect(improved.classes).toEqual([{ representative: '3', count: 5 }]);
  });

  test('empty boxes: the code divides the reward by all samples and the label by the others', () => {
    const answers = [box('3'), box('3'), box(''), box('4')];
    expect(vote(question, 'r', answers, codeReward)).toMatchObject({ confidence: 0.5, denominator: 4 });
    expect(vote(question, 'r', answers, codeLabel)).toMatchObject({ confidence: 2 / 3, denominator: 3 });
    expect(vote(question, 'r', answers, codeLabel).abstained).toBe(1);
  });

  test('nobody answers: no silver answer and no confidence', () => {
    for (const options of [ours, codeLabel])
      expect(vote(question, 'base', [box(''), box('')], options)).toMatchObject({
        silver: null,
        confidence: 0,
        abstained: 2,
        unanswerable: false,
      });
  });

  test('a majority for "cannot be answered" is a verdict and never a label', () => {
    const answers = [box('n/a'), box('unanswerable'), box('3')];
    expect(vote(question, 'base', answers, ours)).toMatchObject({ unanswerable: true, silver: null });
    expect(vote(question, 'base', answers, { ...ours, unanswerable: false })).toMatchObject({
      unanswerable: false,
      silver: 'n/a',
    });
  });

  test('the spelling hack: one option in two spellings is doubt to the code and agreement to us', () => {
    const choice = { id: 'q', type: 'multiple choice' } as const;
    const answers = [box('B'), box('B. Dog'), box('B'), box('B. Dog')];
    expect(vote(choice, 'r', answers, codeReward).confidence).toBe(0.5);
    expect(vote(choice, 'r', answers, ours).confidence).toBe(1);
  });
});

test('blind answers are counted against the silver answer', () => {
  const set = vote(question, 'base', [box('3'), box('3')], ours);
  const texts = ['\\boxed{3.0}', '\\boxed{4}', 'three', '\\boxed{}'];
  expect(withBlindAnswers(set, question, texts, 'type-aware').blind).toEqual({ agreeing: 1, tried: 4 });
  const nobody = vote(question, 'base', [bare], ours);
  expect(withBlindAnswers(nobody, question, texts, 'type-aware').blind).toEqual({ agreeing: 0, tried: 4 });
});

test('answers spread evenly over the views', () => {
  expect(samplesPerView(10, 4)).toEqual([3, 3, 2, 2]);
  expect(samplesPerView(2, 4)).toEqual([1, 1]);
  expect(samplesPerView(5, 1)).toEqual([5]);
});
