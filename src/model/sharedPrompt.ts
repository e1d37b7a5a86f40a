import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../tensor/attention.ts';
import { concatRows, gatherRows } from '../tensor/gatherRows.ts';
import { rotationAt, rotationTable, type Rotation } from '../tensor/rope.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Idefics3Config } from './config.ts';
import { causalMixer, type Mixer } from './decoder.ts';
import { rowsOf, pictureTable, type Prompt } from './prompt.ts';
import { tokenBatch, type TokenBatch } from './tokenBatch.ts';
import type { Pixels } from './vision.ts';

/** A prompt and the tokens that follow it. */
export interface ScoredSequence {
  readonly prompt: Prompt;
  /** at least one */
  readonly tokens: readonly number[];
}

/**
 * Completions laid out so that each prompt goes through the decoder once, whatever follows it: first the distinct
 * prompts, padded to one length, then all completions, padded to another. Causality makes it exact: what a prompt's
 * tokens become does not depend on what follows them.
 */
export interface SharedPromptBatch {
  /** of all tokens: prompts, then completions */
  readonly ids: Int32Array;
  readonly featureRows: Int32Array;
  readonly positions: Int32Array;
  readonly pixels: Pixels | null;
  readonly prompts: TokenBatch;
  /** by completion, its row among the prompts */
  readonly promptOf: readonly number[];
  /** tokens of a completion that are read, the longest; its last token is predicted and never read */
  readonly steps: number;
}

export function sharedPromptBatch(
  config: Idefics3Config,
  sequences: readonly ScoredSequence[],
): SharedPromptBatch {
  const distinct = [...new Set(sequences.map(({ prompt }) => prompt))];
  const place = new Map(distinct.map((prompt, i) => [prompt, i]));
  const pictures = pictureTable(distinct, config);
  const prompts = tokenBatch(rowsOf(distinct, pictures), config.imageTokenId);
  const promptOf = sequences.map(({ prompt }) => place.get(prompt)!);
  const steps = Math.max(...sequences.map(({ tokens }) => tokens.length - 1));
  const start = prompts.ids.length;
  const size = start + sequences.length * steps;
  const ids = new Int32Array(size);
  const positions = new Int32Array(size);
  const featureRows = new Int32Array(size).fill(-1);
  ids.set(prompts.ids);
  positions.set(prompts.positions);
  featureRows.set(prompts.featureRows);
  for (const [row, { tokens }] of sequences.entries()) {
    ids.set(tokens.slice(0, -1), start + row * steps);
    const first = prompts.lengths[promptOf[row]!]!;
    for (let i = 0; i < steps; i++) positions[start + row * steps + i] = first + i;
  }
  return { ids, featureRows, positions, pixels: pictures.pixels, prompts, promptOf, steps };
}

/** The places of a batch that predict each token of each completion, in order. */
export function predictingPlaces(
  { prompts, promptOf, steps }: SharedPromptBatch,
  sequences: readonly ScoredSequence[],
): Int32Array {
  const places: number[] = [];
  for (const [row, { tokens }] of sequences.entries()) {
    const prompt = promptOf[row]!;
    places.push(prompt * prompts.sequence + prompts.lengths[prompt]! - 1);
    const start = prompts.ids.length + row * steps;
    for (let i = 0; i + 1 < tokens.length; i++) places.push(start + i);
  }
  return Int32Array.from(places);
}

/** The rotation of every token, [tokens, headDim / 2]. */
export function rotationOf({ text }: Idefics3Config, { positions }: SharedPromptBatch): Rotation {
  const last = positions.reduce((a, b) => Math.max(a, b), 0);
  const table = rotationTable(last + 1, text.headDim, text.ropeTheta);
  return rotationAt(table, tf.tensor1d(positions, 'int32'));
}

/** Attention of prompts to themselves, and of completions to their prompts and themselves. */
export function sharedPromptMixer(
  tape: Tape | null,
  { text }: Idefics3Config,
  { prompts, promptOf, steps }: SharedPromptBatch,
): Mixer {
  const within = causalMixer(tape, text, prompts.batch, prompts.sequence);
  if (steps === 0) return within;
  const start = prompts.ids.length;
  const batch = promptOf.length;
  const promptPlaces = Int32Array.from({ length: start }, (_, i) => i);
  const completionPlaces = Int32Array.from({ length: batch * steps }, (_, i) => start + i);
  // The keys of a completion: those of its prompt, its own, and what is left of the longest prompt, never seen.
  const keys = prompts.sequence + steps;
  const keyPlaces = new Int32Array(batch * keys);
  for (const [row, prompt] of promptOf.entries()) {
    const length = prompts.lengths[prompt]!;
    for (let i = 0; i < length + steps; i++) {
      keyPlaces[row * keys + i] =
        i < length ? prompt * prompts.sequence + i : start + row * steps + i - length;
    }
  }
  const counts = tf.tensor1d(Int32Array.from(promptOf, (prompt) => prompts.lengths[prompt]! + 1), 'int32'); // prettier-ignore
  const shape = {
    batch,
    queries: steps,
    keys,
    heads: text.numAttentionHeads,
    keyValueHeads: text.numKeyValueHeads,
    headDim: text.headDim,
    causal: true,
  };
  return (layer, q, k, v) => {
    const [promptQ, promptK, promptV] = [q, k, v].map((x) => gatherRows(tape, x, promptPlaces));
    const own = within(layer, promptQ!, promptK!, promptV!);
    const across = attention(
      tape,
      gatherRows(tape, q, completionPlaces),
      gatherRows(tape, k, keyPlaces),
      gatherRows(tape, v, keyPlaces),
      shape,
      { counts },
    );
    return concatRows(tape, own, across);
  };
}
