import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../tensor/attention.ts';
import { promptLayout } from '../tensor/attentionLayout.ts';
import { breathe } from '../tensor/breathe.ts';
import { decodeAttention } from '../tensor/decodeAttention.ts';
import { embedDrawn, rowTable, type Decoding, type DecodingRow } from '../tensor/decoding.ts';
import { readFloats } from '../tensor/device.ts';
import type { LayerCache } from '../tensor/kvCache.ts';
import { linear } from '../tensor/linear.ts';
import { rotate, rotationTable } from '../tensor/rope.ts';
import { sampleTokens } from '../tensor/sample.ts';
import type { Sampling } from '../tensor/sampleRow.ts';
import { share } from '../tensor/share.ts';
import { takeRows } from '../tensor/takeRows.ts';
import type { Idefics3Config } from './config.ts';
import { decoderHeads, decoderLayers, embeddingTable, headMatrix, type Mixer } from './decoder.ts';
import { looksAgain, type Sight } from './featureStore.ts';
import { embedBatch, type Prompt } from './prompt.ts';
import { sharedPromptBatch } from './sharedPrompt.ts';
import type { WeightSet } from './weights.ts';

/** One completion to be drawn. */
export interface Draw {
  readonly prompt: Prompt;
  /** random key; the position of each token is folded in */
  readonly key: number;
}

export interface DrawnTokens {
  /** with the end token, if one was drawn */
  readonly tokens: readonly number[];
  /** of each token under the model itself */
  readonly logProbs: readonly number[];
  readonly finish: 'stop' | 'length';
}

export interface GenerationOptions extends Sampling {
  readonly maxNewTokens: number;
  /** tokens that end a completion */
  readonly stopIds: readonly number[];
  /** whether a completion is over with its last token, beside those that end it anyway */
  readonly isOver?: (tokens: readonly number[]) => boolean;
  readonly signal?: AbortSignal;
  /** tokens that are never drawn: the others share what they would have had, also in the log-probabilities */
  readonly forbidden?: readonly number[];
  /** told of the tokens of a draw whenever some more are known */
  readonly onTokens?: (draw: number, tokens: readonly number[]) => void;
  /** how pictures are seen; left out, each is looked at */
  readonly look?: Sight;
}

/**
 * Steps between two reads on a GPU, where a read waits for everything before it, and steps that are enqueued before
 * waiting, so that the GPU has work meanwhile; on WASM reading is free.
 */
const reads = { webgpu: { every: 8, ahead: 2 }, wasm: { every: 1, ahead: 0 } } as const;

/**
 * Draws completions of one batch. Prompts that are the same object go through the decoder once, pictures that are
 * the same through the vision tower; no result depends on what else is in the batch.
 */
export async function generate(
  config: Idefics3Config,
  weights: WeightSet,
  draws: readonly Draw[],
  options: GenerationOptions,
): Promise<DrawnTokens[]> {
  const results = draws.map(() => ({ tokens: [] as number[], logProbs: [] as number[], stopped: false }));
  if (options.maxNewTokens <= 0 || draws.length === 0) return results.map(finished);
  const { every, ahead } = reads[backendName()];
  const state = prefill(config, weights, draws, options);
  const readings: Reading[] = [];
  try {
    for (let steps = 1; ; steps++) {
      const last = steps === options.maxNewTokens;
      if (last || steps % every === 0) readings.push(beginReading(state, steps));
      for (let next = readings[0]; next !== undefined; next = readings[0]) {
        if (!last && steps < next.steps + ahead) break;
        await collect(state, results, next, options);
        readings.shift();
        const open = state.rows.filter(({ slot }) => !results[slot]!.stopped);
        if (open.length < state.rows.length) keepRows(state, open);
        await breathe();
      }
      if (last || state.rows.length === 0) break;
      options.signal?.throwIfAborted();
      decodeStep(config, weights, state, options);
    }
  } finally {
    await Promise.allSettled(readings.map(({ values }) => values));
    disposeState(state);
  }
  return results.map(finished);
}

function backendName(): keyof typeof reads {
  return tf.getBackend() === 'webgpu' ? 'webgpu' : 'wasm';
}

function finished({
  tokens,
  logProbs,
  stopped,
}: {
  readonly tokens: number[];
  readonly logProbs: number[];
  readonly stopped: boolean;
}): DrawnTokens {
  return { tokens, logProbs, finish: stopped ? 'stop' : 'length' };
}

/** A batch on its way; rows that have ended are dropped from it in time. It owns its tensors. */
interface DecodingState extends Decoding {
  rows: readonly DecodingRow[];
  table: tf.Tensor2D;
  readonly angles: tf.Tensor2D;
  readonly head: tf.Tensor2D;
  /** by layer */
  readonly caches: readonly LayerCache[];
  /** tokens of each completion that have been read */
  read: number;
}

