import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../tensor/attention.ts';
import { breathe } from '../tensor/breathe.ts';
import { readFloats } from '../tensor/device.ts';
import { cacheFrom, writeCache } from '../tensor/kvCache.ts';
import { product } from '../tensor/product.ts';
import { rotationAt, rotationTable, type Rotation } from '../tensor/rope.ts';
import { sampleTokens } from '../tensor/sample.ts';
import type { Sampling } from '../tensor/sampleRow.ts';
import { share } from '../tensor/share.ts';
import { takeRows } from '../tensor/takeRows.ts';
import type { Idefics3Config } from './config.ts';
import { causalMixer, decoderLayers, embedDrawn, headMatrix, type Mixer } from './decoder.ts';
import { embedBatch, pictureTable, rowsOf, type Prompt } from './prompt.ts';
import { tokenBatch } from './tokenBatch.ts';
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
  readonly signal?: AbortSignal;
}

interface Cache {
  readonly keys: tf.Tensor2D;
  readonly values: tf.Tensor2D;
}

/** Steps between two reads on a GPU, where a read waits for everything before it; on WASM reading is free. */
const stepsPerRead = { webgpu: 8, wasm: 1 } as const;

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
  let state = prefill(config, weights, draws, options);
  try {
    for (let position = 1; ; position++) {
      const last = position === options.maxNewTokens;
      if (last || position % stepsPerRead[backendName()] === 0) {
        await collect(state, results, options.stopIds);
        const open = state.rows.flatMap((row, i) => (results[row]!.stopped ? [] : [i]));
        if (last || open.length === 0) break;
        if (open.length <= state.rows.length * 0.75) state = keepRows(state, open);
        await breathe();
      }
      options.signal?.throwIfAborted();
      decodeStep(config, weights, state, position, options);
    }
  } finally {
    disposeState(state);
  }
  return results.map(finished);
}

