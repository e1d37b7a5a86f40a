import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeFolder } from '../model/nodeFolder.ts';
import type { Checkpoint } from '../runs/checkpoint.ts';
import { openDevice } from '../tensor/device.ts';
import { nodePlatform } from '../tensor/nodePlatform.ts';
import { memoryUse } from '../tensor/memory.ts';
import { sampleCollection } from '../world/collection.ts';
import { CLEAN } from '../world/domain.ts';
import { type Config, type ConfigDifference } from './config.ts';
import { Drive } from './drive.ts';
import type { StampedEvent } from './events.ts';
import { disposeRun, headerOf, newRun, restoredRun } from './newRun.ts';
import { lookedInto } from './observe.ts';
import { closeModel, openModel, type OpenModel } from './openModel.ts';
import { presetConfig } from './presets.ts';
import type { Run } from './run.ts';
import { selfPlay } from './selfPlay.ts';
import { roleAtRest, snapshot } from './snapshot.ts';

let model: OpenModel;
beforeAll(async () => {
  const device = await openDevice({ backend: 'wasm', platform: nodePlatform });
  model = await openModel(nodeFolder('public/models/nano'), device);
});
afterAll(() => closeModel(model));

const pictures = sampleCollection({ domain: CLEAN, count: 6, seed: 5 });
const tiny: ConfigDifference = {
  'questioner.steps': 2,
  'questioner.groupsPerStep': 2,
  'questioner.groupSize': 4,
  'votes.samples': 4,
  'votes.labelSamples': 4,
  'votes.views': 2,
  'votes.blindSamples': 1,
  'silver.pictures': 4,
  'silver.questionsPerPicture': 4,
  'silver.bandLow': 0,
  'silver.minimum': 1,
  'reasoner.steps': 2,
  'reasoner.groupsPerStep': 2,
  'reasoner.groupSize': 4,
  'reasoner.averagedShare': 1,
  // Large enough that two steps leave traces that no rounding hides.
  'grpo.learningRate': 1e-3,
  'grpo.warmupSteps': 0,
  'evaluation.questions': 6,
};
const config = (difference: ConfigDifference = {}): Config => ({
  ...presetConfig('improved'),
  ...tiny,
  ...difference,
});

function start(difference: ConfigDifference = {}): Run {
  const request = { runId: 'test', preset: 'improved', config: config(difference), pictures };
  return newRun(model, headerOf(model, request), pictures);
}

interface Played {
  readonly events: StampedEvent[];
  readonly checkpoints: Checkpoint[];
  readonly weights: Record<string, Float32Array>;
}

/** Plays to the end; the events come without what a clock or the memory says. */
async function play(run: Run, sequence = 0): Promise<Played> {
  const events: StampedEvent[] = [];
  const checkpoints: Checkpoint[] = [];
  const sink = {
    event: (event: StampedEvent) => void events.push(event),
    boundary: async (last: StampedEvent) => void checkpoints.push(await snapshot(run, model.device, last)),
  };
  await new Drive(selfPlay(run), sink, { sequence, seconds: 0, now: () => 0, begin: 'play' }).finish();
  const weights: Record<string, Float32Array> = {};
  for (const role of ['questioner', 'reasoner'] as const) {
    for await (const { name, data } of run.state[role].toHost(model.device))
      weights[`${role}/${name}`] = data.slice();
  }
  disposeRun(run);
  return { events, checkpoints, weights };
}

/** A resumed stream says `run.start` once more, so its numbers are one ahead. */
const unnumbered = (event: object): object => ({ ...event, sequence: 0 });

const machine = /^(tokens_per_second|seconds\/.*|tensors|memory)$/;
const comparable = (events: readonly StampedEvent[]): object[] =>
  events.map((event) => {
    if (!('metrics' in event)) return event;
    return {
      ...event,
      metrics: Object.fromEntries(Object.entries(event.metrics).filter(([key]) => !machine.test(key))),
    };
  });

/** Names of the weights that are not the same to the last bit. */
const differing = (one: Played['weights'], other: Played['weights']): string[] =>
  Object.keys({ ...one, ...other }).filter(
    (name) => !Buffer.from(one[name]!.buffer).equals(Buffer.from(other[name]!.buffer)),
  );

