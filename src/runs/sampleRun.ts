import { presetConfig } from '../loop/presets.ts';
import type { Position, RunEvent, RunHeader, StampedEvent } from '../loop/events.ts';
import type { EvaluationResult } from '../evaluation/result.ts';
import type { Checkpoint } from './checkpoint.ts';

/** A small run for tests, made by hand: every kind of event once or more, in an order that a loop could give. */
export const sampleHeader: RunHeader = {
  runId: 'calm-otter-0001',
  preset: 'quick',
  config: { ...presetConfig('quick'), 'run.seed': 7 },
  model: { name: 'nano', parameters: 1_800_000 },
  device: { backend: 'wasm', adapter: 'WebAssembly, 2 threads' },
  pictures: [{ id: 'p1', name: 'café, "left".png' }],
  startedAt: '2026-11-23T03:00:00.000Z',
  version: '0.1.0',
};

const at = (stage: Position['stage'], step: number): Position => ({ round: 1, stage, step });

/** `correct` of 60 on the suite `drawn`; the intervals are Wilson's, computed with scipy. */
function drawn(correct: 30 | 42, ci95: EvaluationResult['ci95']): EvaluationResult {
  return {
    suite: 'drawn',
    n: 60,
    correct,
    accuracy: correct / 60,
    ci95,
    boxed: 1,
    majorityAt8: null,
    oneSample: null,
    baseline: 0.25,
    bySkill: { count: { n: 60, correct } },
  };
}

const happened: RunEvent[] = [
  { kind: 'run.start', header: sampleHeader, resumed: false },
  {
    kind: 'evaluation',
    result: drawn(30, [0.3773502, 0.6226498]),
    weights: 'base',
    ...at('A', 0),
  },
  { kind: 'stage.start', trains: 'questioner', frozen: 'base', startsFrom: 'base', steps: 1, ...at('A', 0) },
  { kind: 'work', work: 'asking', done: 1, of: 2, ...at('A', 1) },
  {
    kind: 'questions',
    questions: [
      {
        id: 'q1',
        pictureId: 'p1',
        groupId: 'g1',
        sample: 0,
        raw: '<type>numerical</type><question>How many?</question><answer>3</answer>',
        status: 'ok',
        type: 'numerical',
        text: 'How many?',
        ownAnswer: '3',
      },
    ],
    rollouts: [
      {
        id: 'q1',
        promptId: 'p1',
        groupId: 'g1',
        sample: 0,
        text: 'How many?',
        tokens: [5, 6],
        logProbs: [-0.25, Number.NEGATIVE_INFINITY],
        finish: 'stop',
      },
    ],
    ...at('A', 1),
  },
  {
    kind: 'votes',
    votes: [
      {
        questionId: 'q1',
        voter: 'base',
        samples: [
          { text: '\\boxed{3}', extracted: '3', classId: 0, view: 0, rule: 'founder' },
          { text: 'three', extracted: null, classId: null, view: 1, rule: null },
        ],
        classes: [{ representative: '3', count: 1 }],
        confidence: 1,
        denominator: 1,
        silver: '3',
        abstained: 1,
        unanswerable: false,
        blind: { agreeing: 0, tried: 2 },
      },
    ],
    ...at('A', 1),
  },
  {
    kind: 'clusters',
    questionIds: ['q1'],
    labels: [0],
    scope: 'batch',
    scopeId: 'step 1',
    ...at('A', 1),
  },
  {
    kind: 'question rewards',
    rewards: [
      {
        questionId: 'q1',
        valid: true,
        confidence: 1,
        clusterId: 0,
        clusterSize: 1,
        terms: [{ key: 'uncertainty', value: 0.5, formula: 'band(1)' }],
        total: 0.5,
      },
    ],
    ...at('A', 1),
  },
  {
    kind: 'groups',
    groups: [
      {
        id: 'g1',
        role: 'questioner',
        pictureId: 'p1',
        questionId: null,
        memberIds: ['q1'],
        rewards: [0.5],
        mean: 0.5,
        deviation: 0,
        advantages: [0],
        zeroVariance: true,
        trained: false,
      },
    ],
    ...at('A', 1),
  },
  {
    kind: 'step',
    role: 'questioner',
    metrics: { 'questioner/reward': 0.5, kl: 0.001, loss: Number.NaN },
    ...at('A', 1),
  },
  { kind: 'stage.end', ...at('A', 1) },
  { kind: 'stage.start', trains: null, frozen: 'base', startsFrom: 'base', steps: 1, ...at('B', 0) },
  {
    kind: 'silver',
    rows: [
      {
        questionId: 'q1',
        pictureId: 'p1',
        question: 'How many?',
        type: 'numerical',
        silver: '3',
        confidence: 1,
        voter: 'base',
        kept: true,
        dropReason: null,
      },
    ],
    ...at('B', 1),
  },
  {
    kind: 'funnel',
    counts: { asked: 24, parsed: 20, answered: 18, kept: 1 },
    dropped: { 'not parsed': 4, 'no answer': 2, 'below band': 17 },
    metrics: { 'silver/kept': 1, 'silver/precision': 1 },
    ...at('B', 1),
  },
  {
    kind: 'alert',
    fault: { code: 'silver-shortage', said: 'Only 1 row was kept.', fix: 'Use more pictures.' },
    ...at('B', 1),
  },
  { kind: 'stage.end', ...at('B', 1) },
  { kind: 'stage.start', trains: 'reasoner', frozen: 'base', startsFrom: 'base', steps: 1, ...at('C', 0) },
  {
    kind: 'answers',
    rollouts: [],
    rewards: [{ rolloutId: 'r1', extracted: '3', correct: true, accuracy: 1, format: 0, total: 1 }],
    ...at('C', 1),
  },
  { kind: 'step', role: 'reasoner', metrics: { 'reasoner/accuracy': 0.75, kl: 0.002 }, ...at('C', 1) },
  { kind: 'stage.end', ...at('C', 1) },
  {
    kind: 'evaluation',
    result: drawn(42, [0.5749129, 0.8010183]),
    weights: 'reasoner of round 1',
    ...at('C', 1),
  },
  { kind: 'run.end', reason: 'finished' },
];

export const sampleEvents: readonly StampedEvent[] = happened.map((event, index) =>
  Object.assign(event, { sequence: index + 1, seconds: index * 0.5 }),
);

/** A checkpoint of that run; its numbers depend on `sequence`, so that two of them can be told apart. */
export const sampleCheckpoint = (sequence: number): Checkpoint => ({
  version: 1,
  runId: sampleHeader.runId,
  header: sampleHeader,
  position: at('A', 1),
  sequence,
  seconds: 4.5,
  state: { kept: ['q1'], loss: Number.NaN, low: Number.NEGATIVE_INFINITY },
  arrays: {
    'reasoner.embed': Float32Array.of(0.1, -2.5, 3e-38, sequence),
    'reasoner.adamw.m': Float32Array.of(Number.NaN, 1),
  },
});
