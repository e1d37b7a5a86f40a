/**
 * The model as a competent user of TensorFlow.js writes it, with none of our code: its ops, its gradients, its Adam.
 * The yardstick of the engine, checked to give the same numbers (`stock.test.ts`).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Idefics3Config } from '../model/config.ts';
import { asMatrix } from '../tensor/rank.ts';

/** A weight by its transformers name; matrices are [in, out], tables [rows, width]. */
export type WeightOf = (name: string) => tf.Tensor;

/** Prompts of one length, each asked `group` times, with completions of one length: nothing needs padding. */
export interface StockBatch {
  /** by prompt */
  readonly prompts: readonly (readonly number[])[];
  /** [prompts, channels, size, size]; null where the prompts have no picture */
  readonly pixels: Float32Array | null;
  /** completions of each prompt, side by side */
  readonly group: number;
  /** [prompts * group][length] */
  readonly completions: readonly (readonly number[])[];
}

/** Keys and values of a layer, [batch, keyValueHeads, tokens, headDim]. */
interface Cache {
  keys: tf.Tensor4D;
  values: tf.Tensor4D;
}

const text = 'model.text_model';
const vision = 'model.vision_model';

/** Features of pictures as the decoder takes them, [count * imageSeqLen, hidden]. */
export function stockVision(config: Idefics3Config, weight: WeightOf, pixels: Float32Array): tf.Tensor2D {
  const { hiddenSize, numAttentionHeads, layerNormEps, patchSize, imageSize } = config.vision;
  const side = imageSize / patchSize;
  const sequence = side * side;
  const patches = cutPatches(config, pixels);
  const count = patches.shape[0] / sequence;
  const dense = (x: tf.Tensor2D, name: string): tf.Tensor2D =>
    tf.add(tf.matMul(x, weight(`${name}.weight`)), weight(`${name}.bias`));
  const norm = (x: tf.Tensor2D, name: string): tf.Tensor2D => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    const normed = tf.mul(centred, tf.rsqrt(tf.add(variance, layerNormEps)));
    return tf.add(tf.mul(normed, weight(`${name}.weight`)), weight(`${name}.bias`));
  };
  const embedded = tf.reshape(dense(patches, `${vision}.embeddings.patch_embedding`), [
    count,
    sequence,
    hiddenSize,
  ]);
  const placed = tf.add(embedded, weight(`${vision}.embeddings.position_embedding.weight`));
  let x: tf.Tensor2D = tf.reshape(placed, [count * sequence, hiddenSize]);
  const headDim = hiddenSize / numAttentionHeads;
  for (let i = 0; i < config.vision.numHiddenLayers; i++) {
    const layer = `${vision}.encoder.layers.${i}`;
    const inner = norm(x, `${layer}.layer_norm1`);
    const [q, k, v] = ['q_proj', 'k_proj', 'v_proj'].map((name) =>
      toHeads(dense(inner, `${layer}.self_attn.${name}`), count, numAttentionHeads, headDim),
    );
    const mixed = fromHeads(attend(q!, k!, v!, null));
    const attended: tf.Tensor2D = tf.add(x, dense(mixed, `${layer}.self_attn.out_proj`));
    const wide = dense(norm(attended, `${layer}.layer_norm2`), `${layer}.mlp.fc1`);
    x = tf.add(attended, dense(gelu(wide), `${layer}.mlp.fc2`));
  }
  x = norm(x, `${vision}.post_layernorm`);
  return tf.matMul(fold(x, count, side, config), weight('model.connector.modality_projection.proj.weight'));
}

/** Log-probability of every token of the completions, [rows, length]; differentiable. */
export function stockLogProbs(
  config: Idefics3Config,
  weight: WeightOf,
  batch: StockBatch,
  training: boolean,
): tf.Tensor2D {
  const { hiddenSize, vocabSize } = config.text;
  const rows = batch.completions.length;
  const length = batch.completions[0]!.length;
  const promptLength = batch.prompts[0]!.length;
  // The last token is predicted and not read.
  const ids = batch.completions.map((completion, row) => [
    ...batch.prompts[Math.floor(row / batch.group)]!,
    ...completion.slice(0, -1),
  ]);
  const sequence = promptLength + length - 1;
  const embeddings = embed(config, weight, ids, batch, training);
  const hidden = decoder(config, weight, embeddings, { batch: rows, start: 0, caches: null });
  const predicting = tf.slice(tf.reshape(hidden, [rows, sequence, hiddenSize]), [0, promptLength - 1, 0], [rows, length, hiddenSize]); // prettier-ignore
  const logits = tf.matMul(tf.reshape<tf.Rank.R2>(predicting, [rows * length, hiddenSize]), head(config, weight)); // prettier-ignore
  const targets = tf.oneHot(tf.tensor1d(batch.completions.flat(), 'int32'), vocabSize);
  const chosen = tf.sum(tf.mul(tf.logSoftmax(logits), tf.cast(targets, 'float32')), 1);
  return tf.reshape(chosen, [rows, length]);
}

