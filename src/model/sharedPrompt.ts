import * as tf from '@tensorflow/tfjs-core';
import { promptLayout, type PromptGroup } from '../tensor/attentionLayout.ts';
import { rotationTable } from '../tensor/rope.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Idefics3Config } from './config.ts';
import { layoutMixer, type Mixer } from './decoder.ts';
import { pictureTable, rowsOf, type Prompt, type ShownPicture } from './prompt.ts';
import { featureRowsOf } from './tokenBatch.ts';

/** A prompt and the tokens that follow it. */
export interface ScoredSequence {
  readonly prompt: Prompt;
  /** at least one */
  readonly tokens: readonly number[];
}

/**
 * Completions laid out so that each prompt goes through the decoder once, whatever follows it: every distinct prompt,
 * and right behind it the completions it begins, all without padding. Causality makes it exact: what a prompt's tokens
 * become does not depend on what follows them. The last token of a completion is predicted and never read.
 */
export interface SharedPromptBatch {
  /** of all tokens */
  readonly ids: Int32Array;
  readonly featureRows: Int32Array;
  /** of all prompts, each once */
  readonly pictures: readonly ShownPicture[];
  readonly groups: readonly PromptGroup[];
  /** by sequence, where its prompt ends and where its own tokens begin */
  readonly places: readonly { readonly promptEnd: number; readonly start: number }[];
}

export function sharedPromptBatch(
  config: Idefics3Config,
  sequences: readonly ScoredSequence[],
): SharedPromptBatch {
  const followers = new Map<Prompt, number[]>();
  for (const [i, { prompt }] of sequences.entries()) {
    const known = followers.get(prompt);
    if (known === undefined) followers.set(prompt, [i]);
    else known.push(i);
  }
  const prompts = [...followers.keys()];
  const table = pictureTable(prompts, config);
  const rows = rowsOf(prompts, table);
  const ids: number[] = [];
  const featureRows: number[] = [];
  const places = sequences.map(() => ({ promptEnd: 0, start: 0 }));
  const groups = prompts.map((prompt, p): PromptGroup => {
    for (const id of prompt.ids) ids.push(id);
    for (const row of featureRowsOf(rows[p]!, config.imageTokenId)) featureRows.push(row);
    const promptEnd = ids.length;
    const completions = followers.get(prompt)!.map((i) => {
      const read = sequences[i]!.tokens.slice(0, -1);
      places[i] = { promptEnd, start: ids.length };
      for (const id of read) ids.push(id);
      return read.length;
    });
    while (featureRows.length < ids.length) featureRows.push(-1);
    return { prompt: prompt.ids.length, completions };
  });
  const size = roomFor(ids.length);
  while (ids.length < size) {
    ids.push(0);
    featureRows.push(-1);
  }
  return {
    ids: Int32Array.from(ids),
    featureRows: Int32Array.from(featureRows),
    pictures: table.pictures,
    groups,
    places,
  };
}

/**
 * Tokens to make room for: on a GPU one of few sizes, an eighth of a power of two apart, so that its pool finds buffers
 * of the same size again.
 */
function roomFor(tokens: number): number {
  if (tf.getBackend() !== 'webgpu') return tokens;
  const step = Math.max(16, 2 ** (Math.floor(Math.log2(tokens)) - 3));
  return Math.ceil(tokens / step) * step;
}

/** The places of a batch that predict each token of each completion, in order. */
export function predictingPlaces(
  { places }: SharedPromptBatch,
  sequences: readonly ScoredSequence[],
): Int32Array {
  const found: number[] = [];
  for (const [i, { tokens }] of sequences.entries()) {
    const { promptEnd, start } = places[i]!;
    found.push(promptEnd - 1);
    for (let t = 0; t + 1 < tokens.length; t++) found.push(start + t);
  }
  return Int32Array.from(found);
}

/** Attention of prompts to themselves, and of completions to their prompts and themselves. */
export function sharedPromptMixer(
  tape: Tape | null,
  { text }: Idefics3Config,
  { groups, ids }: SharedPromptBatch,
): Mixer {
  const layout = promptLayout(groups, ids.length);
  const longest = Math.max(...groups.map(({ prompt, completions }) => prompt + Math.max(0, ...completions)));
  return layoutMixer(tape, text, layout, rotationTable(longest, text.headDim, text.ropeTheta));
}
