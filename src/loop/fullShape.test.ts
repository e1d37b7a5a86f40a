import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { grpoStep } from '../grpo/step.ts';
import { nodeFolder, writeFolder } from '../model/nodeFolder.ts';
import { smolVlm256, smolVlm500 } from '../model/smolvlm.ts';
import { reasonerPrompt } from '../rollouts/prompt.ts';
import { openDevice } from '../tensor/device.ts';
import { keptInPool, watchPeak } from '../tensor/memory.ts';
import { nodePlatform } from '../tensor/nodePlatform.ts';
import { CLEAN } from '../world/domain.ts';
import { heldOutSuite } from '../world/suite.ts';
import { startingWeights } from './adapters.ts';
import { estimateAdapted } from './deviceFit.ts';
import { newOptimizer } from './learner.ts';
import { planRun } from './memoryPlan.ts';
import { closeModel, openModel } from './openModel.ts';
import { presetConfig } from './presets.ts';
import { mergedFolder, savedFolder } from './savedFolder.ts';
import { grpoOptions } from './stageOptions.ts';

const full = { backend: 'webgpu', preset: 'smolvlm-full' } as const;

test('groups of 8 with 128 new tokens train within 3 GB on the 256M and within 5 GB on the 500M, by accounting', () => {
  const settings = presetConfig('smolvlm-full');
  expect([settings['questioner.groupSize'], settings['reasoner.groupSize']]).toEqual([8, 8]);
  expect([settings['questioner.maxNewTokens'], settings['votes.maxNewTokens'], settings['reasoner.maxNewTokens']]).toEqual([128, 128, 128]); // prettier-ignore
  for (const [config, most] of [[smolVlm256, 3e9], [smolVlm500, 5e9]] as const) {
    // A GPU keeps free buffers beside what is planned.
    const budget = most - 2 * keptInPool;
    for (const packing of ['exact', '8bit', '4bit'] as const)
      expect(estimateAdapted(config, { ...full, packing, budget }).total).toBeLessThanOrEqual(most);
  } // prettier-ignore
  // And with much less, in smaller batches.
  expect(estimateAdapted(smolVlm256, { ...full, packing: 'exact', budget: 1.5e9 }).total).toBeLessThan(1.6e9);
  expect(estimateAdapted(smolVlm500, { ...full, packing: '8bit', budget: 2e9 }).total).toBeLessThan(2.1e9);
  expect(estimateAdapted(smolVlm500, { ...full, packing: '4bit', budget: 1.6e9 }).total).toBeLessThan(1.7e9);
});

/**
 * A SmolVLM of full shape with random weights, half a gigabyte or a whole one, which tools/fixtures/full_shape.py makes:
 * not part of `npm test`. VISPLAY_FULL_SHAPE names its folder. Takes minutes, and 3 or 4 GB.
 */
const folder = process.env['VISPLAY_FULL_SHAPE'] ?? '';

