import * as v from 'valibot';
import { colours, details, exposures } from '../images/correct.ts';
import { faultOf } from '../errors.ts';
import { storedConfig } from '../loop/config.ts';
import type { RunHeader, StampedEvent } from '../loop/events.ts';
import { metricKeys, type MetricValues } from '../loop/metrics.ts';
import { promptFamilies } from '../questioner/family.ts';
import { questionTypes } from '../questioner/question.ts';

/** JSON has no NaN and no infinities, and a diverged loss is a fact to keep: they travel as these words. */
const nonFinite = ['NaN', 'Infinity', '-Infinity'] as const;

const number = v.union([v.number(), v.pipe(v.picklist(nonFinite), v.transform(Number))]);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.string();
const texts = v.array(text);
const role = v.picklist(['questioner', 'reasoner']);
const position = { round: count, stage: v.picklist(['A', 'B', 'C']), step: count };

const metricValues = v.pipe(
  v.record(text, number),
  v.check(
    (values) => Object.keys(values).every((key) => (metricKeys as string[]).includes(key)),
    'it holds a metric that this version does not know',
  ),
  v.transform((values): MetricValues => values),
);

const fault = v.object({ code: text, said: text, fix: text });

const headerSchema = v.object({
  runId: v.pipe(text, v.regex(/^[\w-]{1,80}$/, 'a run id is made of letters, digits, - and _')),
  preset: text,
  config: v.pipe(
    v.record(text, v.unknown()),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      try {
        return storedConfig(dataset.value);
      } catch (thrown) {
        addIssue({ message: saidOf(thrown) });
        return NEVER;
      }
    }),
  ),
  model: v.object({
    name: text,
    parameters: count,
    link: v.exactOptional(text),
    packing: v.exactOptional(v.picklist(['exact', '8bit', '4bit'])),
    prompts: v.exactOptional(v.picklist(promptFamilies)),
  }),
  start: v.exactOptional(
    v.object({ adapter: text, base: v.nullable(text), rank: v.number(), alpha: v.number() }),
  ),
  device: v.object({ backend: v.picklist(['webgpu', 'wasm']), adapter: text }),
  pictures: v.array(v.object({ id: text, name: text })),
  startedAt: text,
  version: text,
});

/** Without its full stop: it is put into a sentence. All settings there are would say nothing about an old file. */
function saidOf(thrown: unknown): string {
  const { code, said, fix } = faultOf(thrown);
  return (code === 'unknown-setting' ? said : `${said} ${fix}`).replace(/\.$/, '');
}

const question = v.object({
  id: text,
  pictureId: text,
  groupId: text,
  sample: count,
  raw: text,
  status: v.picklist([
    'ok',
    'no type',
    'no question',
    'no answer',
    'wrong order',
    'extra text',
    'unknown type',
    'empty question',
    'empty answer',
  ]),
  type: v.nullable(v.picklist(questionTypes)),
  text,
  ownAnswer: text,
});

const rollout = v.object({
  id: text,
  promptId: text,
  groupId: text,
  sample: count,
  text,
  tokens: v.array(count),
  logProbs: v.array(number),
  finish: v.picklist(['stop', 'length']),
});

const voteSet = v.object({
  questionId: text,
  voter: text,
  samples: v.array(
    v.object({
      text,
      extracted: v.nullable(text),
      classId: v.nullable(count),
      view: count,
      rule: v.nullable(
        v.picklist([
          'founder',
          'same text',
          'same option',
          'same number',
          'within tolerance',
          'grader',
          'both say no',
        ]),
      ),
    }),
  ),
  classes: v.array(v.object({ representative: text, count })),
  confidence: number,
  denominator: count,
  silver: v.nullable(text),
  abstained: count,
  unanswerable: v.boolean(),
  blind: v.nullable(v.object({ agreeing: count, tried: count })),
});

const questionReward = v.object({
  questionId: text,
  valid: v.boolean(),
  confidence: v.nullable(number),
  clusterId: v.pipe(v.number(), v.integer()),
  clusterSize: count,
  terms: v.array(
    v.object({
      key: v.picklist([
        'uncertainty',
        'diversity in group',
        'diversity in batch',
        'balance',
        'invalid',
        'unanswerable',
        'blind',
        'random',
      ]),
      value: number,
      formula: text,
    }),
  ),
  total: number,
});

const answerReward = v.object({
  rolloutId: text,
  extracted: v.nullable(text),
  correct: v.boolean(),
  accuracy: number,
  format: number,
  total: number,
});

const group = v.object({
  id: text,
  role,
  pictureId: text,
  questionId: v.nullable(text),
  memberIds: texts,
  rewards: v.array(number),
  mean: number,
  deviation: number,
  advantages: v.array(number),
  zeroVariance: v.boolean(),
  trained: v.boolean(),
});

const dropReason = v.picklist([
  'not parsed',
  'no answer',
  'unanswerable',
  'below band',
  'above band',
  'answerable blind',
  'dropped string',
  'duplicate',
  'over the share of its kind',
  'one-sided verdict',
]);

