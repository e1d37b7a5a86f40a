import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../tensor/attention.ts';
import { mutualLayout, type AttentionLayout } from '../tensor/attentionLayout.ts';
import { gatherRows } from '../tensor/gatherRows.ts';
import { layerNorm } from '../tensor/layerNorm.ts';
import { linear } from '../tensor/linear.ts';
import { linearGelu } from '../tensor/linearGelu.ts';
import { packedLinear } from '../tensor/packedLinear.ts';
import { runLayer, type Tape } from '../tensor/tape.ts';
import type { Idefics3VisionConfig } from './config.ts';
import type { WeightSet } from './weights.ts';

/** Pictures or tiles as the image processor makes them. */
export interface Pixels {
  readonly count: number;
  /** [count, channels, imageSize, imageSize] */
  readonly values: Float32Array;
  /** 1 at the picture, 0 at padding, [count, imageSize, imageSize]; null where there is no padding */
  readonly mask: Uint8Array | null;
}

/** Pictures cut into the rows that the patch embedding multiplies. */
interface Patches {
  /** [count * side * side, channels * patchSize * patchSize] */
  readonly values: Float32Array;
  /** row of the position table for each patch */
  readonly positions: Int32Array;
  /** 1 where a patch shows the picture, 0 at padding; null where none is padding */
  readonly visible: Float32Array | null;
}

/** The vision tower (`Idefics3VisionTransformer`): features of every patch, [count * side * side, hidden]. */
export function visionTower(
  tape: Tape | null,
  config: Idefics3VisionConfig,
  weights: WeightSet,
  pixels: Pixels,
): tf.Tensor2D {
  const cut = cutPatches(config, pixels);
  const order = cut.visible === null ? null : visibleFirst(cut.visible, pixels.count);
  const { values, positions } = order === null ? cut : inOrder(cut, order.sources);
  const sequence = positions.length / pixels.count;
  const prefix = 'model.vision_model';
  const table = weights.matrix(`${prefix}.embeddings.position_embedding.weight`);
  let hidden = linear(
    tape,
    tf.tensor2d(values, [positions.length, values.length / positions.length]),
    weights.matrix(`${prefix}.embeddings.patch_embedding.weight`),
    weights.vector(`${prefix}.embeddings.patch_embedding.bias`),
    gatherRows(tape, table, positions),
  );
  const layout = mutualLayout(
    sequence,
    order?.counts ?? Array.from({ length: pixels.count }, () => sequence),
  );
  for (let i = 0; i < config.numHiddenLayers; i++) {
    const name = `${prefix}.encoder.layers.${i}`;
    hidden = runLayer(tape, (input) => encoderLayer(tape, config, weights, name, input, layout), hidden);
  }
  const normed = norm(tape, weights, `${prefix}.post_layernorm`, hidden, config.layerNormEps);
  return order === null ? normed : gatherRows(tape, normed, order.places);
}

function encoderLayer(
  tape: Tape | null,
  config: Idefics3VisionConfig,
  weights: WeightSet,
  name: string,
  input: tf.Tensor2D,
  layout: AttentionLayout,
): tf.Tensor2D {
  const weight = (part: string): tf.Tensor2D => weights.matrix(`${name}.${part}.weight`);
  const bias = (part: string): tf.Tensor1D => weights.vector(`${name}.${part}.bias`);
  const normed = norm(tape, weights, `${name}.layer_norm1`, input, config.layerNormEps);
  const heads = config.numAttentionHeads;
  const packed = ['q_proj', 'k_proj', 'v_proj'].map((part) => `self_attn.${part}`);
  const qkv = packedLinear(tape, normed, packed.map(weight), packed.map(bias));
  const shape = { heads, keyValueHeads: heads, headDim: config.hiddenSize / heads };
  const mixed = attention(tape, qkv, shape, layout);
  const out = 'self_attn.out_proj';
  const attended = linear(tape, mixed, weight(out), bias(out), input);
  const inner = norm(tape, weights, `${name}.layer_norm2`, attended, config.layerNormEps);
  const active = linearGelu(tape, inner, weight('mlp.fc1'), bias('mlp.fc1'));
  return linear(tape, active, weight('mlp.fc2'), bias('mlp.fc2'), attended);
}

/** Patches in another order, in which those that show the picture come first in each, so that they are one range. */
interface PatchOrder {
  /** by place in the new order, the place in the grid */
  readonly sources: Int32Array;
  /** by place in the grid, the place in the new order */
  readonly places: Int32Array;
  /** by picture, patches that show it */
  readonly counts: readonly number[];
}

