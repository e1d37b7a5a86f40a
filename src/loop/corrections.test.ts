import { afterAll, beforeAll, expect, test } from 'vitest';
import { correct, UNCHANGED, type Correction } from '../images/correct.ts';
import type { Picture } from '../images/picture.ts';
import { nodeFolder } from '../model/nodeFolder.ts';
import type { GenerateRequest, VisionLanguageModel } from '../model/vlm.ts';
import { openDevice } from '../tensor/device.ts';
import { nodePlatform } from '../tensor/nodePlatform.ts';
import { sampleCollection } from '../world/collection.ts';
import { shifted } from '../world/domain.ts';
import type { ConfigDifference } from './config.ts';
import { chooseCorrections } from './corrections.ts';
import type { RunEvent } from './events.ts';
import { disposeRun, headerOf, newRun } from './newRun.ts';
import { closeModel, openModel, type OpenModel } from './openModel.ts';
import { presetConfig } from './presets.ts';
import type { Run } from './run.ts';
import { questionerView, trainingView, voteView } from './views.ts';

let model: OpenModel;
beforeAll(async () => {
  const device = await openDevice({ backend: 'wasm', platform: nodePlatform });
  model = await openModel(nodeFolder('public/models/nano'), device);
});
afterAll(() => closeModel(model));

const pictures = sampleCollection({ domain: shifted(), count: 4, seed: 5 });

function runWith(see: (picture: Picture) => boolean, difference: ConfigDifference = {}): Run {
  const config = { ...presetConfig('improved'), 'evaluation.questions': 0, ...difference };
  const run = newRun(
    model,
    headerOf(model, { runId: 'test', preset: 'improved', config, pictures }),
    pictures,
  );
  return { ...run, model: seesOnly(see) };
}

/** A model that answers the same every time where it sees, and cannot answer where it does not. */
function seesOnly(see: (picture: Picture) => boolean): VisionLanguageModel {
  const said = ({ picture, text }: GenerateRequest): string => {
    if (!text.includes('Question:') && !text.includes('?'))
      return '<type>numerical</type><question>how many?</question><answer>3</answer>';
    return picture !== null && see(picture) ? '\\boxed{3}' : '\\boxed{unanswerable}';
  };
  return {
    score: () => Promise.reject(new Error('Nothing is scored here.')),
    gradients: () => Promise.reject(new Error('Nothing is trained here.')),
    generate: (_, requests) =>
      Promise.resolve(
        requests.flatMap((request) =>
          Array.from({ length: request.samples }, (_, sample) => ({
            requestId: request.id,
            sample,
            tokens: [1],
            logProbs: [0],
            text: said(request),
            finish: 'stop' as const,
          })),
        ),
      ),
  };
}

async function choose(run: Run): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of chooseCorrections(run)) events.push(event);
  return events;
}

/** The colours of a picture's pixels. */
const colours = ({ rgb }: Picture): Set<string> =>
  new Set(
    Array.from({ length: rgb.length / 3 }, (_, pixel) => rgb.subarray(3 * pixel, 3 * pixel + 3).join()),
  );

const mean = ({ rgb }: Picture): number => rgb.reduce((sum, value) => sum + value, 0) / rgb.length;

test('the correction from which the base is surest comes first, found without a label', async () => {
  const run = runWith((picture) => mean(picture) > 190);
  const events = await choose(run);
  const found = events.find(({ kind }) => kind === 'corrections');
  expect(found).toMatchObject({ kind: 'corrections', chosen: run.state.corrections });
  expect(run.state.corrections).toHaveLength(run.config['votes.views']);
  expect(run.state.corrections[0]!.exposure).toBe('white ground');
  if (found?.kind !== 'corrections') return;
  const confidences = found.tried.map(({ confidence }) => confidence);
  expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
  expect(found.tried).toHaveLength(10);
  expect(confidences.at(-1)).toBe(0);
  disposeRun(run);
});

test('pictures that the base sees well are left as they are', async () => {
  const run = runWith(() => true);
  await choose(run);
  expect(run.state.corrections[0]).toEqual(UNCHANGED);
  expect(questionerView(run, pictures[0]!)).toBe(pictures[0]);
  disposeRun(run);
});

test('questioner and voter see corrected pictures, and the reasoner learns on them as they are', () => {
  const run = runWith(() => true, { 'reasoner.augment': false });
  const lit: Correction = { ...UNCHANGED, exposure: 'white ground' };
  run.state.corrections = [lit, UNCHANGED];
  const at = { round: 1, stage: 'B', step: 1 } as const;
  const { id } = pictures[0]!;
  const seen = run.pictureById(id);
  expect(questionerView(run, seen)).toEqual(correct(seen, lit));
  const made = new Map<string, Picture>();
  expect(voteView(run, at, id, 0, made)).toEqual(correct(seen, lit));
  // The second view has a correction of its own and is only moved: no pixel in it is new.
  const second = voteView(run, at, id, 1, made);
  const known = colours(seen);
  expect([...colours(second)].filter((colour) => !known.has(colour))).toEqual([]);
  expect(voteView(run, at, id, 1, made)).toBe(second);
  expect(trainingView(run, at, { pictureId: id }, 0)).toBe(seen);
  disposeRun(run);
});