/** Greedy completions of one prompt, `batch` times, with a cache that grows by concatenation. */
export async function stockDecode(
  config: Idefics3Config,
  weight: WeightOf,
  prompt: Pick<StockBatch, 'prompts' | 'pixels'>,
  batch: number,
  steps: number,
): Promise<{ readonly tokens: number[][]; readonly logProbs: number[][] }> {
  const { headDim, numKeyValueHeads, numHiddenLayers, hiddenSize } = config.text;
  const caches: Cache[] = [];
  const tokens = Array.from({ length: batch }, (): number[] => []);
  const logProbs = Array.from({ length: batch }, (): number[] => []);
  const take = async (drawn: tf.Tensor2D): Promise<number[]> => {
    const values = await drawn.data();
    drawn.dispose();
    const ids: number[] = [];
    for (let row = 0; row < batch; row++) {
      ids.push(values[2 * row]!);
      tokens[row]!.push(values[2 * row]!);
      logProbs[row]!.push(values[2 * row + 1]!);
    }
    return ids;
  };
  let drawn = tf.tidy(() => {
    const length = prompt.prompts[0]!.length;
    const embeddings = embed(config, weight, prompt.prompts, { ...prompt, group: 1 }, false);
    const hidden = decoder(config, weight, embeddings, { batch: 1, start: 0, caches });
    for (let layer = 0; layer < numHiddenLayers; layer++) {
      const cache = caches[layer]!;
      const shape = [1, numKeyValueHeads, length, headDim] as const;
      cache.keys = tf.keep(tf.tile(tf.reshape(cache.keys, [...shape]), [batch, 1, 1, 1]));
      cache.values = tf.keep(tf.tile(tf.reshape(cache.values, [...shape]), [batch, 1, 1, 1]));
    }
    const last = tf.slice(hidden, [length - 1, 0], [1, hiddenSize]);
    return greedy(tf.matMul(tf.tile(last, [batch, 1]), head(config, weight)));
  });
  const table = tf.tidy(() => head(config, weight));
  for (let step = 1; step < steps; step++) {
    const ids = await take(drawn);
    const before = caches.flatMap(({ keys, values }) => [keys, values]);
    drawn = tf.tidy(() => {
      const x: tf.Tensor2D = tf.gather(embeddingsOf(weight), tf.tensor1d(ids, 'int32'));
      const start = prompt.prompts[0]!.length + step - 1;
      const hidden = decoder(config, weight, x, { batch, start, caches });
      for (const { keys, values } of caches) for (const cache of [keys, values]) tf.keep(cache);
      return greedy(tf.matMul(hidden, table));
    });
    tf.dispose(before);
  }
  await take(drawn);
  tf.dispose([table, ...caches.flatMap(({ keys, values }) => [keys, values])]);
  return { tokens, logProbs };
}

interface Pass {
  readonly batch: number;
  /** position of the first token */
  readonly start: number;
  /** read and written; null where nothing comes after */
  readonly caches: Cache[] | null;
}

