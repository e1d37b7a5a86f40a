import { expect, test } from 'vitest';
import type { RunEvent, StampedEvent } from '../loop/events.ts';
import type { SilverRow } from '../rewards/silver.ts';
import { FactsBuilder, type Check } from './facts.ts';

const row = (id: string, difference: Partial<SilverRow>): SilverRow => ({
  questionId: id,
  pictureId: 'p',
  question: `How many ${id}?`,
  type: 'numerical',
  silver: '3',
  confidence: 0.75,
  voter: 'base',
  kept: true,
  dropReason: null,
  ...difference,
});

/** Gold is 3 for a, 4 for b; c is ill-posed. */
const check: Check = (_, question) => {
  if (question === 'How many c?') return { wellPosed: false, gold: null, skill: 'count' };
  return { wellPosed: true, gold: question === 'How many a?' ? '3' : '4', skill: 'count' };
};

const at = { round: 1, stage: 'C', step: 1 } as const;
const answersTo = (id: string, boxes: (string | null)[]): RunEvent => ({
  kind: 'answers',
  rollouts: boxes.map((box, sample) => ({
    id: `${id}${sample}`,
    promptId: id,
    groupId: id,
    sample,
    text: box ?? '',
    tokens: [],
    logProbs: [],
    finish: 'stop',
  })),
  rewards: boxes.map((extracted, sample) => ({
    rolloutId: `${id}${sample}`,
    extracted,
    correct: false,
    accuracy: 0,
    format: 0,
    total: 0,
  })),
  ...at,
});

function builderOf(events: readonly RunEvent[]): FactsBuilder {
  const builder = new FactsBuilder();
  events.forEach((event, sequence) => {
    const stamped: StampedEvent = { ...event, sequence, seconds: 10 * sequence };
    builder.add(stamped);
  });
  return builder;
}

const rows = [
  row('a', { confidence: 1 }),
  row('b', { confidence: 0.7 }),
  row('c', { confidence: 0.7, kept: false, dropReason: 'below band' }),
  row('d', { question: '', silver: null, confidence: 0, kept: false, dropReason: 'not parsed' }),
];

test('silver answers, kept ones and confidence bins are held against the scene', () => {
  const [facts] = builderOf([{ kind: 'silver', rows, ...at }]).facts(check);
  expect(facts).toMatchObject({
    round: 1,
    asked: 4,
    parsed: 3,
    kept: 2,
    silver: { n: 3, right: 1 },
    silverKept: { n: 2, right: 1 },
    wellPosed: { n: 3, right: 2 },
    wellPosedKept: { n: 2, right: 2 },
    effectiveSkills: 1,
  });
  expect(facts!.reliability[7]).toEqual({ n: 2, right: 0 });
  expect(facts!.reliability[9]).toEqual({ n: 1, right: 1 });
});

test('a group that outvotes its label is a flip; groups, seconds and tokens are counted', () => {
  const [facts] = builderOf([
    { kind: 'silver', rows, ...at },
    { kind: 'stage.start', trains: 'reasoner', frozen: '', startsFrom: '', steps: 1, ...at },
    answersTo('a', ['3', '3', '4']),
    answersTo('b', ['4', '4', null]),
    {
      kind: 'step',
      role: 'reasoner',
      metrics: { tokens_per_second: 50, 'seconds/rollout': 2, 'seconds/vote': 1 },
      ...at,
    },
    { kind: 'stage.end', ...at },
  ]).facts(check);
  expect(facts).toMatchObject({ flips: { n: 2, right: 1 }, seconds: { C: 40 }, tokens: 150 });
});

test('pictures of unknown scenes are not judged', () => {
  const [facts] = builderOf([{ kind: 'silver', rows, ...at }]).facts(() => null);
  expect(facts).toMatchObject({ silver: { n: 0 }, wellPosed: { n: 0 }, kept: 2 });
});
