import { expect, test } from 'vitest';
import { collectRollouts, type RolloutRequest, type Sampled } from './collect.ts';
import { groupId, placeId, sampleId } from './ids.ts';
import { reasonerPrompt } from './prompt.ts';

const group = groupId({ round: 1, stage: 'A', step: 3 }, 4);
const request = (requestId: string, promptId: string, firstSample = 0): RolloutRequest => ({
  requestId,
  promptId,
  groupId: group,
  kind: 'q',
  firstSample,
});
const sampled = (requestId: string, sample: number): Sampled => ({
  requestId,
  sample,
  tokens: [5, 2],
  logProbs: [-0.5, -0.25],
  text: `${requestId}/${sample}`,
  finish: 'stop',
});

test('ids say round, stage, step, prompt and sample', () => {
  expect(placeId({ round: 2, stage: 'C', step: 10 })).toBe('r2.C.s10');
  expect(sampleId(group, 'q', 5)).toBe('r1.A.s3.p4.q5');
});

test('joins by request id whatever the order, and numbers the samples of several requests through', () => {
  const requests = [request('view 0', 'cat'), request('view 1', 'cat', 2)];
  const rollouts = collectRollouts(requests, [
    sampled('view 1', 1),
    sampled('view 0', 0),
    sampled('view 1', 0),
  ]);
  expect(rollouts.map(({ id, text }) => [id, text])).toEqual([
    ['r1.A.s3.p4.q3', 'view 1/1'],
    ['r1.A.s3.p4.q0', 'view 0/0'],
    ['r1.A.s3.p4.q2', 'view 1/0'],
  ]);
  expect(rollouts[0]).toMatchObject({ promptId: 'cat', groupId: group, sample: 3, tokens: [5, 2] });
});

test('refuses completions nobody asked for and samples that come twice', () => {
  expect(() => collectRollouts([request('a', 'cat')], [sampled('b', 0)])).toThrow('"b", which was not made');
  expect(() => collectRollouts([request('a', 'cat')], [sampled('a', 0), sampled('a', 0)])).toThrow(
    'q0 came twice',
  );
  expect(() =>
    collectRollouts([request('a', 'cat'), request('b', 'cat')], [sampled('a', 0), sampled('b', 0)]),
  ).toThrow('came twice');
});

const ask = (family: 'nano' | 'instruct', kind: 'reasoned' | 'direct', unanswerable: boolean) =>
  reasonerPrompt('How many?', { family, kind, unanswerable });

test('the embedded model gets the bare question, others the way to the box', () => {
  expect(ask('nano', 'reasoned', true)).toBe('How many?');
  expect(ask('instruct', 'reasoned', false)).toMatch(/^How many\?\n.*step by step.*\\boxed\{\}\.$/);
  expect(ask('instruct', 'direct', false)).not.toMatch(/step/);
  expect(ask('instruct', 'direct', true)).toMatch(/unanswerable in the box\.$/);
});
