import { describe, expect, test } from 'vitest';
import type { Question } from '../questioner/question.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import { type Clustering, clusterQuestions } from './clustering.ts';
import { difficulty } from './difficulty.ts';
import { type QuestionRewardOptions, questionRewards, type VotedQuestion } from './questionReward.ts';

const paper: QuestionRewardOptions = {
  uncertainty: 'paper',
  bandLow: 0.5,
  bandHigh: 0.9,
  diversity: 'group',
  diversityWeight: 1,
  singletonsFree: false,
  balance: 0,
  relu: true,
  invalid: 0,
  unanswerable: 0,
  abstentionsCost: false,
  blindAllowed: null,
  seed: 1,
};
const code: QuestionRewardOptions = {
  ...paper,
  uncertainty: 'code',
  diversity: 'batch',
  relu: false,
  invalid: -1,
};
const improved: QuestionRewardOptions = {
  ...code,
  uncertainty: 'band',
  diversity: 'both',
  singletonsFree: true,
  balance: 0.2,
  invalid: -0.7,
  unanswerable: -0.5,
  abstentionsCost: true,
  blindAllowed: 2,
};

function question(id: string, text = `Question ${id}?`, groupId = 'g'): Question {
  const status = text === '' ? ('no question' as const) : ('ok' as const);
  return {
    id,
    pictureId: 'p',
    groupId,
    sample: 0,
    raw: text,
    status,
    type: 'numerical',
    text,
    ownAnswer: '1',
  };
}

function votes(questionId: string, confidence: number, over: Partial<VoteSet> = {}): VoteSet {
  const sample = { text: '', extracted: '1', classId: 0, view: 0, rule: null };
  return {
    questionId,
    voter: 'base',
    samples: Array.from({ length: 10 }, () => sample),
    classes: [],
    confidence,
    denominator: 10,
    silver: '1',
    abstained: 0,
    unanswerable: false,
    blind: null,
    ...over,
  };
}

const voted = (
  id: string,
  confidence: number,
  over: Partial<VoteSet> = {},
  text?: string,
): VotedQuestion => ({
  question: question(id, text),
  votes: votes(id, confidence, over),
});
const unparsed = (id: string): VotedQuestion => ({ question: question(id, ''), votes: null });
const totals = (
  questions: VotedQuestion[],
  clusterings: Clustering[],
  options: QuestionRewardOptions,
  reference: Record<string, number> | null = null,
) => questionRewards(questions, clusterings, reference, options).map(({ total }) => total);
const alone = (scope: 'group' | 'batch', ids: string[]): Clustering => ({
  scope,
  scopeId: 's',
  questionIds: ids,
  labels: ids.map((_, index) => index),
});

/** The group of eight of the specification: the first three questions are one cluster, the last is unparsed. */
describe('the worked group', () => {
  const ids = ['0', '1', '2', '3', '4', '5', '6', '7'];
  const group = [0.5, 0.5, 0.4, 0.9, 0.3, 1, 0.6].map((c, index) => voted(ids[index]!, c));
  const inGroup: Clustering = {
    scope: 'group',
    scopeId: 'g',
    questionIds: ids,
    labels: [0, 0, 0, 1, 2, 3, 4, 5],
  };
  const others = Array.from({ length: 4088 }, (_, index) => `other ${index}`);
  const inBatch: Clustering = {
    scope: 'batch',
    scopeId: 'b',
    questionIds: [...ids, ...others],
    labels: [...inGroup.labels, ...others.map((_, index) => 100 + index)],
  };

  test('as the paper pays it', () => {
    const paid = totals([...group, unparsed('7')], [inGroup], paper);
    const expected = [0.625, 0.625, 0.425, 0.075, 0.475, 0, 0.675, 0];
    for (const [index, total] of paid.entries()) expect(total).toBeCloseTo(expected[index]!, 12);
  });

  test('as the code pays it, among 4096', () => {
    const paid = totals([...group, unparsed('7')], [inBatch], code);
    const expected = [0.4993, 0.4993, 0.3993, 0.0998, 0.2998, -0.0002, 0.3998, -1.0002];
    for (const [index, total] of paid.entries()) expect(total).toBeCloseTo(expected[index]!, 4);
    const valid = totals([...group, voted('7', 0.7)], [inBatch], code);
    expect(valid[7]).toBeCloseTo(0.3 - 1 / 4096, 12);
  });

  test('shows its arithmetic', () => {
    const [first] = questionRewards([...group, unparsed('7')], [inGroup], null, paper);
    expect(first).toMatchObject({
      questionId: '0',
      valid: true,
      confidence: 0.5,
      clusterId: 0,
      clusterSize: 3,
      terms: [
        { key: 'uncertainty', value: 1, formula: '1 − |2 × 0.5 − 1|' },
        { key: 'diversity in group', value: -0.375, formula: '−1 × 3/8' },
      ],
    });
    const last = questionRewards([unparsed('7')], [inBatch], null, code)[0]!;
    expect(last).toMatchObject({ valid: false, confidence: null });
    expect(last.terms[0]).toEqual({ key: 'invalid', value: -1, formula: '−1' });
    expect(last.terms[1]).toMatchObject({ key: 'diversity in batch', formula: '−1 × 1/4096' });
  });
});

