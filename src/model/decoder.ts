import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../tensor/attention.ts';
import { promptLayout, type AttentionLayout, type HeadShape } from '../tensor/attentionLayout.ts';
import { gatedLinear } from '../tensor/gatedLinear.ts';
import { concatRows, gatherRows } from '../tensor/gatherRows.ts';
import { linear } from '../tensor/linear.ts';
import { packedLinear } from '../tensor/packedLinear.ts';
import { runsPrograms } from '../tensor/program.ts';
import { rmsNorm } from '../tensor/rmsNorm.ts';
import { rotationTable } from '../tensor/rope.ts';
import { packedSwiglu, swiglu } from '../tensor/swiglu.ts';
import { runLayer, type Tape } from '../tensor/tape.ts';
import { transposed } from '../tensor/transposed.ts';
import type { Idefics3Config, LlamaConfig } from './config.ts';
import { adapt } from './lora.ts';
import type { WeightSet } from './weights.ts';

const prefix = 'model.text_model';
const embeddingName = `${prefix}.embed_tokens.weight`;

/**
 * How a decoder layer mixes its tokens: packed queries, keys and values [tokens, (heads + 2 keyValueHeads) headDim] in,
 * not rotated yet, [tokens, heads * headDim] out.
 */
export type Mixer = (layer: number, qkv: tf.Tensor2D) => tf.Tensor2D;

/** Embeddings of tokens, [ids.length, hidden]. */
export function embedTokens(tape: Tape | null, weights: WeightSet, ids: Int32Array): tf.Tensor2D {
  return gatherRows(tape, weights.matrix(embeddingName), ids);
}

export function embeddingTable(weights: WeightSet): tf.Tensor2D {
  return weights.matrix(embeddingName);
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
  mix: Mixer,
): tf.Tensor2D {
  let hidden = embeddings;
  for (let i = 0; i < config.numHiddenLayers; i++) {
    hidden = runLayer(tape, (input) => decoderLayer(tape, config, weights, i, input, mix), hidden);
  }
  return rmsNorm(tape, hidden, weights.vector(`${prefix}.norm.weight`), config.rmsNormEps);
}

function decoderLayer(
  tape: Tape | null,
  config: LlamaConfig,
  weights: WeightSet,
  layer: number,
  input: tf.Tensor2D,
  mix: Mixer,
): tf.Tensor2D {
  const name = `${prefix}.layers.${layer}`;
  const inLayer = (part: string): string => `${name}.${part}`;
  const weight = (part: string): tf.Tensor2D => weights.matrix(`${inLayer(part)}.weight`);
  const one = (part: string, x: tf.Tensor2D, residual: tf.Tensor2D): tf.Tensor2D =>
    adapt(tape, weights, [inLayer(part)], x, linear(tape, x, weight(part), null, residual));
  const normOf = (part: string, x: tf.Tensor2D): tf.Tensor2D =>
    rmsNorm(tape, x, weights.vector(`${name}.${part}.weight`), config.rmsNormEps);

  const packed = ['q_proj', 'k_proj', 'v_proj'].map((part) => `self_attn.${part}`);
  const normed = normOf('input_layernorm', input);
  const qkv = packedLinear(tape, normed, packed.map(weight), null);
  const mixed = mix(layer, adapt(tape, weights, packed.map(inLayer), normed, qkv));
  const attended = one('self_attn.o_proj', mixed, input);

  const inner = normOf('post_attention_layernorm', attended);
  return one('mlp.down_proj', gated(tape, weights, name, inner), attended);
}

/** `gatedLinear` with what an adapter adds to its parts. */
function gated(tape: Tape | null, weights: WeightSet, layer: string, x: tf.Tensor2D): tf.Tensor2D {
  const parts = ['gate_proj', 'up_proj'].map((part) => `${layer}.mlp.${part}`);
  const [gate, up] = parts.map((part) => weights.matrix(`${part}.weight`));
  if (weights.lowRank(parts) === null) return gatedLinear(tape, x, gate!, up!);
  if (runsPrograms()) {
    return packedSwiglu(tape, adapt(tape, weights, parts, x, packedLinear(tape, x, [gate!, up!], null)));
  }
  const [a, b] = parts.map((part, i) => adapt(tape, weights, [part], x, linear(tape, x, i === 0 ? gate! : up!))); // prettier-ignore
  const y = swiglu(tape, a!, b!);
  if (tape === null) tf.dispose([a!, b!]);
  return y;
}

export function decoderHeads(config: LlamaConfig): HeadShape {
  return {
    heads: config.numAttentionHeads,
    keyValueHeads: config.numKeyValueHeads,
    headDim: config.headDim,
  };
}

/** Attention of the tokens of a list by its layout; `angles` as `rotationTable` makes them. */
export function layoutMixer(
  tape: Tape | null,
  config: LlamaConfig,
  layout: AttentionLayout,
  angles: tf.Tensor2D,
): Mixer {
  return (_layer, qkv) => attention(tape, qkv, decoderHeads(config), layout, angles);
}

/** Causal attention over whole sequences of one length, padded on the right. */
export function causalMixer(tape: Tape | null, config: LlamaConfig, batch: number, sequence: number): Mixer {
  const rows = Array.from({ length: batch }, () => ({ prompt: sequence, completions: [] }));
  const angles = rotationTable(sequence, config.headDim, config.ropeTheta);
  return layoutMixer(tape, config, promptLayout(rows), angles);
}

/** The head, [hidden, vocab]: its own weights or the embeddings transposed. The caller owns the tied one. */
export function headMatrix(tape: Tape | null, config: Idefics3Config, weights: WeightSet): tf.Tensor2D {
  if (!config.tieWordEmbeddings) return weights.matrix('lm_head.weight');
  return transposed(tape, weights.matrix(embeddingName));
}
