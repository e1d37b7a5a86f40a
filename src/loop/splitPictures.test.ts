import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pictureAt } from '../cli/pictures.ts';
import type { Picture } from '../images/picture.ts';
import { nodeFolder } from '../model/nodeFolder.ts';
import { openDevice } from '../tensor/device.ts';
import { nodePlatform } from '../tensor/nodePlatform.ts';
import { estimateRun } from '../cli/estimate.ts';
import type { RunEvent } from './events.ts';
import { disposeRun, headerOf, newRun } from './newRun.ts';
import { closeModel, openModel, type OpenModel } from './openModel.ts';
import { presetConfig } from './presets.ts';
import { selfPlay } from './selfPlay.ts';
import { speak } from './speak.ts';
import { estimateTime } from './timeEstimate.ts';

const fixtures = join(import.meta.dirname, '../model/fixtures');
/** What transformers says of a picture of 50 by 37, which is five tiles of 32 (tools/fixtures/complete.py). */
interface Expected {
  readonly tokens: readonly number[];
  readonly imageTokens: number;
}

let model: OpenModel;
let picture: Picture;
let expected: { readonly prompt: string; readonly split: Expected; readonly unsplit: Expected };
beforeAll(async () => {
  model = await openModel(
    nodeFolder(join(fixtures, 'complete')),
    await openDevice({ backend: 'wasm', platform: nodePlatform }),
  );
  picture = await pictureAt(join(fixtures, 'complete.png'));
  expected = JSON.parse(await readFile(join(fixtures, 'complete.json'), 'utf8'));
});
afterAll(() => closeModel(model));

const settings = (splits: boolean) => ({
  ...presetConfig('quick'),
  'run.splitPictures': splits,
  'questioner.steps': 1,
  'questioner.groupsPerStep': 1,
  'questioner.groupSize': 2,
  'questioner.maxNewTokens': 8,
  'votes.maxNewTokens': 8,
  'votes.correct': false,
  'reward.balance': 0,
  'reward.uncertainty': 'random' as const,
  'silver.pictures': 1,
  'reasoner.steps': 0,
  'evaluation.questions': 1,
});

function start(splits: boolean) {
  const config = settings(splits);
  const header = headerOf(model, { runId: 'tiles', preset: 'quick', config, pictures: [picture] });
  return newRun(model, header, [picture]);
}

it('off unless it is chosen; then pictures keep their size and are seen in tiles, as in transformers', async () => {
  expect(presetConfig('smolvlm-full')['run.splitPictures']).toBe(false);
  for (const splits of [false, true, false]) {
    const run = start(splits);
    const [seen] = run.pictures;
    const wanted = splits ? expected.split : expected.unsplit;
    // One tile shows 32 pixels: more are not carried along for it.
    expect(Math.max(seen!.width, seen!.height)).toBe(splits ? 50 : 32);
    expect(model.vlm.promptSize(seen!, expected.prompt).imageTokens).toBe(wanted.imageTokens);
    const request = { id: 'a', picture: seen!, text: expected.prompt, samples: 1, key: 1 };
    const sampling = { maxNewTokens: expected.split.tokens.length, temperature: 0, topP: 1, topK: 0 };
    const [said] = await model.vlm.generate(run.base, [request], sampling);
    // In one tile another resampling comes first: a run shrinks pictures once for all their views.
    expect(isDeepStrictEqual(said!.tokens, expected.split.tokens)).toBe(splits);
    disposeRun(run);
  }
});

it('plans and estimates what tiles take, and plays with them', async () => {
  const whole = await estimateRun(model, settings(false), [picture]);
  const tiles = await estimateRun(model, settings(true), [picture]);
  expect(tiles.memory.total).toBeGreaterThan(whole.memory.total);
  // At one speed: what a probe of this machine finds is no matter of tiles.
  const seconds = (count: number): number =>
    estimateTime(
      {
        architecture: model.config,
        settings: settings(true),
        bytesPerWeight: 4,
        adapted: false,
        pictures: 1,
        tiles: count,
      },
      { flops: 1e9, bytes: 1e9, from: 'limits' },
    ).seconds;
  expect(seconds(5)).toBeGreaterThan(seconds(1));
  expect(tiles.time.tokens).toBe(whole.time.tokens);
  const run = start(true);
  const events: RunEvent[] = [];
  for await (const event of selfPlay(run)) events.push(event);
  expect(events.at(-1)!.kind).toBe('run.end');
  const gaps = events.flatMap((event) => (event.kind === 'step' ? (event.metrics['logprob_gap'] ?? []) : []));
  // What was noted while drawing is what the trainer finds, tile by tile.
  expect(gaps.length).toBeGreaterThan(0);
  expect(Math.max(...gaps)).toBeLessThan(1e-3);
  disposeRun(run);
});

it('shows a person the attention to the whole picture, which is the last tile', async () => {
  const run = start(true);
  const asking = { id: 1, speaker: { kind: 'base' }, picture, question: 'How many?', temperature: 0, maxNewTokens: 3, unanswerable: false, seed: 1 } as const; // prettier-ignore
  const spoken = await speak(model, run.base, asking, () => undefined);
  expect(spoken.tokens.length).toBeGreaterThan(0);
  for (const { attention } of spoken.tokens) expect(attention).toHaveLength(model.config.imageSeqLen);
  disposeRun(run);
});