test('a round runs through its stages, says everything, and changes both roles', async () => {
  const before = memoryUse().tensors;
  const { events, weights } = await play(start());
  const kinds = events.map(({ kind }) => kind);
  for (const kind of [
    'run.start',
    'evaluation',
    'stage.start',
    'questions',
    'votes',
    'clusters',
    'question rewards',
    'groups',
    'step',
    'silver',
    'funnel',
    'answers',
    'stage.end',
    'run.end',
  ] as const) {
    expect(kinds).toContain(kind);
  }
  expect(
    events.filter(({ kind }) => kind === 'stage.start').map((event) => 'stage' in event && event.stage),
  ).toEqual(['A', 'B', 'C']);
  const gaps = events.flatMap((event) => (event.kind === 'step' ? (event.metrics.logprob_gap ?? []) : []));
  expect(gaps.length).toBeGreaterThan(0);
  // Sampling and training compute the same numbers in another order: float32 over a few thousand terms.
  expect(Math.max(...gaps)).toBeLessThan(1e-4);
  const base: Record<string, Float32Array> = {};
  for await (const { name, data } of model.base.toHost(model.device)) base[name] = data.slice();
  for (const role of ['questioner', 'reasoner']) {
    const own = Object.fromEntries(Object.keys(base).map((name) => [name, weights[`${role}/${name}`]!]));
    expect(differing(own, base)).not.toEqual([]);
  }
  // What the base saw twice is remembered for as long as the base is there.
  model.vlm.dispose();
  expect(memoryUse().tensors).toBe(before);
});

test('resumed at any boundary, a run says the same events and ends in the same weights', async () => {
  const whole = await play(start({ 'grpo.klAnchor': 'stage start' }));
  expect(whole.checkpoints.length).toBe(2 + 2 + 2 + 3);
  for (const at of [0, 1, 3, 5, 7]) {
    const checkpoint = whole.checkpoints[at]!;
    const run = await restoredRun(model, structuredClone(checkpoint), pictures);
    const rest = await play(run, checkpoint.sequence + 1);
    const [first, ...others] = comparable(rest.events);
    expect(first).toMatchObject({ kind: 'run.start', resumed: true });
    const expected = comparable(whole.events.filter(({ sequence }) => sequence > checkpoint.sequence));
    expect(others.map(unnumbered)).toEqual(expected.map(unnumbered));
    expect(differing(rest.weights, whole.weights)).toEqual([]);
  }
});

test('the reasoner of a round is the mean of its last weights, part of the way back to the base', async () => {
  const base = new Map<string, Float32Array>();
  for await (const { name, data } of model.base.toHost(model.device)) base.set(name, data.slice());
  const { checkpoints, weights } = await play(
    start({
      'reasoner.steps': 4,
      'reasoner.averagedShare': 0.5,
      'reasoner.towardsBase': 0.25,
      'silver.passes': 4,
    }),
  );
  const steps = checkpoints.filter(
    ({ position: { stage, step }, arrays }) =>
      stage === 'C' && step > 2 && Object.keys(arrays).some((name) => name.startsWith('average/')),
  );
  expect(steps.map(({ position }) => position.step)).toEqual([3, 4]);
  const moved = Object.keys(weights).filter((name) => {
    if (!name.startsWith('reasoner/')) return false;
    const [third, fourth] = steps.map(({ arrays }) => arrays[name]!);
    const started = base.get(name.slice('reasoner/'.length))!;
    const wanted = third!.map((value, at) => (0.75 * (value + fourth![at]!)) / 2 + 0.25 * started[at]!);
    expect(Math.max(...weights[name]!.map((value, at) => Math.abs(value - wanted[at]!)))).toBeLessThan(1e-6);
    return third!.some((value, at) => value !== fourth![at]);
  });
  expect(moved).not.toEqual([]);
});