const paidAt = (uncertainty: 'paper' | 'code' | 'band', cs: number[]) =>
  cs.map((c) => difficulty(c, { uncertainty, bandLow: 0.5, bandHigh: 0.9 }).value);

describe('difficulty', () => {
  test('code is min(c, 1 − c) and paper the double of it', () => {
    const tenths = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    const expected = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.4, 0.3, 0.2, 0.1, 0];
    for (const [index, value] of paidAt('code', tenths).entries())
      expect(value).toBeCloseTo(expected[index]!, 12);
    for (const [index, value] of paidAt('paper', tenths).entries())
      expect(value).toBeCloseTo(2 * expected[index]!, 12);
  });

  test('the band has a plateau, a foot at half its lower edge and nothing for full agreement', () => {
    expect(paidAt('band', [0, 0.25, 0.5, 0.7, 0.9, 1])).toEqual([0, 0, 1, 1, 1, 0]);
    expect(paidAt('band', [0.375])[0]).toBeCloseTo(0.5, 12);
    expect(paidAt('band', [0.95])[0]).toBeCloseTo(0.5, 12);
    expect(difficulty(0.375, { uncertainty: 'band', bandLow: 0.5, bandHigh: 0.9 }).formula).toBe(
      '(0.375 − 0.25) / (0.5 − 0.25)',
    );
    expect(difficulty(1, { uncertainty: 'band', bandLow: 0, bandHigh: 1 }).value).toBe(1);
    expect(difficulty(0, { uncertainty: 'band', bandLow: 0, bandHigh: 1 }).value).toBe(1);
  });
});

