import { describe, expect, test } from 'vitest';
import type { Question } from '../questioner/question.ts';
import type { VoteSet } from '../votes/voteSet.ts';
import { planReasonerSteps, type PlanOptions, rowsOfStep } from './reasonerPlan.ts';
import { funnelOf, type SilverOptions, silverSet } from './silver.ts';

const open: SilverOptions = {
  bandLow: 0,
  bandHigh: 1,
  beyondChance: false,
  dropStrings: false,
  dropDuplicates: false,
  largestShare: 1,
  evenVerdicts: false,
  blindAllowed: null,
};

function candidate(id: string, over: Partial<VoteSet> = {}, text = `${id}?`, pictureId = 'p') {
  const status = text === '' ? ('no question' as const) : ('ok' as const);
  const question: Question = {
    id,
    pictureId,
    groupId: 'g',
    sample: 0,
    raw: text,
    status,
    type: 'numerical',
    text,
    ownAnswer: '1',
  };
  const votes: VoteSet = {
    questionId: id,
    voter: 'base',
    samples: [],
    classes: [],
    confidence: 0.7,
    denominator: 9,
    silver: '3',
    abstained: 0,
    unanswerable: false,
    blind: null,
    ...over,
  };
  return { question, votes: status === 'ok' ? votes : null };
}
const reasons = (candidates: ReturnType<typeof candidate>[], options: Partial<SilverOptions>) =>
  silverSet(candidates, { ...open, ...options }).map(({ dropReason }) => dropReason);

describe('silverSet', () => {
  test('the band of the code keeps majorities of 3 to 7 of 9', () => {
    const counts = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) =>
      candidate(`${count}`, { confidence: count / 9 }),
    );
    const kept = silverSet(counts, { ...open, bandLow: 0.3, bandHigh: 0.8 }).filter((row) => row.kept);
    expect(kept.map(({ questionId }) => questionId)).toEqual(['3', '4', '5', '6', '7']);
  });

  test('agreement that guessing would reach counts for less', () => {
    const yes = [0.79, 0.8, 1].map((confidence) => candidate('q', { confidence, silver: 'yes' }));
    expect(reasons(yes, { bandLow: 0.6, beyondChance: true })).toEqual(['below band', null, null]);
    expect(reasons(yes, { bandLow: 0.6 })).toEqual([null, null, null]);
    const three = [0.59, 0.6].map((confidence) => candidate('q', { confidence }));
    expect(reasons(three, { bandLow: 0.6, beyondChance: true })).toEqual(['below band', null]);
    const options = [0.69, 0.71].map((confidence) => {
      const { question, votes } = candidate('q', { confidence, silver: 'B' });
      return { question: { ...question, type: 'multiple choice' as const }, votes };
    });
    expect(reasons(options, { bandLow: 0.6, beyondChance: true })).toEqual(['below band', null]);
  });

  test('both ends of the band are inside', () => {
    const ends = [0.59, 0.6, 1].map((confidence) => candidate('q', { confidence }));
    expect(reasons(ends, { bandLow: 0.6 })).toEqual(['below band', null, null]);
    expect(reasons(ends, { bandHigh: 0.6 })).toEqual([null, null, 'above band']);
  });

  test('a row tells where it comes from', () => {
    expect(silverSet([candidate('q')], open)).toEqual([
      {
        questionId: 'q',
        pictureId: 'p',
        question: 'q?',
        type: 'numerical',
        silver: '3',
        confidence: 0.7,
        voter: 'base',
        kept: true,
        dropReason: null,
      },
    ]);
  });

  test('says why a candidate is dropped', () => {
    const dropped = [
      candidate('a', {}, ''),
      candidate('b', { silver: null }),
      candidate('c', { silver: null, unanswerable: true }),
      candidate('d', { confidence: 0.1 }),
      candidate('e', { confidence: 0.9 }),
      candidate('f', { blind: { agreeing: 3, tried: 4 } }),
      candidate('g', { blind: { agreeing: 2, tried: 4 } }),
    ];
    const options = { ...open, bandLow: 0.3, bandHigh: 0.8, blindAllowed: 2 };
    expect(reasons(dropped, options)).toEqual([
      'not parsed',
      'no answer',
      'unanswerable',
      'below band',
      'above band',
      'answerable blind',
      null,
    ]);
    expect(reasons(dropped.slice(5), { ...options, blindAllowed: null })).toEqual([null, null]);
    expect(funnelOf(silverSet(dropped, options))).toEqual({
      counts: { asked: 7, parsed: 6, answered: 4, kept: 1 },
      dropped: {
        'not parsed': 1,
        'no answer': 1,
        unanswerable: 1,
        'below band': 1,
        'above band': 1,
        'answerable blind': 1,
      },
    });
  });

  test('the string drops of the code also hit the innocent', () => {
    const strings = [
      candidate('a', {}, 'How many Boxes are there?'),
      candidate('b', { silver: 'context' }),
      candidate('c', {}, '请证明'),
      candidate('d'),
    ];
    expect(reasons(strings, { dropStrings: true })).toEqual([
      'dropped string',
      'dropped string',
      'dropped string',
      null,
    ]);
    expect(reasons(strings, {})).toEqual([null, null, null, null]);
  });

  test('duplicates count per picture, and only kept rows make one', () => {
    const same = [
      candidate('a', { confidence: 0.1 }, 'How many?'),
      candidate('b', {}, 'How many?'),
      candidate('c', {}, ' how  MANY?'),
      candidate('d', {}, 'How many?', 'other'),
    ];
    expect(reasons(same, { dropDuplicates: true, bandLow: 0.3 })).toEqual([
      'below band',
      null,
      'duplicate',
      null,
    ]);
  });

  test('no kind takes more than its share of what passed', () => {
    const texts = ['How many red a', 'How many red b', 'Is there a', 'How many red c', 'Is there b'];
    const kinds = texts.map((text, index) => candidate(String(index), {}, text));
    expect(reasons(kinds, { largestShare: 0.4 })).toEqual([
      null,
      null,
      null,
      'over the share of its kind',
      null,
    ]);
    expect(reasons(kinds.slice(0, 1), { largestShare: 0.05 })).toEqual([null]);
  });

  test('of a pattern of yes-or-no questions, as many say one as the other, and one at least stays', () => {
    const verdicts = [
      ['Is there a hat?', 'no'],
      ['Is there a bus?', 'no'],
      ['Is there a key?', 'yes'],
      ['Is there a pig?', 'no'],
      ['Is there a hat just above a bus?', 'no'],
      ['Is there a hat just below a bus?', 'no'],
      ['How many hats are there?', '2'],
      ['How many keys are there?', '2'],
    ] as const;
    const rows = verdicts.map(([text, silver], index) => candidate(String(index), { silver }, text));
    const over = 'one-sided verdict';
    expect(reasons(rows, { evenVerdicts: true })).toEqual([null, over, null, over, null, over, null, null]);
    expect(reasons(rows, {})).toEqual(rows.map(() => null));
    // A row that another filter drops is no counterweight.
    const unsure = rows.with(2, candidate('2', { silver: 'yes', confidence: 0.1 }, 'Is there a key?'));
    expect(reasons(unsure, { evenVerdicts: true, bandLow: 0.5 })[0]).toBeNull();
    expect(reasons(unsure, { evenVerdicts: true, bandLow: 0.5 })[1]).toBe(over);
  });
});