/** Runs the prompts and draws the first tokens. */
function prefill(
  config: Idefics3Config,
  weights: WeightSet,
  draws: readonly Draw[],
  options: GenerationOptions,
): DecodingState {
  // The first token of each completion is predicted, and none is read.
  const batch = sharedPromptBatch(config, draws.map(({ prompt }) => ({ prompt, tokens: [0] }))); // prettier-ignore
  const rows = draws.map(({ prompt, key }, slot): DecodingRow => {
    const promptLength = prompt.ids.length;
    return { slot, promptStart: batch.places[slot]!.promptEnd - promptLength, promptLength, key };
  });
  const { text } = config;
  const shape = decoderHeads(text);
  const width = 2 * shape.keyValueHeads * shape.headDim;
  // The last token is drawn and never read. Few different capacities, so that a GPU's pool finds buffers again.
  const capacity = Math.ceil(Math.max(1, options.maxNewTokens - 1) / 8) * 8;
  const caches: LayerCache[] = [];
  return keeping((keep) => {
    const layout = promptLayout(batch.groups, batch.ids.length);
    const longest = Math.max(...rows.map(({ promptLength }) => promptLength));
    const angles = keep(rotationTable(longest + capacity, text.headDim, text.ropeTheta));
    const mix: Mixer = (_layer, qkv) => {
      const turned = rotate(qkv, shape, layout, angles, 1);
      const first = shape.heads * shape.headDim;
      caches.push({
        prompts: keep(tf.slice2d(turned, [0, first], [layout.tokens, width])),
        own: keep(tf.zeros<tf.Rank.R2>([rows.length * capacity, width])),
      });
      return attention(null, turned, shape, layout);
    };
    const { pictures } = batch;
    const { look = looksAgain } = options;
    const features = pictures.length === 0 ? null : () => look(null, config, weights, pictures);
    const embeddings = embedBatch(null, weights, batch, features);
    const hidden = decoderLayers(null, text, weights, embeddings, mix);
    // A head of its own is the weight set's: the handle can be disposed with the rest.
    const head = keep(share(headMatrix(null, config, weights)));
    const state: DecodingState = {
      rows,
      table: keep(rowTable(rows)),
      drawn: keep(tf.zeros<tf.Rank.R2>([rows.length, 2 + 2 * options.maxNewTokens])),
      angles,
      head,
      caches,
      read: 0,
    };
    const ends = Int32Array.from(batch.places, ({ promptEnd }) => promptEnd - 1);
    draw(linear(null, takeRows(hidden, tf.tensor1d(ends, 'int32')), head), state, options);
    return state;
  });
}

/**
 * Runs `make` in a `tf.tidy` with a function that keeps tensors out of it; where it throws, they are disposed too.
 */
function keeping<T>(make: (keep: <K extends tf.Tensor>(tensor: K) => K) => T): T {
  const kept: tf.Tensor[] = [];
  const engine = tf.engine();
  engine.startScope();
  try {
    return make((tensor) => {
      kept.push(tensor);
      return tf.keep(tensor);
    });
  } catch (error) {
    tf.dispose(kept);
    throw error;
  } finally {
    engine.endScope();
  }
}

/** Feeds the tokens drawn last and draws the next. */
function decodeStep(
  { text }: Idefics3Config,
  weights: WeightSet,
  state: DecodingState,
  options: GenerationOptions,
): void {
  const shape = decoderHeads(text);
  tf.tidy(() => {
    const mix: Mixer = (layer, qkv) => decodeAttention(qkv, shape, state.caches[layer]!, state, state.angles);
    const hidden = decoderLayers(null, text, weights, embedDrawn(embeddingTable(weights), state), mix);
    draw(linear(null, hidden, state.head), state, options);
  });
}

/** Low enough that no other token can lose against it; a mask of minus infinity would make NaN on a GPU. */
const never = -1e9;

/** Draws a token per row of logits [rows, vocab]. The caller tidies. */
function draw(logits: tf.Tensor2D, state: DecodingState, options: GenerationOptions): void {
  const { forbidden = [] } = options;
  if (forbidden.length === 0) {
    sampleTokens(logits, state, options);
    return;
  }
  const mask = new Float32Array(logits.shape[1]);
  for (const id of forbidden) mask[id] = never;
  sampleTokens(tf.add<tf.Tensor2D>(logits, tf.tensor2d(mask, [1, mask.length])), state, options);
}

/** Tokens on their way to the host. */
interface Reading {
  /** tokens of each completion, with these and those before */
  readonly steps: number;
  readonly fresh: number;
  /** id and log-probability of each fresh token, [slots, fresh, 2] */
  readonly values: Promise<Float32Array>;
}

/** Begins to read what has been drawn since the reading before, up to `steps` tokens. */
function beginReading(state: DecodingState, steps: number): Reading {
  const fresh = steps - state.read;
  state.read = steps;
  // A copy: what a GPU's tensor has been read once, TensorFlow.js would answer from memory ever after.
  const part = tf.slice2d(state.drawn, [0, 2 * (1 + steps - fresh)], [state.drawn.shape[0], 2 * fresh]);
  return { steps, fresh, values: readFloats(part).finally(() => part.dispose()) };
}

/** Appends what has been read to the rows that go on. */
async function collect(
  state: DecodingState,
  results: readonly { readonly tokens: number[]; readonly logProbs: number[]; stopped: boolean }[],
  { fresh, values: promise }: Reading,
  { stopIds, isOver, onTokens }: GenerationOptions,
): Promise<void> {
  const values = await promise;
  for (const { slot } of state.rows) {
    const result = results[slot]!;
    for (let at = 2 * slot * fresh; at < 2 * (slot + 1) * fresh && !result.stopped; at += 2) {
      result.tokens.push(values[at]!);
      result.logProbs.push(values[at + 1]!);
      result.stopped = stopIds.includes(values[at]!) || isOver?.(result.tokens) === true;
    }
    onTokens?.(slot, result.tokens);
  }
}

/** Goes on with some of the rows; their caches stay where they are. */
function keepRows(state: DecodingState, rows: readonly DecodingRow[]): void {
  if (rows.length > 0) {
    state.table.dispose();
    state.table = tf.keep(rowTable(rows));
  }
  state.rows = rows;
}

function disposeState({ table, drawn, angles, head, caches }: DecodingState): void {
  tf.dispose([table, drawn, angles, head]);
  for (const { prompts, own } of caches) tf.dispose([prompts, own]);
}
