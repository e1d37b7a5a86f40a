import path from 'node:path';
import { expect, it } from 'vitest';
import { openModel } from '../loop/openModel.ts';
import { imageFeatures } from '../model/connector.ts';
import { nodeFolder } from '../model/nodeFolder.ts';
import { AdamW } from '../tensor/adamw.ts';
import { withPlainOps } from '../tensor/plainOps.ts';
import { describeBackends } from '../tensor/testing.ts';
import * as tf from '@tensorflow/tfjs-core';
import { grpoStep } from '../grpo/step.ts';
import { presetConfig } from '../loop/presets.ts';
import { grpoOptions } from '../loop/stageOptions.ts';
import { stockDecode, stockLogProbs, stockVision } from './stock.ts';
import { StockTrainer } from './stockTrainer.ts';
import { pixelsOf, smolVlmSubject, subjectOf, type Subject } from './subject.ts';
import { learningRate, optimizerSettings, question, rollouts, weightOf, type WorkSize } from './works.ts';

const nano = path.join(import.meta.dirname, '../../public/models/nano');
const size: Pick<WorkSize, 'groups' | 'group' | 'tokens'> = { groups: 2, group: 2, tokens: 5 };

const subjects: readonly {
  readonly name: string;
  open(model: Awaited<ReturnType<typeof openModel>>): Promise<Subject>;
}[] = [
  { name: 'nano', open: async (model) => subjectOf(model) },
  {
    name: "SmolVLM's heads",
    open: (model) =>
      smolVlmSubject(model, { layers: 1, visionLayers: 1, imageSize: 64, vocabSize: 768, narrow: true }),
  },
];

// float32 on both sides, summed in another order; the yardstick would be no yardstick if it computed something else.
const tolerance = 1e-3;

/** Largest difference. */
function largest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found).toHaveLength(expected.length);
  return Array.from(expected, (value, i) => Math.abs(value - found[i]!)).reduce((a, b) => Math.max(a, b), 0);
}

describeBackends('stock TensorFlow.js', (backend, device) => {
  // A real GPU's driver compiles in milliseconds the hundreds of kernels that take a software one a minute.
  it.each(backend === 'webgpu' ? subjects.slice(1) : subjects)(
    'gives the numbers of our engine for $name',
    async (chosen) => {
      const model = await openModel(nodeFolder(nano), device());
      const subject = await chosen.open(model);
      const { config, weights, vlm, promptOf } = subject;
      const weight = weightOf(weights);
      const { rows, batch, factors } = rollouts(subject, size);

      const pixels = { count: size.groups, values: batch.pixels!, mask: null };
      const [seen, stockSeen] = tf.tidy(() => [
        imageFeatures(null, config, weights, pixels),
        stockVision(config, weight, batch.pixels!),
      ]);
      expect(largest(await device().read(stockSeen), await device().read(seen))).toBeLessThan(tolerance);
      tf.dispose([seen, stockSeen]);

      const stockScores = async (of: typeof weight): Promise<number[]> => {
        const scores = tf.tidy(() => stockLogProbs(config, of, batch, false));
        const values = await device().read(scores);
        scores.dispose();
        return [...values];
      };
      const scores = async (of: typeof weights): Promise<number[]> =>
        (await vlm.score(of, rows)).flatMap(({ logProbs }) => logProbs);
      const before = await scores(weights);
      expect(largest(await stockScores(weight), before)).toBeLessThan(tolerance);
      expect(largest(await withPlainOps(() => scores(weights)), before)).toBeLessThan(tolerance);

      const prompt = promptOf(null, question);
      const decoded = await stockDecode(
        config,
        weight,
        { prompts: [prompt.ids], pixels: pixelsOf([prompt]) },
        2,
        6,
      );
      const request = { id: '', picture: null, text: question, samples: 2, key: 1 };
      const own = await vlm.generate(weights, [request], {
        maxNewTokens: 6,
        temperature: 0,
        topP: 1,
        topK: 0,
      });
      expect(decoded.tokens).toEqual(own.map(({ tokens }) => tokens));
      expect(
        largest(
          decoded.logProbs.flat(),
          own.flatMap(({ logProbs }) => logProbs),
        ),
      ).toBeLessThan(tolerance);

      const names = weights.names;
      const trainer = new StockTrainer(config, names, weight, { ...optimizerSettings, learningRate });
      const trained = weights.clone();
      const optimizer = new AdamW(optimizerSettings);
      const learner = { model: vlm, weights: trained, optimizer, anchor: null };
      const options = { ...grpoOptions(presetConfig('improved'), 1), learningRate };
      for (let step = 0; step < 2; step++) {
        await grpoStep(learner, rows, options);
        await trainer.step(batch, factors);
      }
      const after = await scores(trained);
      // Two steps of 1e-4 along the sign of the gradient: far beyond the tolerance if they happened at all.
      expect(largest(after, before)).toBeGreaterThan(10 * tolerance);
      // A weight whose gradient is nearly nothing takes its whole step either way, so the two may drift a little apart.
      expect(largest(await stockScores(trainer.weight), after)).toBeLessThan(3 * tolerance);
      trainer.dispose();
      trained.dispose();
      optimizer.dispose();
      weights.dispose();
      model.base.dispose();
    },
  );
});