test('adapters play on one base that stays as it is, and resume as they were', async () => {
  model.vlm.dispose();
  const before = memoryUse().tensors;
  const difference = { 'adapter.use': 'on', 'adapter.rank': 4, 'grpo.klAnchor': 'stage start' } as const;
  const base: Record<string, Float32Array> = {};
  for await (const { name, data } of model.base.toHost(model.device)) base[name] = data.slice();
  const whole = await play(start(difference));
  const changed = differing(
    Object.fromEntries(Object.keys(base).map((name) => [name, whole.weights[`reasoner/${name}`]!])),
    base,
  );
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.every((name) => /_proj\.weight$|\.proj\.weight$/.test(name))).toBe(true);
  expect(changed.some((name) => name.includes('vision'))).toBe(false);
  for (const at of [1, 4, 7]) {
    const checkpoint = whole.checkpoints[at]!;
    // Adapters and their moments, not the base.
    expect(Object.keys(checkpoint.arrays).every((name) => /lora_[AB]/.test(name))).toBe(true);
    const run = await restoredRun(model, structuredClone(checkpoint), pictures);
    const rest = await play(run, checkpoint.sequence + 1);
    expect(differing(rest.weights, whole.weights)).toEqual([]);
  }
  // Whoever asks a stored role gets the base with its adapter on it.
  for (const role of ['questioner', 'reasoner'] as const) {
    const asked = await roleAtRest(model.base, structuredClone(whole.checkpoints.at(-1)!), role);
    for await (const { name, data } of asked.toHost(model.device))
      expect(data, `${role} ${name}`).toEqual(whole.weights[`${role}/${name}`]);
    asked.dispose();
  }
  for await (const { name, data } of model.base.toHost(model.device)) expect(data).toEqual(base[name]);
  model.vlm.dispose();
  expect(memoryUse().tensors).toBe(before);
});

test('when every question of a round is filtered out, the run says so and goes on', async () => {
  const { events, weights } = await play(
    start({ 'silver.bandLow': 1, 'silver.bandHigh': 0, 'questioner.steps': 0 }),
  );
  const alert = events.find((event) => event.kind === 'alert');
  expect(alert).toMatchObject({
    fault: { code: 'few-silver-rows', said: expect.stringMatching(/not trained/) },
  });
  expect(events.at(-1)).toMatchObject({ kind: 'run.end', reason: 'finished' });
  expect(Object.keys(weights).length).toBeGreaterThan(0);
});

test('few pictures are asked about again, each as often as is allowed, and with other draws', async () => {
  const { events } = await play(
    start({ 'silver.pictures': 100, 'silver.visits': 2, 'questioner.steps': 0, 'reasoner.steps': 0 }),
  );
  const questions = events.flatMap((event) => (event.kind === 'questions' ? event.questions : []));
  const asked = (visit: number) =>
    pictures.map(({ id }) =>
      questions
        .filter(({ pictureId }) => pictureId === id)
        .map(({ raw }) => raw)
        .slice(4 * visit, 4 * visit + 4),
    );
  expect(questions).toHaveLength(2 * 4 * pictures.length);
  expect(asked(0).every((texts) => texts.length === 4)).toBe(true);
  expect(asked(1)).not.toEqual(asked(0));
});

test('looking into a run tells what its updates did to each token, and changes nothing', async () => {
  const unseen = await play(start());
  const { events, weights } = await play(lookedInto(start()));
  expect(differing(weights, unseen.weights)).toEqual([]);
  const rollouts = events.flatMap((event) =>
    event.kind === 'questions' || event.kind === 'answers' ? event.rollouts : [],
  );
  const before = new Map(rollouts.map((rollout) => [rollout.id, rollout]));
  const after = events.flatMap((event) => (event.kind === 'step' ? (event.after ?? []) : []));
  expect(after.length).toBeGreaterThan(0);
  for (const { rolloutId, logProbs } of after)
    expect(logProbs).toHaveLength(before.get(rolloutId)!.logProbs.length);
  expect(
    after.some(({ rolloutId, logProbs }) =>
      logProbs.some((logProb, at) => Math.abs(logProb - before.get(rolloutId)!.logProbs[at]!) > 0.01),
    ),
  ).toBe(true);

  // The pieces of a rollout, put together, hold its text; the scene has a say on drawn pictures.
  for (const event of events) {
    if (event.kind !== 'questions' && event.kind !== 'answers') continue;
    for (const { tokens, text } of event.rollouts)
      expect(tokens.map((token) => event.pieces![token]).join('')).toContain(text.trim());
  }
  const voted = events.find((event) => event.kind === 'votes');
  expect(voted?.gold?.length).toBeGreaterThan(0);
});
