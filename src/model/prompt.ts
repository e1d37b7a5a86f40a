import * as tf from '@tensorflow/tfjs-core';
import type { Tape } from '../tensor/tape.ts';
import type { Idefics3Config } from './config.ts';
import { embedMerged, embedTokens } from './decoder.ts';
import type { TokenBatch, TokenRow } from './tokenBatch.ts';
import type { Pixels } from './vision.ts';
import type { WeightSet } from './weights.ts';

/** One user turn as the model reads it. */
export interface Prompt {
  readonly ids: readonly number[];
  /** the picture, or its tiles; null for a prompt of text alone */
  readonly pixels: Pixels | null;
  /** equal for prompts that show the same pixels, which are then looked at once */
  readonly pictureId: string | null;
}

/** A picture that a prompt shows. */
export interface ShownPicture {
  readonly id: string;
  readonly pixels: Pixels;
}

/** Distinct pictures of some prompts, and the row of their features at which each prompt's picture begins. */
export interface PictureTable {
  readonly pictures: readonly ShownPicture[];
  /** by prompt */
  readonly firstFeatures: readonly number[];
}

/** Gathers the distinct pictures of prompts, so that each goes through the vision tower once. */
export function pictureTable(prompts: readonly Prompt[], config: Idefics3Config): PictureTable {
  const first = new Map<string, number>();
  const pictures: ShownPicture[] = [];
  let count = 0;
  const firstFeatures = prompts.map(({ pixels, pictureId }) => {
    if (pixels === null || pictureId === null) return 0;
    let at = first.get(pictureId);
    if (at === undefined) {
      at = count * config.imageSeqLen;
      first.set(pictureId, at);
      pictures.push({ id: pictureId, pixels });
      count += pixels.count;
    }
    return at;
  });
  return { pictures, firstFeatures };
}

/** Rows of a batch from prompts. */
export function rowsOf(prompts: readonly Prompt[], { firstFeatures }: PictureTable): TokenRow[] {
  return prompts.map(({ ids }, i) => ({ ids, firstFeature: firstFeatures[i]! }));
}

/**
 * Embeddings of tokens with pictures in place, [tokens, hidden]. `look` makes the features that `featureRows` counts;
 * null where there are none.
 */
export function embedBatch(
  tape: Tape | null,
  weights: WeightSet,
  batch: Pick<TokenBatch, 'ids' | 'featureRows'>,
  look: (() => tf.Tensor2D) | null,
): tf.Tensor2D {
  if (look === null) return embedTokens(tape, weights, batch.ids);
  const embed = (): tf.Tensor2D => embedMerged(tape, weights, batch.ids, look(), batch.featureRows);
  return tape === null ? tf.tidy(embed) : embed();
}

/** Pictures as one list of tiles. */
export function joinPixels(pictures: readonly ShownPicture[], { vision }: Idefics3Config): Pixels {
  const parts = pictures.map(({ pixels }) => pixels);
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const area = vision.imageSize * vision.imageSize;
  const values = new Float32Array(count * vision.numChannels * area);
  const padded = parts.some(({ mask }) => mask !== null);
  const mask = padded ? new Uint8Array(count * area).fill(1) : null;
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at * vision.numChannels * area);
    if (part.mask !== null) mask?.set(part.mask, at * area);
    at += part.count;
  }
  return { count, values, mask };
}
