import * as tf from '@tensorflow/tfjs-core';
import { add } from '../tensor/add.ts';
import { attention } from '../tensor/attention.ts';
import { concatRows, gatherRows } from '../tensor/gatherRows.ts';
import { linear } from '../tensor/linear.ts';
import { rmsNorm } from '../tensor/rmsNorm.ts';
import { rope, type Rotation } from '../tensor/rope.ts';
import { swiglu } from '../tensor/swiglu.ts';
import { takeRows } from '../tensor/takeRows.ts';
import { runLayer, type Tape } from '../tensor/tape.ts';
import { transposed } from '../tensor/transposed.ts';
import type { Idefics3Config, LlamaConfig } from './config.ts';
import type { WeightSet } from './weights.ts';

const prefix = 'model.text_model';
const embeddingName = `${prefix}.embed_tokens.weight`;

/** How a decoder layer mixes its tokens: rotated queries and keys in, [tokens, heads * headDim] out. */
export type Mixer = (layer: number, q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D) => tf.Tensor2D;

/** Embeddings of tokens, [ids.length, hidden]. */
export function embedTokens(tape: Tape | null, weights: WeightSet, ids: Int32Array): tf.Tensor2D {
  return gatherRows(tape, weights.matrix(embeddingName), ids);
}

/** Embeddings of tokens that are on the device, int32 [rows]. */
export function embedDrawn(weights: WeightSet, ids: tf.Tensor1D): tf.Tensor2D {
  return takeRows(weights.matrix(embeddingName), ids);
}

/**
 * Embeddings of tokens with pictures in place (`Idefics3Model.inputs_merger`): where `featureRows[i]` is not
 * negative, token i is that row of `features` [rows, hidden].
 */
export function embedMerged(
  tape: Tape | null,
  weights: WeightSet,
  ids: Int32Array,
  features: tf.Tensor2D,
  featureRows: Int32Array,
): tf.Tensor2D {
  const text = embedTokens(tape, weights, ids);
  const both = concatRows(tape, text, features);
  const chosen = Int32Array.from(featureRows, (row, i) => (row < 0 ? i : ids.length + row));
  return gatherRows(tape, both, chosen);
}

/** The decoder's layers and final norm (`LlamaModel` from `inputs_embeds`), [tokens, hidden]. */
export function decoderLayers(
  tape: Tape | null,
  config: LlamaConfig,
  weights: WeightSet,
  embeddings: tf.Tensor2D,
  rotation: Rotation,
  mix: Mixer,
): tf.Tensor2D {
  let hidden = embeddings;
  for (let i = 0; i < config.numHiddenLayers; i++) {
    hidden = runLayer(tape, (input) => decoderLayer(tape, config, weights, i, input, rotation, mix), hidden);
  }
  return rmsNorm(tape, hidden, weights.vector(`${prefix}.norm.weight`), config.rmsNormEps);
}

function decoderLayer(
  tape: Tape | null,
  config: LlamaConfig,
  weights: WeightSet,
  layer: number,
  input: tf.Tensor2D,
  rotation: Rotation,
  mix: Mixer,
): tf.Tensor2D {
  const name = `${prefix}.layers.${layer}`;
  const project = (part: string, x: tf.Tensor2D): tf.Tensor2D =>
    linear(tape, x, weights.matrix(`${name}.${part}.weight`));
  const normOf = (part: string, x: tf.Tensor2D): tf.Tensor2D =>
    rmsNorm(tape, x, weights.vector(`${name}.${part}.weight`), config.rmsNormEps);

  const normed = normOf('input_layernorm', input);
  const q = rope(tape, project('self_attn.q_proj', normed), rotation);
  const k = rope(tape, project('self_attn.k_proj', normed), rotation);
  const mixed = mix(layer, q, k, project('self_attn.v_proj', normed));
  const attended = add(tape, input, project('self_attn.o_proj', mixed));

  const inner = normOf('post_attention_layernorm', attended);
  const active = swiglu(tape, project('mlp.gate_proj', inner), project('mlp.up_proj', inner));
  return add(tape, attended, project('mlp.down_proj', active));
}

/** Causal attention over whole sequences of one length, padded on the right. */
export function causalMixer(tape: Tape | null, config: LlamaConfig, batch: number, sequence: number): Mixer {
  return (_layer, q, k, v) =>
    attention(tape, q, k, v, {
      batch,
      queries: sequence,
      keys: sequence,
      heads: config.numAttentionHeads,
      keyValueHeads: config.numKeyValueHeads,
      headDim: config.headDim,
      causal: true,
    });
}

/** The head, [hidden, vocab]: its own weights or the embeddings transposed. The caller owns the tied one. */
export function headMatrix(tape: Tape | null, config: Idefics3Config, weights: WeightSet): tf.Tensor2D {
  if (!config.tieWordEmbeddings) return weights.matrix('lm_head.weight');
  return transposed(tape, weights.matrix(embeddingName));
}