describe.skipIf(folder === '')('Where VISPLAY_FULL_SHAPE names one', () => {
  it('a step of a group of 8 with 128 new tokens takes no more memory than was planned', async () => {
    const device = await openDevice({ backend: 'wasm', platform: nodePlatform });
    const model = await openModel(nodeFolder(folder), device);
    // MB that a run may take with each of the two shapes.
    const most = model.config.text.hiddenSize > smolVlm256.text.hiddenSize ? 5000 : 3000;
    const settings = {
      ...presetConfig('smolvlm-full'),
      // One group, so that it is a few minutes.
      'questioner.groupsPerStep': 1,
      'reasoner.groupsPerStep': 1,
      'evaluation.questions': 0,
      'device.memoryBudget': most,
    };
    const [{ picture, question } = { picture: null, question: '' }] = heldOutSuite({
      domain: CLEAN,
      count: 1,
      seed: 1,
    });
    const plan = planRun(model, settings, picture!);
    model.vlm.memory = plan;
    expect(plan.estimate.total).toBeLessThan(1e6 * most + 1e8);
    const { base, questioner, reasoner } = startingWeights(model, settings);
    const optimizer = newOptimizer(settings);
    const text = reasonerPrompt(question, { family: model.prompts, kind: 'reasoned', unanswerable: true });
    const peak = watchPeak();
    const began = performance.now();
    const said = await model.vlm.generate(reasoner, [{ id: 'a', picture, text, samples: 8, key: 1 }], {
      maxNewTokens: 128,
      temperature: 1,
      topP: 1,
      topK: 0,
    });
    const drawn = performance.now();
    const rows = said.map(({ tokens, logProbs, sample }) => ({
      id: `a${sample}`,
      picture,
      text,
      tokens,
      logProbs,
      advantage: sample % 2 === 0 ? 1 : -1,
    }));
    const learner = { model: model.vlm, weights: reasoner, optimizer, anchor: base };
    const metrics = await grpoStep(learner, rows, grpoOptions(settings, 1));
    const seconds = [drawn - began, performance.now() - drawn].map((ms) => Math.round(ms / 1000));
    const { bytes: measured } = peak.end();
    const tokens = said.reduce((sum, one) => sum + one.tokens.length, 0);
    process.stderr.write(
      `${tokens} tokens in ${seconds[0]} s, learned from in ${seconds[1]} s; at most ${Math.round(measured / 1e6)} MB, planned ${Math.round(plan.estimate.total / 1e6)} MB; gap ${metrics?.logprob_gap}\n`,
    );
    expect(measured).toBeLessThan(1.05 * plan.estimate.total);
    // What was noted while drawing is what the trainer finds.
    expect(metrics!.logprob_gap).toBeLessThan(1e-3);
    expect(Number.isFinite(metrics!.grad_norm) && metrics!.grad_norm > 0).toBe(true);
    optimizer.dispose();
    for (const set of [questioner, reasoner, base]) set.dispose();
    closeModel(model);
  }, 14_400_000);

  /** For tools/fixtures/full_shape_trained.py, which holds it against peft; full_shape_expected.py made the picture. */
  it('an adapter that learned two steps leaves as a folder, and merged, with what it scores and says', async () => {
    const device = await openDevice({ backend: 'wasm', platform: nodePlatform });
    const model = await openModel(nodeFolder(folder), device);
    const { side, prompt: text, tokens } = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8'));
    const rgb = new Uint8Array(await readFile(join(folder, 'picture.rgb')));
    const picture = { id: 'p', name: 'p', width: side, height: side, rgb };
    // Large steps, so that two of them change much more than rounding does.
    const settings = { ...presetConfig('smolvlm-full'), 'grpo.learningRate': 1e-3, 'grpo.warmupSteps': 0 };
    const { base, questioner, reasoner } = startingWeights(model, settings);
    const optimizer = newOptimizer(settings);
    const asked = { id: 'r', picture, text, tokens };
    const scores = async (): Promise<readonly number[]> =>
      (await model.vlm.score(reasoner, [asked]))[0]!.logProbs;
    const before = await scores();
    const row = { ...asked, logProbs: before, advantage: 1 };
    const learner = { model: model.vlm, weights: reasoner, optimizer, anchor: base };
    for (let step = 0; step < 2; step++) await grpoStep(learner, [row], grpoOptions(settings, 1));
    const after = await scores();
    const gained = after.map((value, at) => value - before[at]!);
    expect(gained.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0.1);
    const [said] = await model.vlm.generate(reasoner, [{ id: 'a', picture, text, samples: 1, key: 1 }], {
      maxNewTokens: 6,
      temperature: 0,
      topP: 1,
      topK: 0,
    });
    await writeFolder(join(folder, 'trained'), await savedFolder(model, reasoner));
    await writeFolder(join(folder, 'merged'), await mergedFolder(model, reasoner, 'F32'));
    const { tokens: greedy, logProbs } = said!;
    await writeFile(
      join(folder, 'trained.json'),
      JSON.stringify({ prompt: text, tokens, before, after, greedy, logProbs }),
    );
    optimizer.dispose();
    for (const set of [questioner, reasoner, base]) set.dispose();
    closeModel(model);
  }, 14_400_000);
});