/** The decoder's layers and last norm, [batch * tokens, hidden] in and out. */
function decoder(config: Idefics3Config, weight: WeightOf, embeddings: tf.Tensor2D, pass: Pass): tf.Tensor2D {
  const { numHiddenLayers, numAttentionHeads, numKeyValueHeads, headDim, rmsNormEps } = config.text;
  const { batch, start, caches } = pass;
  const tokens = embeddings.shape[0] / batch;
  const norm = (x: tf.Tensor2D, name: string): tf.Tensor2D =>
    tf.mul(
      tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), rmsNormEps))),
      weight(`${name}.weight`),
    );
  const dense = (x: tf.Tensor2D, name: string): tf.Tensor2D => tf.matMul(x, weight(`${name}.weight`));
  const { cos, sin } = angles(config, start, tokens);
  const mask = tokens > 1 ? causalMask(tokens) : null;
  let x = embeddings;
  for (let i = 0; i < numHiddenLayers; i++) {
    const layer = `${text}.layers.${i}`;
    const inner = norm(x, `${layer}.input_layernorm`);
    const q = rotate(
      toHeads(dense(inner, `${layer}.self_attn.q_proj`), batch, numAttentionHeads, headDim),
      cos,
      sin,
    );
    let k = rotate(
      toHeads(dense(inner, `${layer}.self_attn.k_proj`), batch, numKeyValueHeads, headDim),
      cos,
      sin,
    );
    let v = toHeads(dense(inner, `${layer}.self_attn.v_proj`), batch, numKeyValueHeads, headDim);
    const cache = caches?.[i];
    if (cache !== undefined) {
      k = tf.concat([cache.keys, k], 2);
      v = tf.concat([cache.values, v], 2);
    }
    if (caches !== null) caches[i] = { keys: k, values: v };
    const group = numAttentionHeads / numKeyValueHeads;
    const mixed = fromHeads(attend(q, repeatHeads(k, group), repeatHeads(v, group), mask));
    const attended: tf.Tensor2D = tf.add(x, dense(mixed, `${layer}.self_attn.o_proj`));
    const normed = norm(attended, `${layer}.post_attention_layernorm`);
    const gate = dense(normed, `${layer}.mlp.gate_proj`);
    const active: tf.Tensor2D = tf.mul(tf.mul(gate, tf.sigmoid(gate)), dense(normed, `${layer}.mlp.up_proj`));
    x = tf.add(attended, dense(active, `${layer}.mlp.down_proj`));
  }
  return norm(x, `${text}.norm`);
}

/** Embeddings of rows of one length with the pictures in place, [rows * length, hidden]. */
function embed(
  config: Idefics3Config,
  weight: WeightOf,
  ids: readonly (readonly number[])[],
  { prompts, pixels, group }: Pick<StockBatch, 'prompts' | 'pixels' | 'group'>,
  training: boolean,
): tf.Tensor2D {
  const { hiddenSize, vocabSize } = config.text;
  const [rows, length] = [ids.length, ids[0]!.length];
  const flat = tf.tensor1d(ids.flat(), 'int32');
  // The gradient of gather needs UnsortedSegmentSum, which the WASM backend does not have.
  const tokens: tf.Tensor2D =
    training && tf.getBackend() === 'wasm'
      ? tf.matMul(tf.cast(tf.oneHot(flat, vocabSize), 'float32'), embeddingsOf(weight))
      : tf.gather(embeddingsOf(weight), flat);
  if (pixels === null) return tokens;
  const features = stockVision(config, weight, pixels);
  const wide = config.imageSeqLen * hiddenSize;
  const perRow = tf.tile(tf.reshape(features, [prompts.length, 1, wide]), [1, group, 1]);
  const first = ids[0]!.indexOf(config.imageTokenId);
  const after = first + config.imageSeqLen;
  const table = tf.reshape(tokens, [rows, length, hiddenSize]);
  const whole = tf.concat(
    [
      tf.slice(table, [0, 0, 0], [rows, first, hiddenSize]),
      tf.reshape(perRow, [rows, config.imageSeqLen, hiddenSize]),
      tf.slice(table, [0, after, 0], [rows, length - after, hiddenSize]),
    ],
    1,
  );
  return tf.reshape(whole, [rows * length, hiddenSize]);
}

function embeddingsOf(weight: WeightOf): tf.Tensor2D {
  return asMatrix(weight(`${text}.embed_tokens.weight`));
}

/** [hidden, vocab] */
function head(config: Idefics3Config, weight: WeightOf): tf.Tensor2D {
  if (config.tieWordEmbeddings) return tf.transpose(embeddingsOf(weight));
  return asMatrix(weight('lm_head.weight'));
}

/** Column 0 the likeliest id of each row of logits, column 1 its log-probability. */
function greedy(logits: tf.Tensor2D): tf.Tensor2D {
  const best = tf.argMax(logits, 1);
  const logProb = tf.sub(tf.max(logits, 1), tf.logSumExp(logits, 1));
  return asMatrix(tf.stack([tf.cast(best, 'float32'), logProb], 1));
}