function backendName(): keyof typeof stepsPerRead {
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
interface DecodingState {
  /** the draw of each row of the tensors */
  readonly rows: readonly number[];
  readonly rowKeys: readonly number[];
  readonly capacity: number;
  readonly table: Rotation;
  readonly head: tf.Tensor2D;
  /** by layer, [rows * capacity, keyValueHeads * headDim] */
  readonly caches: readonly Cache[];
  /** bits of the random keys, int32 [rows] */
  readonly keys: tf.Tensor1D;
  /** tokens of the prompts, int32 [rows] */
  readonly lengths: tf.Tensor1D;
  /** drawn last, [rows, 2] */
  last: tf.Tensor2D;
  /** drawn and not read yet, `last` among them unless it has been read */
  unread: tf.Tensor2D[];
}

/** Runs the prompts and draws the first tokens. */
function prefill(
  config: Idefics3Config,
  weights: WeightSet,
  draws: readonly Draw[],
  options: GenerationOptions,
): DecodingState {
  const prompts = [...new Set(draws.map(({ prompt }) => prompt))];
  const place = new Map(prompts.map((prompt, i) => [prompt, i]));
  const sources = draws.map(({ prompt }) => place.get(prompt)!);
  const pictures = pictureTable(prompts, config);
  const batch = tokenBatch(rowsOf(prompts, pictures), config.imageTokenId);
  const { text } = config;
  // Few different capacities, so that a GPU's pool finds buffers of the same size again.
  const capacity = Math.ceil((batch.sequence + options.maxNewTokens) / 16) * 16;
  const caches: Cache[] = [];
  return keeping((keep) => {
    const causal = causalMixer(null, text, batch.batch, batch.sequence);
    const mix: Mixer = (layer, q, k, v) => {
      caches.push({
        keys: keep(cacheFrom(k, sources, batch.sequence, capacity)),
        values: keep(cacheFrom(v, sources, batch.sequence, capacity)),
      });
      return causal(layer, q, k, v);
    };
    const table = rotationTable(capacity, text.headDim, text.ropeTheta);
    const rotation = rotationAt(table, tf.tensor1d(batch.positions, 'int32'));
    const embeddings = embedBatch(null, config, weights, batch, pictures.pixels);
    const hidden = decoderLayers(null, text, weights, embeddings, rotation, mix);
    const ends = sources.map((source) => source * batch.sequence + batch.lengths[source]! - 1);
    // A head of its own is the weight set's: the handle can be disposed with the rest.
    const head = keep(share(headMatrix(null, config, weights)));
    const rowKeys = draws.map(({ key }) => key);
    const keys = keep(keyTensor(rowKeys));
    const logits = product(takeRows(hidden, tf.tensor1d(ends, 'int32')), head);
    const first = keep(sampleTokens(logits, keys, 0, options));
    return {
      rows: draws.map((_, i) => i),
      rowKeys,
      capacity,
      table: { cos: keep(table.cos), sin: keep(table.sin) },
      head,
      caches,
      keys,
      lengths: keep(tf.tensor1d(sources.map((source) => batch.lengths[source]!), 'int32')), // prettier-ignore
      last: first,
      unread: [first],
    };
  });
}

/** Unsigned keys as the int32 of the same bits, [rows]. */
function keyTensor(keys: readonly number[]): tf.Tensor1D {
  return tf.tensor1d(Int32Array.from(keys), 'int32');
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

/** Feeds the last drawn tokens and draws the next, at `position` of every completion. */
function decodeStep(
  { text }: Idefics3Config,
  weights: WeightSet,
  state: DecodingState,
  position: number,
  options: GenerationOptions,
): void {
  const batch = state.rows.length;
  const shape = {
    batch,
    queries: 1,
    keys: state.capacity,
    heads: text.numAttentionHeads,
    keyValueHeads: text.numKeyValueHeads,
    headDim: text.headDim,
    causal: false,
  };
  const next = tf.tidy(() => {
    const ids: tf.Tensor1D = tf.cast(tf.reshape(tf.slice(state.last, [0, 0], [batch, 1]), [batch]), 'int32');
    const at: tf.Tensor1D = tf.add(state.lengths, tf.scalar(position - 1, 'int32'));
    const counts: tf.Tensor1D = tf.add(at, tf.scalar(1, 'int32'));
    const mix: Mixer = (layer, q, k, v) => {
      const { keys, values } = state.caches[layer]!;
      writeCache(keys, k, at);
      writeCache(values, v, at);
      return attention(null, q, keys, values, shape, { counts });
    };
    const hidden = decoderLayers(
      null,
      text,
      weights,
      embedDrawn(weights, ids),
      rotationAt(state.table, at),
      mix,
    );
    return sampleTokens(product(hidden, state.head), state.keys, position, options);
  });
  if (!state.unread.includes(state.last)) state.last.dispose();
  state.last = tf.keep(next);
  state.unread.push(state.last);
}

/** Reads what has been drawn since the last time and appends it to the rows that have not ended. */
async function collect(
  state: DecodingState,
  results: readonly { readonly tokens: number[]; readonly logProbs: number[]; stopped: boolean }[],
  stopIds: readonly number[],
): Promise<void> {
  const steps = state.unread.length;
  const stacked = tf.tidy(() => tf.stack(state.unread));
  const values = await readFloats(stacked);
  tf.dispose([stacked, ...state.unread.filter((tensor) => tensor !== state.last)]);
  state.unread = [];
  const batch = state.rows.length;
  for (let step = 0; step < steps; step++) {
    for (const [i, row] of state.rows.entries()) {
      const result = results[row]!;
      if (result.stopped) continue;
      const token = values[2 * (step * batch + i)]!;
      result.tokens.push(token);
      result.logProbs.push(values[2 * (step * batch + i) + 1]!);
      result.stopped = stopIds.includes(token);
    }
  }
}

/** The same state with some of its rows; the old one is disposed. */
function keepRows(state: DecodingState, kept: readonly number[]): DecodingState {
  const next = keeping((keep): DecodingState => {
    const index = tf.tensor1d(Int32Array.from(kept), 'int32');
    const rowKeys = kept.map((i) => state.rowKeys[i]!);
    const pick = <T extends tf.Tensor>(tensor: T): T => keep(tf.gather(tensor, index));
    const pickCache = (cache: tf.Tensor2D): tf.Tensor2D => {
      const width = cache.shape[1];
      const parts: tf.Tensor2D = tf.reshape(cache, [state.rows.length, state.capacity * width]);
      return keep(tf.reshape(takeRows(parts, index), [kept.length * state.capacity, width]));
    };
    return {
      ...state,
      rows: kept.map((i) => state.rows[i]!),
      table: { cos: keep(share(state.table.cos)), sin: keep(share(state.table.sin)) },
      head: keep(share(state.head)),
      caches: state.caches.map(({ keys, values }) => ({
        keys: pickCache(keys),
        values: pickCache(values),
      })),
      rowKeys,
      // Not gathered: WebGPU's gather takes integers through float32, which keeps 24 of their bits.
      keys: keep(keyTensor(rowKeys)),
      lengths: pick(state.lengths),
      last: pick(state.last),
      unread: [],
    };
  });
  disposeState(state);
  return next;
}

function disposeState({ table, head, caches, keys, lengths, last, unread }: DecodingState): void {
  tf.dispose([table.cos, table.sin, head, keys, lengths, last, ...unread]);
  for (const cache of caches) tf.dispose([cache.keys, cache.values]);
}