function visibleFirst(visible: Float32Array, pictures: number): PatchOrder {
  const sequence = visible.length / pictures;
  const sources = new Int32Array(visible.length);
  const places = new Int32Array(visible.length);
  const counts: number[] = [];
  for (let picture = 0; picture < pictures; picture++) {
    const start = picture * sequence;
    const own = Array.from({ length: sequence }, (_, i) => start + i);
    const shown = own.filter((patch) => visible[patch] !== 0);
    const rest = own.filter((patch) => visible[patch] === 0);
    sources.set([...shown, ...rest], start);
    counts.push(shown.length);
  }
  for (const [place, source] of sources.entries()) places[source] = place;
  return { sources, places, counts };
}

function inOrder({ values, positions }: Patches, sources: Int32Array): Pick<Patches, 'values' | 'positions'> {
  const width = values.length / positions.length;
  const ordered = new Float32Array(values.length);
  for (const [to, from] of sources.entries()) {
    ordered.set(values.subarray(from * width, (from + 1) * width), to * width);
  }
  return { values: ordered, positions: sources.map((from) => positions[from]!) };
}

function norm(
  tape: Tape | null,
  weights: WeightSet,
  name: string,
  x: tf.Tensor2D,
  epsilon: number,
): tf.Tensor2D {
  return layerNorm(tape, x, weights.vector(`${name}.weight`), weights.vector(`${name}.bias`), epsilon);
}

function cutPatches(config: Idefics3VisionConfig, pixels: Pixels): Patches {
  const { imageSize, patchSize, numChannels } = config;
  const side = Math.floor(imageSize / patchSize);
  const perPicture = side * side;
  const width = numChannels * patchSize * patchSize;
  const values = new Float32Array(pixels.count * perPicture * width);
  const positions = new Int32Array(pixels.count * perPicture);
  const visible = new Float32Array(pixels.count * perPicture).fill(1);
  let next = 0;
  for (let picture = 0; picture < pixels.count; picture++) {
    const grid = visibleGrid(config, pixels, picture);
    visible.set(grid, picture * perPicture);
    positions.set(positionIds(grid, side), picture * perPicture);
    for (let patch = 0; patch < perPicture; patch++) {
      const top = Math.floor(patch / side) * patchSize;
      const left = (patch % side) * patchSize;
      // The order of the convolution's weight: channel, row, column.
      for (let channel = 0; channel < numChannels; channel++) {
        const plane = (picture * numChannels + channel) * imageSize;
        for (let y = 0; y < patchSize; y++) {
          const from = (plane + top + y) * imageSize + left;
          values.set(pixels.values.subarray(from, from + patchSize), next);
          next += patchSize;
        }
      }
    }
  }
  return { values, positions, visible: visible.includes(0) ? visible : null };
}

/** 1 for patches that hold at least one pixel of the picture, [side * side]. */
function visibleGrid(
  { imageSize, patchSize }: Idefics3VisionConfig,
  pixels: Pixels,
  picture: number,
): Float32Array {
  const side = Math.floor(imageSize / patchSize);
  const grid = new Float32Array(side * side);
  if (pixels.mask === null) return grid.fill(1);
  const start = picture * imageSize * imageSize;
  for (let y = 0; y < side * patchSize; y++) {
    for (let x = 0; x < side * patchSize; x++) {
      if (pixels.mask[start + y * imageSize + x] !== 0) {
        grid[Math.floor(y / patchSize) * side + Math.floor(x / patchSize)] = 1;
      }
    }
  }
  return grid;
}

/**
 * Position of every patch in the table of `side * side` rows: a picture of fewer patches is spread over the whole
 * grid (`Idefics3VisionEmbeddings.forward`). Padding takes position 0.
 */
export function positionIds(grid: Float32Array, side: number): Int32Array {
  let rows = 0;
  let columns = 0;
  for (let i = 0; i < side; i++) {
    rows += grid[i * side]!;
    columns += grid[i]!;
  }
  const row = buckets(rows, side);
  const column = buckets(columns, side);
  return Int32Array.from(grid, (seen, i) =>
    seen === 0 ? 0 : row[Math.floor(i / side)]! * side + column[i % side]!,
  );
}

/** Bucket of each coordinate `i / extent` among `side` equal ones, with the float32 steps of the reference. */
function buckets(extent: number, side: number): Int32Array {
  const stride = Math.fround(1 / extent);
  const last = Math.fround(1 - 1e-6);
  const boundaries: number[] = [];
  const count = Math.ceil((1 - 1 / side) / (1 / side));
  for (let i = 0; i < count; i++) boundaries.push(Math.fround(1 / side + i * (1 / side)));
  return Int32Array.from({ length: side }, (_, i) => {
    const coordinate = Math.min(Math.fround(i * stride), last);
    return boundaries.filter((boundary) => boundary <= coordinate).length;
  });
}