/** [batch * tokens, heads * headDim] as [batch, heads, tokens, headDim]. */
function toHeads(x: tf.Tensor2D, batch: number, heads: number, headDim: number): tf.Tensor4D {
  const split: tf.Tensor4D = tf.reshape(x, [batch, x.shape[0] / batch, heads, headDim]);
  return tf.transpose(split, [0, 2, 1, 3]);
}

function fromHeads(x: tf.Tensor4D): tf.Tensor2D {
  const [batch, heads, tokens, headDim] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch * tokens, heads * headDim]);
}

/** Every key head as often as query heads share it; by way of rank 3, since rank 5 has no kernel on WebGPU. */
function repeatHeads(x: tf.Tensor4D, group: number): tf.Tensor4D {
  if (group === 1) return x;
  const [batch, heads, tokens, headDim] = x.shape;
  const tiled = tf.tile(tf.reshape(x, [batch * heads, 1, tokens * headDim]), [1, group, 1]);
  return tf.reshape(tiled, [batch, heads * group, tokens, headDim]);
}

function attend(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D, mask: tf.Tensor | null): tf.Tensor4D {
  const scores: tf.Tensor4D = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape[3]));
  return tf.matMul(tf.softmax(mask === null ? scores : tf.add(scores, mask)), v);
}

/** [1, 1, tokens, tokens], -1e9 where the key comes after the query */
function causalMask(tokens: number): tf.Tensor {
  const values = Float32Array.from({ length: tokens * tokens }, (_, i) =>
    i % tokens > Math.floor(i / tokens) ? -1e9 : 0,
  );
  return tf.tensor4d(values, [1, 1, tokens, tokens]);
}

/** Cosines and sines of the tokens' positions, [1, 1, tokens, headDim / 2]. */
function angles({ text: { headDim, ropeTheta } }: Idefics3Config, start: number, tokens: number) {
  const half = headDim / 2;
  const values = Float32Array.from({ length: tokens * half }, (_, i) => {
    const frequency = Math.fround(1 / Math.fround(ropeTheta ** ((2 * (i % half)) / headDim)));
    return (start + Math.floor(i / half)) * frequency;
  });
  const table = (of: (angle: number) => number): tf.Tensor4D =>
    tf.tensor4d(values.map(of), [1, 1, tokens, half]);
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

function rotate(x: tf.Tensor4D, cos: tf.Tensor4D, sin: tf.Tensor4D): tf.Tensor4D {
  const [left, right]: tf.Tensor4D[] = tf.split(x, 2, 3);
  const turned = tf.sub<tf.Tensor4D>(tf.mul(left!, cos), tf.mul(right!, sin));
  return tf.concat([turned, tf.add<tf.Tensor4D>(tf.mul(right!, cos), tf.mul(left!, sin))], 3);
}

/** gelu_pytorch_tanh */
function gelu(x: tf.Tensor2D): tf.Tensor2D {
  const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
}

/** Squares of patches side by side, [count * (side / factor)^2, width * factor^2] (`Idefics3Connector`). */
function fold(
  x: tf.Tensor2D,
  count: number,
  side: number,
  { scaleFactor: factor }: Idefics3Config,
): tf.Tensor2D {
  const width = x.shape[1];
  const rows = tf.reshape(x, [count, side, side / factor, width * factor]);
  const turned = tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [
    count,
    side / factor,
    side / factor,
    width * factor * factor,
  ]);
  const back = tf.transpose(turned, [0, 2, 1, 3]);
  return tf.reshape(back, [count * (side / factor) ** 2, width * factor * factor]);
}

/** Pictures as rows of patches, [count * patches, channels * patchSize * patchSize]. */
function cutPatches(
  { vision: { imageSize, patchSize, numChannels } }: Idefics3Config,
  pixels: Float32Array,
): tf.Tensor2D {
  const side = imageSize / patchSize;
  const width = numChannels * patchSize * patchSize;
  const rows = pixels.length / width;
  const values = new Float32Array(pixels.length);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const [picture, patch] = [Math.floor(row / (side * side)), row % (side * side)];
    const [top, left] = [Math.floor(patch / side) * patchSize, (patch % side) * patchSize];
    for (let line = 0; line < numChannels * patchSize; line++) {
      const [channel, y] = [Math.floor(line / patchSize), line % patchSize];
      const from = ((picture * numChannels + channel) * imageSize + top + y) * imageSize + left;
      values.set(pixels.subarray(from, from + patchSize), next);
      next += patchSize;
    }
  }
  return tf.tensor2d(values, [rows, width]);
}
