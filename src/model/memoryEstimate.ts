import { leastWaiting } from '../tensor/gpuBackend.ts';
import { largestLogits } from '../tensor/tokenLogProbs.ts';
import { VisplayError } from '../errors.ts';
import { keptInPool } from '../tensor/memory.ts';
import type { Idefics3Config } from './config.ts';

export type Purpose = 'train' | 'score' | 'generate';

/** Rows that go through the model at once, however much memory there is. */
export const mostRows: Readonly<Record<Purpose, number>> = { train: 256, score: 512, generate: 256 };

/** Bytes of what is remembered of pictures, at most: over 400 of SmolVLM's. */
export const mostFeatures = 64e6;

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
  /** the vision tower is trained: where not, training keeps nothing of how pictures were seen */
  readonly trainsTower: boolean;
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
  { backend, forgets, trainsTower }: EstimateOptions,
): number {
  const { peak, volume } = numbersOf(config, purpose, shape, { forgets, trainsTower });
  const bytes = 4 * peak;
  if (backend === 'wasm') return bytes;
  // What is disposed waits for a submission, and the pool has a list for every size.
  return bytes + Math.min(4 * volume, 2 * Math.max(leastWaiting, bytes / 16));
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
  { forgets, trainsTower }: Omit<EstimateOptions, 'backend'>,
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
  const outside = (trainsTower ? pixels : 0) + 4 * tokens * width + predicting + 2 * head;
  // Gradients of a layer as they begin to come back.
  const returning = tokens * (2 * width + text.intermediateSize);
  const kept = (trainsTower ? seen : 0) + read;
  const volume = seen + read + outside;
  if (!forgets) return { peak: Math.max(looking, kept + outside + returning), volume };
  const looked = trainsTower ? patches : 0;
  const inputs = looked * vision.hiddenSize * vision.numHiddenLayers + tokens * width * layers;
  const again = Math.max(tokens * token + returning, looked * (patch + 2 * vision.intermediateSize));
  return { peak: Math.max(looking, inputs + outside + again), volume };
}

/** What a run holds and computes at its largest. */
export interface RunDemand {
  /** numbers in the weights of the base, of which two that are held as halves count as one, and in those that are trained */
  readonly weights: number;
  readonly trained: number;
  /** sets of trained weights beside the base */
  readonly sets: number;
  /** the largest prompt, and pictures or tiles in it */
  readonly promptTokens: number;
  readonly tiles: number;
  /** pictures or tiles that are looked at by weights that stay, or twice by the same */
  readonly remembered: number;
  /** whether these are among what is trained */
  readonly trainsTower: boolean;
  readonly trainsConnector: boolean;
  /** prompts of a step, and answers to each */
  readonly prompts: number;
  readonly samples: number;
  /** prompts that are answered once, at once */
  readonly alone: number;
  /** the longest answer */
  readonly newTokens: number;
  /** rows whose gradients are taken at once, at most */
  readonly microBatch: number;
}

/** Bytes at the highest point of a run, by what holds them. */
export interface MemoryEstimate {
  readonly weights: number;
  /** moments, gradients, and the new weights while they are made */
  readonly optimiser: number;
  /** the largest batch, key-value cache included, and features of pictures that are remembered */
  readonly activations: number;
  /** what a GPU's pool keeps of other batches */
  readonly pool: number;
  readonly total: number;
}

export interface MemoryPlan {
  readonly estimate: MemoryEstimate;
  /** bytes that a batch may take */
  readonly batchBytes: number;
  /** layers are computed twice in training */
  readonly forgets: boolean;
  /** bytes that features of pictures may take, of what batches leave */
  readonly featureBytes: number;
}

/** Fewer rows than this at once, and computing layers twice costs less than computing with so few. */
const fewRows = 4;

/**
 * How a run fits a budget of `budget` bytes.
 *
 * @throws VisplayError `memory-budget` where not even one row does; it says what would
 */
