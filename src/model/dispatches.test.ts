import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { countGpu } from '../tensor/counts.ts';
import { describeBackends } from '../tensor/testing.ts';
import { parseConfig, type Idefics3Config } from './config.ts';
import { generate } from './generate.ts';
import { hashedTensor } from './hashedTensor.ts';
import { addLossGradients, sumsFor, type PaddedScores } from './logprobs.ts';
import { parameterShapes } from './parameterShapes.ts';
import type { Prompt } from './prompt.ts';
import { WeightSet } from './weights.ts';

/** A small decoder of so many layers. */
function configOf(layers: number): Idefics3Config {
  return parseConfig({
    model_type: 'idefics3',
    scale_factor: 2,
    image_token_id: 63,
    text_config: {
      vocab_size: 64,
      hidden_size: 32,
      intermediate_size: 48,
      num_hidden_layers: layers,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      head_dim: 8,
      rms_norm_eps: 1e-5,
      rope_theta: 10000,
      max_position_embeddings: 256,
    },
    vision_config: {
      hidden_size: 16,
      intermediate_size: 16,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      image_size: 16,
      patch_size: 8,
    },
  });
}

async function weightsOf(config: Idefics3Config): Promise<WeightSet> {
  const shapes = [...parameterShapes(config)].filter(([name]) => !name.includes('vision'));
  return WeightSet.fromHost(
    shapes.map(([name, shape]) => hashedTensor({ name, shape, scale: 0.1, offset: 0 })),
  );
}

const prompts = [[1, 2, 3, 4, 5], [6, 7]].map((ids): Prompt => ({ ids, pixels: null, pictureId: null })); // prettier-ignore
const loss = ({ logProbs, mask }: PaddedScores): tf.Scalar => tf.neg(tf.sum(tf.mul(logProbs, mask)));

describeBackends(
  'dispatches of a decoder',
  () => {
    it('are at most 10 per layer and decoding step, 4 outside the layers, and one read for 7 tokens', async () => {
      const counts = new Map<string, number>();
      for (const layers of [1, 3]) {
        const config = configOf(layers);
        const weights = await weightsOf(config);
        for (const tokens of [2, 7]) {
          const draws = prompts.map((prompt, p) => ({ prompt, key: p }));
          const options = { temperature: 1, topK: 0, topP: 1, maxNewTokens: tokens, stopIds: [] };
          const { dispatches, readBacks } = await countGpu(async () => {
            await generate(config, weights, draws, options);
          });
          counts.set(`${layers} ${tokens}`, dispatches);
          expect(readBacks).toBe(1);
        }
        weights.dispose();
      }
      const step = (layers: number): number => (counts.get(`${layers} 7`)! - counts.get(`${layers} 2`)!) / 5;
      const perLayer = (step(3) - step(1)) / 2;
      expect(perLayer).toBeLessThanOrEqual(10);
      expect(step(1) - perLayer).toBeLessThanOrEqual(4);
    });

    it('are at most 40 per layer forward and backward', async () => {
      const dispatches: number[] = [];
      for (const layers of [1, 3]) {
        const config = configOf(layers);
        const weights = await weightsOf(config);
        const sequences = prompts.flatMap((prompt) => [[1, 2, 3], [4]].map((tokens) => ({ prompt, tokens }))); // prettier-ignore
        const sums = sumsFor(weights);
        const counts = await countGpu(() => {
          addLossGradients(config, weights, sequences, loss, sums).dispose();
        });
        dispatches.push(counts.dispatches);
        sums.dispose();
        weights.dispose();
      }
      expect((dispatches[1]! - dispatches[0]!) / 2).toBeLessThanOrEqual(40);
    });
  },
  ['webgpu'],
);