const silverRow = v.object({
  questionId: text,
  pictureId: text,
  question: text,
  type: v.nullable(v.picklist(questionTypes)),
  silver: v.nullable(text),
  confidence: number,
  voter: text,
  kept: v.boolean(),
  dropReason: v.nullable(dropReason),
});

const evaluationResult = v.object({
  suite: text,
  n: count,
  correct: count,
  accuracy: number,
  ci95: v.strictTuple([number, number]),
  boxed: number,
  majorityAt8: v.nullable(number),
  oneSample: v.nullable(number),
  anyOf8: v.optional(v.nullable(number)),
  baseline: number,
  bySkill: v.record(text, v.object({ n: count, correct: count })),
});

const correction = v.object({
  exposure: v.picklist(exposures),
  colour: v.picklist(colours),
  detail: v.picklist(details),
});

const pieces = v.optional(v.record(text, text));

const goldVerdicts = v.optional(
  v.array(v.object({ questionId: text, gold: v.nullable(text), right: v.boolean() })),
);

const stamp = { sequence: count, seconds: number };

const schema = v.variant('kind', [
  v.object({
    kind: v.literal('run.start'),
    header: headerSchema,
    resumed: v.boolean(),
    memory: v.optional(
      v.object({ weights: number, optimiser: number, activations: number, pool: number, total: number }),
    ),
    ...stamp,
  }),
  v.object({
    kind: v.literal('stage.start'),
    trains: v.nullable(role),
    frozen: text,
    startsFrom: text,
    steps: count,
    ...position,
    ...stamp,
  }),
  v.object({
    kind: v.literal('work'),
    work: v.picklist([
      'choosing corrections',
      'warming up',
      'asking',
      'answering',
      'blind answers',
      'grouping questions',
      'updating',
      'evaluating',
      'saving',
    ]),
    done: count,
    of: count,
    ...position,
    ...stamp,
  }),
  v.object({
    kind: v.literal('questions'),
    questions: v.array(question),
    rollouts: v.array(rollout),
    pieces,
    ...position,
    ...stamp,
  }),
  v.object({
    kind: v.literal('corrections'),
    tried: v.array(v.object({ correction, confidence: number })),
    chosen: v.array(correction),
    ...position,
    ...stamp,
  }),
  v.object({
    kind: v.literal('warm-up'),
    role,
    outputs: count,
    wellFormed: count,
    imitated: count,
    examples: texts,
    metrics: metricValues,
    ...position,
    ...stamp,
  }),
  v.object({
    kind: v.literal('votes'),
    votes: v.array(voteSet),
    gold: goldVerdicts,
    ...position,
    ...stamp,
  }),
  v.object({
    kind: v.literal('clusters'),
    questionIds: texts,
    labels: v.array(v.pipe(v.number(), v.integer())),
    scope: v.picklist(['group', 'batch']),
    scopeId: text,
    ...position,
    ...stamp,
  }),
  v.object({
    kind: v.literal('question rewards'),
    rewards: v.array(questionReward),
    ...position,
    ...stamp,
  }),
  v.object({
    kind: v.literal('answers'),
    rollouts: v.array(rollout),
    rewards: v.array(answerReward),
    pieces,
    ...position,
    ...stamp,
  }),
  v.object({ kind: v.literal('groups'), groups: v.array(group), ...position, ...stamp }),
  v.object({
    kind: v.literal('step'),
    role: v.nullable(role),
    metrics: metricValues,
    after: v.optional(v.array(v.object({ rolloutId: text, logProbs: v.array(number) }))),
    ...position,
    ...stamp,
  }),
  v.object({
    kind: v.literal('silver'),
    rows: v.array(silverRow),
    gold: goldVerdicts,
    ...position,
    ...stamp,
  }),
  v.object({
    kind: v.literal('funnel'),
    counts: v.object({ asked: count, parsed: count, answered: count, kept: count }),
    dropped: v.record(dropReason, count),
    metrics: metricValues,
    ...position,
    ...stamp,
  }),
  v.object({ kind: v.literal('stage.end'), ...position, ...stamp }),
  v.object({
    kind: v.literal('evaluation'),
    result: evaluationResult,
    weights: text,
    ...position,
    ...stamp,
  }),
  v.object({ kind: v.literal('alert'), fault, ...position, ...stamp }),
  v.object({ kind: v.literal('run.end'), reason: v.picklist(['finished', 'stopped']), ...stamp }),
]);

/** What anything stored, dropped or downloaded has to be before it is called an event of a run. */
export const stampedEventSchema: v.GenericSchema<unknown, StampedEvent> = schema;

type Frozen<T> = { readonly [K in keyof T]: Frozen<T[K]> };

/** The event itself: the compiler checks here that the schema reads back every event that can be written. */
export const storable = (event: StampedEvent): Frozen<v.InferInput<typeof schema>> => event;

/** A member of something that has not been checked yet. */
export function memberOf(value: unknown, name: string): unknown {
  return v.is(v.looseObject({}), value) ? value[name] : undefined;
}

export const runHeaderSchema: v.GenericSchema<unknown, RunHeader> = headerSchema;