describe('planReasonerSteps', () => {
  const options: PlanOptions = { steps: 10, groupsPerStep: 8, minimum: 8, shortage: 'shrink', passes: 10 };
  const plan = (rows: number, over: Partial<PlanOptions> = {}) =>
    planReasonerSteps(rows, { ...options, ...over });

  test('enough rows: one pass, nothing to say', () => {
    expect(plan(80)).toEqual({ steps: 10, rowsPerStep: 8, repeats: 1, said: null });
    expect(plan(0, { steps: 0 })).toEqual({ steps: 0, rowsPerStep: 0, repeats: 0, said: null });
  });

  test('the sufficiency of the code: 512 a step, 1024 rows give 2 steps of one pass', () => {
    expect(plan(1024, { steps: 20, groupsPerStep: 512 }).steps).toBe(2);
    expect(plan(1024, { steps: 20, groupsPerStep: 512, shortage: 'repeat' })).toMatchObject({
      steps: 20,
      repeats: 10,
    });
  });

  test('too few rows: each policy says what it does', () => {
    expect(plan(79)).toEqual({
      steps: 9,
      rowsPerStep: 8,
      repeats: 1,
      said: '79 rows kept and 80 wanted: 9 steps instead of 10.',
    });
    expect(plan(5)).toMatchObject({ steps: 1, rowsPerStep: 5 });
    expect(plan(20, { shortage: 'repeat' })).toEqual({
      steps: 10,
      rowsPerStep: 8,
      repeats: 5,
      said: '20 rows kept and 80 wanted: 10 steps pass over them 5 times.',
    });
    expect(plan(20, { shortage: 'repeat', passes: 3 })).toMatchObject({ steps: 6, repeats: 3 });
    expect(plan(7, { shortage: 'skip' })).toEqual({
      steps: 0,
      rowsPerStep: 0,
      repeats: 0,
      said: '7 rows kept and 8 needed: the reasoner is not trained in this round.',
    });
    expect(plan(8, { shortage: 'skip' })).toMatchObject({ steps: 1 });
    for (const shortage of ['shrink', 'repeat', 'skip'] as const)
      expect(plan(0, { shortage })).toMatchObject({
        steps: 0,
        said: expect.stringContaining('No question was kept'),
      });
  });

  test('steps take every row of a pass at most once and shuffle each pass afresh', () => {
    const rows = Array.from({ length: 20 }, (_, index) => index);
    const steps = plan(20, { shortage: 'repeat' });
    const taken = [1, 2, 3, 4].map((step) => rowsOfStep(rows, steps, step, 7));
    for (const step of taken) expect(new Set(step).size).toBe(8);
    expect(new Set([...taken[0]!, ...taken[1]!]).size).toBe(16);
    expect([...taken[2]!, ...taken[3]!]).not.toEqual([...taken[0]!, ...taken[1]!]);
    expect(rowsOfStep(rows, steps, 3, 7)).toEqual(taken[2]);
    expect(rowsOfStep(rows, steps, 3, 8)).not.toEqual(taken[2]);
  });
});
