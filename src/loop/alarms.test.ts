import { expect, test } from 'vitest';
import { alarmRules, alarmsIn, quiet, watchStep, type AlarmState, type Watched } from './alarms.ts';
import type { StampedEvent } from './events.ts';

const many = [
  'How many cars are there?',
  'What color is it?',
  'Is there a dog?',
  'Which bar is tallest?',
  'Does it rain here?',
  'Where is the hat?',
];
const one = ['How many a are there?', 'How many b are there?', 'How many a are here?', 'How many a on it?'];

const asking = (questions: readonly string[], confidence: number, round = 1): Watched => ({
  round,
  stage: 'A',
  metrics: { 'vote/confidence': confidence },
  questions,
});
const answering = (matching: number, even: number, entropy: number, round = 1): Watched => ({
  round,
  stage: 'C',
  metrics: { 'reasoner/accuracy': matching, frac_reward_zero_std: even, entropy },
  questions: [],
});

/** Codes of the alarms that ring over some steps. */
function ringing(steps: readonly Watched[]): string[] {
  let state: AlarmState = quiet;
  return steps.flatMap((step) => {
    const watched = watchStep(state, step);
    state = watched.state;
    return watched.faults.map(({ code }) => code);
  });
}
const times = (count: number, step: Watched): Watched[] => Array.from({ length: count }, () => step);

test('a healthy run is quiet, and so is one that has only begun', () => {
  expect(ringing([...times(12, asking(many, 0.7)), ...times(12, answering(0.6, 0.3, 0.5))])).toEqual([]);
  expect(ringing(times(3, asking(one, 0.1)))).toEqual([]);
  // Reward and agreement rise in every run that learns.
  expect(ringing([...times(8, answering(0.5, 0.2, 0.6)), ...times(16, answering(0.8, 0.5, 0.4))])).toEqual(
    [],
  );
});

test('a base that always asked one template is not collapsing, and fewer questions a step are not fewer kinds', () => {
  expect(ringing(times(40, asking(one, 0.7)))).toEqual([]);
  const various = Array.from({ length: 256 }, (_, index) => `Is thing${index % 23} here?`);
  const steps = [asking(various, 0.7), ...various.map((question) => asking([question], 0.7))];
  expect(ringing(steps)).toEqual([]);
});

test('one template for many, and votes that fall apart, ring once a round', () => {
  const collapse = [...times(64, asking(many, 0.8)), ...times(64, asking(one, 0.5))];
  // The mean over eight steps passes 0.6 with the sixth; the last 256 questions take longer.
  expect(ringing(collapse)).toEqual(['sinking-agreement', 'repeated-template', 'few-kinds']);
  expect(ringing([...collapse, asking(one, 0.5, 2)])).toHaveLength(6);
});

test('a reasoner that repeats its majorities rings', () => {
  const collapse = [...times(8, answering(0.6, 0.3, 0.5)), ...times(10, answering(0.98, 0.9, 0.04))];
  expect(new Set(ringing(collapse))).toEqual(
    new Set(['outgrowing-confidence', 'even-groups', 'sinking-entropy']),
  );
});

test('a recorded run rings as the live one did', () => {
  const steps = [...times(64, asking(many, 0.8)), ...times(64, asking(one, 0.8))];
  const events = steps.flatMap(({ questions, metrics, round, stage }, index): StampedEvent[] => {
    const at = { round, stage, step: index + 1, sequence: 0, seconds: 0 };
    const asked = questions.map((text, sample) => ({
      id: text,
      pictureId: 'p',
      groupId: 'g',
      sample,
      raw: text,
      status: 'ok' as const,
      type: null,
      text,
      ownAnswer: '',
    }));
    return [
      { kind: 'questions', questions: asked, rollouts: [], ...at },
      { kind: 'step', role: 'questioner', metrics, ...at },
    ];
  });
  expect(alarmsIn(events).map(({ code }) => code)).toEqual(ringing(steps));
  expect(alarmsIn(events)[0]).toMatchObject({ round: 1, stage: 'A' });
});

test('every alarm has its rule, a sentence and a way out', () => {
  for (const { rule, said, fix } of alarmRules) {
    expect(rule).toMatch(/^[a-z].*[^.]$/);
    expect(said).toMatch(/^[A-Z].*\.$/);
    expect(fix).toMatch(/^[A-Z].*\.$/);
  }
  expect(new Set(alarmRules.map(({ code }) => code)).size).toBe(alarmRules.length);
});
