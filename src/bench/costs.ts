import type { Idefics3Config } from '../model/config.ts';

/** What some work has to do at the least, whatever does it. */
export interface Cost {
  /** floating-point operations of the products; two for each multiply and add */
  readonly flops: number;
  /** bytes that must move to and from memory at the least */
  readonly bytes: number;
}

const float = 4;

interface Prompts {
  readonly pictures: number;
  readonly rows: number;
  /** tokens of a prompt */
  readonly length: number;
}

interface Rollouts {
  readonly groups: number;
  readonly group: number;
  /** tokens of a completion */
  readonly tokens: number;
  /** tokens of a prompt */
  readonly length: number;
}

const patchesOf = ({ vision }: Idefics3Config): number => (vision.imageSize / vision.patchSize) ** 2;

/** Numbers in the matrices of one layer. */
function layerSize({ text }: Idefics3Config): number {
  const queries = text.numAttentionHeads * text.headDim;
  const keys = text.numKeyValueHeads * text.headDim;
  return text.hiddenSize * (2 * queries + 2 * keys + 3 * text.intermediateSize);
}

/** Numbers that a forward pass of a token reads: the layers and the head. */
const readSize = (config: Idefics3Config): number =>
  config.text.numHiddenLayers * layerSize(config) + config.text.hiddenSize * config.text.vocabSize;

/** FLOPs of `tokens` tokens through the layers, each seeing `context` keys on average. */
function layers(config: Idefics3Config, tokens: number, context: number): number {
  const { numHiddenLayers, numAttentionHeads, headDim } = config.text;
  const attention = 4 * context * numAttentionHeads * headDim;
  return numHiddenLayers * tokens * (2 * layerSize(config) + attention);
}

const head = ({ text }: Idefics3Config, tokens: number): number =>
  2 * tokens * text.hiddenSize * text.vocabSize;

export function vision(config: Idefics3Config, pictures: number): Cost {
  const { hiddenSize, intermediateSize, numHiddenLayers, numChannels, patchSize } = config.vision;
  const patches = patchesOf(config);
  const layer = 2 * hiddenSize * (4 * hiddenSize + 2 * intermediateSize) + 4 * patches * hiddenSize;
  const embedding = 2 * numChannels * patchSize ** 2 * hiddenSize;
  const connector = 2 * hiddenSize * config.text.hiddenSize;
  const weights = numHiddenLayers * hiddenSize * (4 * hiddenSize + 2 * intermediateSize);
  return {
    flops: pictures * patches * (numHiddenLayers * layer + embedding + connector),
    bytes: float * (weights + pictures * patches * numHiddenLayers * 12 * hiddenSize),
  };
}

export function prefill(config: Idefics3Config, { pictures, rows, length }: Prompts): Cost {
  const seen = vision(config, pictures);
  return {
    flops: seen.flops + layers(config, rows * length, length / 2) + head(config, rows),
    bytes: seen.bytes + float * readSize(config),
  };
}

/** `tokens` steps of `rows` rows: every step reads the weights once and each row its keys and values. */
export function decode(
  config: Idefics3Config,
  { rows, length, tokens }: { readonly rows: number; readonly length: number; readonly tokens: number },
): Cost {
  const { numHiddenLayers, numKeyValueHeads, headDim } = config.text;
  const context = length + tokens / 2;
  const cache = numHiddenLayers * 2 * context * numKeyValueHeads * headDim;
  return {
    flops: layers(config, rows * tokens, context) + head(config, rows * tokens),
    bytes: float * tokens * (readSize(config) + rows * cache),
  };
}

/** Scores of completions: what must be computed when the prompt of a group is computed once. */
export function scoring(config: Idefics3Config, { groups, group, tokens, length }: Rollouts): Cost {
  const rows = groups * group;
  const prompts = prefill(config, { pictures: groups, rows: groups, length });
  const completions = layers(config, rows * (tokens - 1), length + tokens / 2);
  return {
    flops: prompts.flops - head(config, groups) + completions + head(config, rows * tokens),
    bytes: prompts.bytes,
  };
}

/** Forward, backward at twice its price, and the update. */
export function training(config: Idefics3Config, work: Rollouts & { readonly weights: number }): Cost {
  const forward = scoring(config, work);
  return { flops: 3 * forward.flops, bytes: 3 * forward.bytes + update(work.weights).bytes };
}

/** Reads weights, gradients and both moments; writes all but the gradients. */
export const update = (weights: number): Cost => ({ flops: 0, bytes: 7 * float * weights });
