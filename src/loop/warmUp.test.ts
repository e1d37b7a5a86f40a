import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeFolder } from '../model/nodeFolder.ts';
import { stampedEventSchema } from '../runs/eventSchema.ts';
import { openDevice } from '../tensor/device.ts';
import { memoryUse } from '../tensor/memory.ts';
import { nodePlatform } from '../tensor/nodePlatform.ts';
import { sampleCollection } from '../world/collection.ts';
import { CLEAN } from '../world/domain.ts';
import type { ConfigDifference } from './config.ts';
import type { RunEvent } from './events.ts';
import { disposeRun, headerOf, newRun } from './newRun.ts';
import { closeModel, openModel, type OpenModel } from './openModel.ts';
import { presetConfig } from './presets.ts';
import type { Run } from './run.ts';
import { warmUp } from './warmUp.ts';

let model: OpenModel;
beforeAll(async () => {
  const device = await openDevice({ backend: 'wasm', platform: nodePlatform });
  model = await openModel(nodeFolder('public/models/nano'), device);
});
afterAll(() => closeModel(model));

const pictures = sampleCollection({ domain: CLEAN, count: 6, seed: 5 });

function start(difference: ConfigDifference): Run {
  const config = {
    ...presetConfig('improved'),
    'questioner.groupSize': 4,
    'reasoner.groupSize': 4,
    'warmup.outputs': 16,
    'warmup.below': 1,
    'grpo.learningRate': 3e-4,
    'evaluation.questions': 0,
    ...difference,
  };
  const run = newRun(
    model,
    headerOf(model, { runId: 'test', preset: 'improved', config, pictures }),
    pictures,
  );
  const opened = (): never => {
    throw new Error('A warm-up looked at the scene.');
  };
  return { ...run, check: opened, oracleLabel: opened };
}

async function played(run: Run, role: 'questioner' | 'reasoner'): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of warmUp(run, role)) events.push(event);
  return events;
}

const steps = (events: readonly RunEvent[]) => events.filter((event) => event.kind === 'warm-up');

test('imitating its own well-formed outputs, more of a role’s outputs come to have the form', async () => {
  const before = memoryUse().tensors;
  // A budget that cuts off about half of what nano writes.
  const run = start({ 'warmup.steps': 4, 'warmup.outputs': 24, 'questioner.maxNewTokens': 16 });
  const reasonerVersion = run.state.reasoner;
  const events = await played(run, 'questioner');
  const said = steps(events);
  expect(said.map(({ role, round, stage, step }) => [role, round, stage, step])).toEqual(
    said.map(() => ['questioner', 1, 'A', 0]),
  );
  for (const { outputs, wellFormed, imitated, examples } of said) {
    expect(outputs).toBe(24);
    expect(wellFormed).toBeLessThanOrEqual(outputs);
    expect(imitated).toBeLessThanOrEqual(wellFormed);
    expect(examples.every((text) => text.startsWith('<type>'))).toBe(true);
  }
  const [first, last] = [said[0]!, said.at(-1)!];
  expect(first.metrics['warmup/before']).toBe(first.wellFormed / 24);
  expect(last.metrics['warmup/after']).toBe(last.wellFormed / 24);
  expect(last.imitated).toBe(0);
  expect(first.metrics['warmup/before']).toBeLessThan(0.9);
  expect(last.metrics['warmup/after']!).toBeGreaterThan(first.metrics['warmup/before']!);
  expect(first.metrics.loss).toBeGreaterThan(0);
  expect(run.state.reasoner).toBe(reasonerVersion);
  for (const [sequence, event] of events.entries()) {
    const stamped = { ...event, sequence, seconds: 0 };
    expect(v.parse(stampedEventSchema, JSON.parse(JSON.stringify(stamped)))).toEqual(stamped);
  }
  expect(events.filter(({ kind }) => kind === 'work').length).toBe(said.length);
  disposeRun(run);
  expect(memoryUse().tensors).toBe(before);
});

test('nothing is learned where enough is well-formed, and nothing is drawn where it is switched off or long over', async () => {
  const enough = start({ 'warmup.steps': 4, 'warmup.below': 0.2 });
  const [only, ...more] = steps(await played(enough, 'questioner'));
  expect(more).toEqual([]);
  expect(only!.imitated).toBe(0);
  expect(only!.metrics['warmup/before']).toBe(only!.metrics['warmup/after']);
  disposeRun(enough);

  const off = start({ 'warmup.steps': 0 });
  expect(await played(off, 'questioner')).toEqual([]);
  disposeRun(off);
  const later = start({ 'warmup.steps': 4 });
  later.state.at = { round: 2, stage: 'A', step: 0 };
  expect(await played(later, 'questioner')).toEqual([]);
  later.state.at = { round: 1, stage: 'A', step: 1 };
  expect(await played(later, 'questioner')).toEqual([]);
  disposeRun(later);
});

test('who never writes the form is told so, and stays as it was', async () => {
  // Four tokens are too few for three tagged blocks.
  const run = start({ 'warmup.steps': 2, 'questioner.maxNewTokens': 4 });
  const events = await played(run, 'questioner');
  expect(steps(events).map(({ wellFormed, imitated }) => [wellFormed, imitated])).toEqual([[0, 0], [0, 0], [0, 0]]); // prettier-ignore
  expect(events.at(-1)).toMatchObject({ kind: 'alert', fault: { code: 'few-well-formed' } });
  expect(events.at(-1)).toMatchObject({ fault: { said: expect.stringContaining('nothing to warm up on') } });
  disposeRun(run);
});

test('a reasoner warms up on silver questions without their labels', async () => {
  const run = start({ 'warmup.steps': 2, 'reasoner.temperature': 1.8 });
  run.state.at = { round: 1, stage: 'C', step: 0 };
  // A label that no one could give: it takes no part.
  const row = { questionId: 'q', pictureId: pictures[0]!.id, question: 'How many circles are there?', type: 'numerical', silver: 'unused', confidence: 1, voter: 'base', kept: true, dropReason: null } as const; // prettier-ignore
  run.state.silver = [
    { ...row, raw: '', blind: null, ownAnswer: '' } as unknown as Run['state']['silver'][number],
  ];
  const said = steps(await played(run, 'reasoner'));
  expect(said[0]!.role).toBe('reasoner');
  expect(said[0]!.outputs).toBe(4);
  expect(said.flatMap(({ examples }) => examples).every((text) => text.includes('\\boxed{'))).toBe(true);
  disposeRun(run);
});