export function planMemory(
  config: Idefics3Config,
  demand: RunDemand,
  backend: EstimateOptions['backend'],
  budget: number,
): MemoryPlan {
  const { trainsTower } = demand;
  const weights = 4 * (demand.weights + demand.sets * demand.trained);
  const gradients = 4 * demand.trained;
  const moments = 2 * gradients;
  // While a batch is computed, gradients of earlier ones are there; while weights are updated, no batch is.
  const updating = weights + moments + 2 * gradients;
  const left = budget < updating ? budget - updating : budget - weights - moments - gradients;
  const needed = (purpose: Purpose, rows: number, forgets: boolean): number =>
    batchBytes(config, purpose, batchOf(demand, rows), { backend, forgets, trainsTower });
  const fits = (rows: number, forgets: boolean): boolean => needed('train', rows, forgets) <= left;
  const forgets = !fits(Math.min(fewRows, demand.microBatch), false);
  if (!fits(1, forgets) || needed('generate', 1, false) > left)
    throw refusal(config, demand, backend, budget, left);
  const all = Math.min(mostRows.generate, demand.prompts * demand.samples);
  const alone = batchOf({ ...demand, samples: 1 }, Math.min(mostRows.generate, demand.alone));
  const within = (purpose: Purpose, rows: number): number => Math.min(left, needed(purpose, rows, forgets));
  const trained = Math.min(all, demand.microBatch);
  const batches = [
    within('train', trained),
    within('score', all),
    within('generate', all),
    Math.min(left, batchBytes(config, 'generate', alone, { backend, forgets, trainsTower })),
  ];
  const activations = Math.max(...batches);
  // Scoring makes buffers of the sizes that training does; other batches have sizes of their own.
  const others = batches.filter((_, i) => i !== 1).reduce((sum, bytes) => sum + bytes, 0) - activations;
  const pool = backend === 'webgpu' ? Math.min(keptInPool, Math.max(0, others)) : 0;
  // Gradients wait to be copied into their buffer together.
  const waiting = backend === 'webgpu' ? Math.min(gradients, leastWaiting) : 0;
  // On WASM the gradients of a single batch come as its activations go, those of the vision tower last.
  const single =
    trainsTower && backend === 'wasm' && trained === all && needed('train', all, forgets) <= left;
  const working = single ? Math.max(activations, gradients) : activations + gradients + waiting;
  const optimiser = moments + 2 * gradients;
  const computing = weights + moments + pool + Math.max(working, 2 * gradients);
  const spare = Math.min(budget - computing, left - activations, mostFeatures);
  const featureBytes = Math.max(0, spare);
  const { vision } = config;
  const patches = Math.floor(vision.imageSize / vision.patchSize) ** 2;
  // Under a connector that is trained, what the tower sees is remembered instead.
  const perTile =
    demand.trainsConnector && !trainsTower
      ? 4 * patches * vision.hiddenSize
      : 4 * config.imageSeqLen * config.text.hiddenSize;
  const features = Math.min(featureBytes, demand.remembered * perTile);
  const total = computing + features;
  return {
    estimate: { weights, optimiser, activations: activations + features, pool, total },
    batchBytes: left - featureBytes,
    forgets,
    featureBytes,
  };
}

/** Rows of a step, spread over as few prompts as have so many answers. */
function batchOf({ samples, promptTokens, tiles, newTokens }: RunDemand, rows: number): BatchShape {
  const prompts = Math.ceil(rows / samples);
  return { promptTokens: prompts * promptTokens, tiles: prompts * tiles, rows, newTokens: rows * newTokens };
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

function refusal(
  config: Idefics3Config,
  demand: RunDemand,
  backend: EstimateOptions['backend'],
  budget: number,
  left: number,
): VisplayError {
  const needed = (newTokens: number): number => {
    const shape = batchOf({ ...demand, newTokens }, 1);
    const training = batchBytes(config, 'train', shape, {
      backend,
      forgets: true,
      trainsTower: demand.trainsTower,
    });
    return Math.max(
      training,
      batchBytes(config, 'generate', shape, { backend, forgets: true, trainsTower: demand.trainsTower }),
    );
  };
  const whole = budget - left + needed(demand.newTokens);
  let shorter = demand.newTokens;
  while (shorter > 1 && needed(shorter) > left) shorter -= 1;
  const ways = [`a memory budget of ${megabytes(whole)}`];
  if (needed(shorter) <= left) ways.push(`answers of at most ${shorter} tokens`);
  // Each number that is trained stands in every set, in two moments, its gradient and its new value.
  const perTrained = 4 * (demand.sets + 4);
  const most = Math.floor((budget - 4 * demand.weights - needed(demand.newTokens)) / perTrained);
  if (most > 0 && most < demand.trained)
    ways.push(
      `training at most ${(most / 1e6).toPrecision(2)} M of the ${(demand.trained / 1e6).toPrecision(2)} M weights, as adapters do`,
    );
  return new VisplayError(
    'memory-budget',
    `One answer of ${demand.newTokens} tokens needs ${megabytes(whole)} to train on, and the memory budget is ${megabytes(budget)}.`,
    `It would fit with ${ways.join(', or ')}${ways.length === 1 ? ', or with a smaller model' : ''}.`,
  );
}