describe('the improved settings', () => {
  test('a unique question loses nothing, a group that says one thing loses λ', () => {
    const same = ['a', 'b', 'c'].map((id) => voted(id, 0.7, {}, 'How many red circles are there?'));
    const clusterings = clusterQuestions(
      same.map(({ question: asked }) => asked),
      ['group'],
      'batch',
      { clusterThreshold: 0.5, symmetricDistance: true },
    );
    expect(totals(same, clusterings, { ...improved, diversity: 'group' })).toEqual([0, 0, 0]);
    expect(totals([voted('a', 0.7)], [alone('group', ['a'])], { ...improved, diversity: 'group' })).toEqual([
      1,
    ]);
    expect(totals([voted('a', 0.7)], [alone('group', ['a', 'b'])], improved)).toEqual([1]);
  });

  test('unanswerable is paid by its own constant, and nothing valid falls below invalid', () => {
    expect(totals([voted('a', 0.9, { unanswerable: true, silver: null })], [], improved)).toEqual([-0.5]);
    const repeated: Clustering = { scope: 'group', scopeId: 'g', questionIds: ['a', 'b'], labels: [0, 0] };
    const pair = ['a', 'b'].map((id) => voted(id, 0.9, { unanswerable: true, silver: null }));
    expect(totals(pair, [repeated], improved)).toEqual([-0.7, -0.7]);
  });

  test('missing boxes are not paid for as doubt', () => {
    const half = { abstained: 4 };
    expect(totals([voted('a', 0.6, half)], [], improved)).toEqual([0.6]);
    expect(totals([voted('a', 0.6, half)], [], code)).toEqual([0.4]);
    const [term] = questionRewards([voted('a', 0.6, half)], [], null, improved)[0]!.terms;
    expect(term!.formula).toBe('(1) × 6/10');
  });

  test('a question that is answered blind earns nothing', () => {
    expect(totals([voted('a', 0.7, { blind: { agreeing: 3, tried: 4 } })], [], improved)).toEqual([0]);
    expect(totals([voted('a', 0.7, { blind: { agreeing: 2, tried: 4 } })], [], improved)).toEqual([1]);
    expect(totals([voted('a', 0.7, { blind: { agreeing: 4, tried: 4 } })], [], code)).toEqual([1 - 0.7]);
  });

  test('a kind pays for what it takes beyond the share it has with the base, one question of any kind is free', () => {
    // Of 5 questions 3 count; the base asks 20 % such: 0.2 · 5 + 1 = 2 are free, 1 of 3 is excess.
    const texts = [
      'How many red are',
      'How many red is',
      'how many RED do',
      'Is there a dog',
      'What colour is it',
    ];
    const asked = texts.map((text, index) => voted(String(index), 0.7, {}, text));
    const reference = { 'how many red': 0.2 };
    const paid = questionRewards(asked, [], reference, improved);
    expect(paid.map(({ total }) => total)).toEqual([1 - 0.2 / 3, 1 - 0.2 / 3, 1 - 0.2 / 3, 1, 1]);
    expect(paid[0]!.terms[1]!.formula).toBe('−0.2 × max(0, 3 − 2)/3');
    expect(totals(asked, [], improved)).toEqual([1, 1, 1, 1, 1]);
  });
});

test('the control pays by chance: by the seed and the id alone, whatever the question', () => {
  const random = { ...improved, uncertainty: 'random' as const };
  const paid = totals(
    [voted('a', 0.7), unparsed('b'), voted('c', 1)],
    [alone('group', ['a', 'b', 'c'])],
    random,
  );
  expect(totals([voted('a', 0.2), voted('b', 1), unparsed('c')], [], random)).toEqual(paid);
  expect(totals([voted('a', 0.7)], [], { ...random, seed: 2 })[0]).not.toBe(paid[0]);
  const many = totals(
    Array.from({ length: 1000 }, (_, index) => voted(`r1.A.s1.p${index}.q0`, 0.5)),
    [],
    random,
  );
  // The standard error of the mean of 1000 uniform numbers is 0.009.
  expect(many.reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(0.5, 1);
  expect(new Set(many).size).toBeGreaterThan(990);
});

test('a question that parsed needs its vote', () => {
  expect(() => totals([{ question: question('a'), votes: null }], [], paper)).toThrow('a has no vote');
});

test('clusters within groups and within the batch', () => {
  const text = 'How many red circles are there in all?';
  const questions = [
    question('a', text, 'g1'),
    question('b', 'Is the dog left of the cat?', 'g1'),
    question('c', text, 'g2'),
    question('d', '', 'g2'),
  ];
  const found = clusterQuestions(questions, ['group', 'batch'], 'r1.A.s1', {
    clusterThreshold: 0.5,
    symmetricDistance: false,
  });
  expect(found).toEqual([
    { scope: 'group', scopeId: 'g1', questionIds: ['a', 'b'], labels: [0, 1] },
    { scope: 'group', scopeId: 'g2', questionIds: ['c', 'd'], labels: [0, 1] },
    { scope: 'batch', scopeId: 'r1.A.s1', questionIds: ['a', 'b', 'c', 'd'], labels: [0, 1, 0, 2] },
  ]);
  const options = { clusterThreshold: 0.5, symmetricDistance: false };
  const many = Array.from({ length: 4097 }, (_, index) => question(String(index), ''));
  expect(() => clusterQuestions(many, ['batch'], 'b', options)).toThrow('asked 4097 questions');
});
