import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeBackends } from '../tensor/testing.ts';
import { tokenLogProbs } from '../tensor/tokenLogProbs.ts';
import { parseConfig, type Idefics3Config } from './config.ts';
import { connector } from './connector.ts';
import { causalMixer, decoderLayers } from './decoder.ts';
import { hashedTensor, type HashedTensor } from './hashedTensor.ts';
import { visionTower } from './vision.ts';
import { WeightSet } from './weights.ts';

interface Probes {
  readonly shape: readonly number[];
  /** flat indices */
  readonly at: readonly number[];
  readonly values: readonly number[];
  /** largest magnitude of the whole tensor */
  readonly largest: number;
}
interface Expected {
  readonly sample: Omit<HashedTensor, 'shape'> & { readonly values: readonly number[] };
  readonly weights: readonly HashedTensor[];
  readonly vision: Probes;
  readonly features: Probes;
  readonly decoder: Probes;
  readonly head: {
    readonly targets: readonly number[];
    readonly logProbs: readonly number[];
    readonly entropy: readonly number[];
  };
}

const expected: Expected = JSON.parse(
  readFileSync(new URL('fixtures/smolvlmShape.json', import.meta.url), 'utf8'),
);

/** SmolVLM-256M-Instruct with one layer in each tower. */
const config: Idefics3Config = parseConfig({
  model_type: 'idefics3',
  scale_factor: 4,
  image_token_id: 49190,
  text_config: {
    vocab_size: 49280,
    hidden_size: 576,
    intermediate_size: 1536,
    num_hidden_layers: 1,
    num_attention_heads: 9,
    num_key_value_heads: 3,
    head_dim: 64,
    rms_norm_eps: 1e-5,
    rope_theta: 100000,
    max_position_embeddings: 8192,
  },
  vision_config: {
    hidden_size: 768,
    intermediate_size: 3072,
    num_hidden_layers: 1,
    num_attention_heads: 12,
    image_size: 512,
    patch_size: 16,
  },
});

const weightsOf = (part: string): Promise<WeightSet> =>
  WeightSet.fromHost(expected.weights.filter(({ name }) => name.startsWith(part)).map(hashedTensor));

const input = (name: string, shape: readonly number[]): Float32Array =>
  hashedTensor({ name, shape, scale: 1, offset: 0 }).data;

/** Largest difference at the probes over the largest magnitude. */
function errorAt(found: ArrayLike<number>, { shape, at, values, largest }: Probes): number {
  if (found.length !== shape.reduce((product, extent) => product * extent, 1)) return Number.NaN;
  return Math.max(...at.map((index, i) => Math.abs(found[index]! - values[i]!))) / largest;
}

it('hashed tensors are those of Python, bit for bit', () => {
  const { values, ...tensor } = expected.sample;
  expect([...hashedTensor({ ...tensor, shape: [values.length] }).data]).toEqual(values);
});

// float32 itself is within 1e-6 of exact arithmetic here; 1e-4 is the bound for logits.
const tolerance = 1e-4;

// 18 GFLOP: a software adapter would take half a minute for what its kernels are tested on elsewhere.
describeBackends(
  "SmolVLM-256M's vision tower",
  (_backend, device) => {
    it('equals transformers at full size', async () => {
      const weights = await weightsOf('model.');
      const pixels = { count: 1, values: input('pixel_values', [1, 3, 512, 512]), mask: null };
      const [patches, features] = tf.tidy(() => {
        const seen = visionTower(null, config.vision, weights, pixels);
        return [seen, connector(null, config, weights, seen, 1)] as const;
      });
      expect(errorAt(await device().read(patches), expected.vision)).toBeLessThan(tolerance);
      expect(errorAt(await device().read(features), expected.features)).toBeLessThan(tolerance);
      tf.dispose([patches, features]);
      weights.dispose();
    });
  },
  ['wasm'],
);

describeBackends("SmolVLM-256M's decoder", (_backend, device) => {
  it('equals transformers at full size', async () => {
    const [batch, sequence, hidden] = expected.decoder.shape;
    const weights = await weightsOf('model.text_model.');
    const out = tf.tidy(() => {
      const embeddings = tf.tensor2d(input('inputs_embeds', expected.decoder.shape), [
        batch! * sequence!,
        hidden!,
      ]);
      const mix = causalMixer(null, config.text, batch!, sequence!);
      return decoderLayers(null, config.text, weights, embeddings, mix);
    });
    expect(errorAt(await device().read(out), expected.decoder)).toBeLessThan(tolerance);
    out.dispose();
    weights.dispose();
  });

  it('scores tokens of the whole vocabulary as double precision does', async () => {
    const { targets, logProbs, entropy } = expected.head;
    const weights = await weightsOf('lm_head.');
    const states = tf.tensor2d(input('hidden', [targets.length, 576]), [targets.length, 576]);
    const scores = tokenLogProbs(null, states, weights.matrix('lm_head.weight'), Int32Array.from(targets));
    const found = await device().read(scores);
    const wanted = targets.flatMap((_, i) => [logProbs[i]!, entropy[i]!]);
    const error = Math.max(...wanted.map((value, i) => Math.abs(found[i]! - value)));
    // Sums over 49,280 terms of float32.
    expect(found).toHaveLength(wanted.length);
    expect(error).toBeLessThan(1e-3);
    tf.dispose([states, scores]);
    weights.dispose();
  });
});
