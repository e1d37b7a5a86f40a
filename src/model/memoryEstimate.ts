import { leastWaiting } from '../tensor/gpuBackend.ts';
import { largestLogits } from '../tensor/tokenLogProbs.ts';
import type { Idefics3Config } from './config.ts';

export type Purpose = 'train' | 'score' | 'generate';

/** What goes through the model at once. */
export interface BatchShape {
  /** of the distinct prompts together */
  readonly promptTokens: number;
  /** their pictures, or tiles of them */
  readonly tiles: number;
  /** completions */
  readonly rows: number;
  /** of the completions together */
  readonly newTokens: number;
}

export interface EstimateOptions {
  readonly backend: 'webgpu' | 'wasm';
  /** layers keep only their input in training, and are computed twice */
  readonly forgets: boolean;
}

/** Completions grow in steps of this many tokens (`generate.ts`). */
const cacheStep = 16;

/**
 * Most bytes in use beside weights and optimiser while a batch is computed.
 *
 * Counted from the ops: the terms are the tensors that the layers of `decoder.ts` and `vision.ts` make for each token
 * and patch. A test holds the sum to 15 % of what is measured.
 */
export function batchBytes(
  config: Idefics3Config,
  purpose: Purpose,
  shape: BatchShape,
  { backend, forgets }: EstimateOptions,
): number {
  const { peak, volume } = numbersOf(config, purpose, shape, forgets);
  const bytes = 4 * peak;
  if (backend === 'wasm') return bytes;
  // What is disposed waits for a submission, and the pool has a list for every size.
  const waiting = Math.min(4 * volume, Math.max(leastWaiting, bytes / 16));
  return bytes + 2 * waiting;
}

interface Numbers {
  /** in use at once */
  readonly peak: number;
  /** made in all, those that are freed at once included */
  readonly volume: number;
}

function numbersOf(
  config: Idefics3Config,
  purpose: Purpose,
  { promptTokens, tiles, rows, newTokens }: BatchShape,
  forgets: boolean,
): Numbers {
  const { text, vision } = config;
  const { hiddenSize: width, vocabSize: vocab, numHiddenLayers: layers } = text;
  const keyValues = 2 * text.numKeyValueHeads * text.headDim;
  const heads = text.numAttentionHeads * text.headDim;
  // Two norms, two sums; queries beside keys and values, and what comes of them; gate, up and their product.
  const token = 4 * width + 2 * heads + keyValues + 3 * text.intermediateSize + 2 * text.numAttentionHeads;
  // The same with keys and values of every head, and two of the inner width.
  const patch = 8 * vision.hiddenSize + 2 * vision.intermediateSize + 2 * vision.numAttentionHeads;
  const side = Math.floor(vision.imageSize / vision.patchSize);
  const patches = tiles * side * side;
  const pixels = patches * vision.numChannels * vision.patchSize ** 2;
  const head = vocab * width;
  const looking = patches * (patch + vision.hiddenSize) + pixels;

  if (purpose === 'generate') {
    const room = rows * Math.ceil(newTokens / Math.max(1, rows) / cacheStep) * cacheStep;
    const caches = (promptTokens + room) * keyValues * layers;
    const reading = promptTokens * (token + keyValues * layers);
    const writing = caches + head + rows * (token + 2 * vocab);
    const volume = patches * patch * vision.numHiddenLayers + promptTokens * token * layers;
    return { peak: Math.max(looking, reading, writing), volume };
  }
  // The last token of a completion is predicted and never read.
  const tokens = promptTokens + newTokens - rows;
  const logits = Math.min(largestLogits, newTokens * vocab);
  const predicting = newTokens * width + head + logits;
  const seen = patches * patch * vision.numHiddenLayers;
  const read = tokens * token * layers;
  if (purpose === 'score') {
    const peak = Math.max(looking, tokens * token, tokens * width + predicting);
    return { peak, volume: seen + read + predicting };
  }
  const outside = pixels + 4 * tokens * width + predicting + 2 * head;
  // Gradients of a layer as they begin to come back.
  const returning = tokens * (2 * width + text.intermediateSize);
  const kept = seen + read;
  if (!forgets) return { peak: kept + outside + returning, volume: kept + outside };
  const inputs = patches * vision.hiddenSize * vision.numHiddenLayers + tokens * width * layers;
  const remembered = Math.max(tokens * token + returning, patches * (patch + 2 * vision.intermediateSize));
  return { peak: inputs + outside + remembered, volume: kept + outside };
}
