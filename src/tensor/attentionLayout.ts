import * as tf from '@tensorflow/tfjs-core';

/** Heads of one layer. Queries, keys and values of a token lie side by side in one row, each head after head. */
export interface HeadShape {
  readonly heads: number;
  /** heads of keys and values; query head h reads key head floor(h keyValueHeads / heads) */
  readonly keyValueHeads: number;
  readonly headDim: number;
}

/** Numbers in a row of queries, keys and values. */
export function packedWidth({ heads, keyValueHeads, headDim }: HeadShape): number {
  return (heads + 2 * keyValueHeads) * headDim;
}

/** Columns of a layout's table. */
export const layoutColumns = 8;

/**
 * Which keys each token of a flat list sees: two ranges of tokens of the list. Made once per batch, on the host and on
 * the device.
 *
 * A row of the table [tokens, 8] holds the token's position in its sequence; the first range it sees, from and to (not
 * including); the second range; the range of tokens that see it, which has to be one; and nothing.
 */
export interface AttentionLayout {
  readonly tokens: number;
  readonly host: Int32Array;
  readonly table: tf.Tensor2D;
  /** keys that tokens see, of all together */
  readonly pairs: number;
  /** stretches of the list that see nothing outside themselves, from and to, in order */
  readonly groups: readonly (readonly [from: number, to: number])[];
  /** the same on the device, int32 [groups, 2] */
  readonly groupTable: tf.Tensor2D;
}

/** A prompt of so many tokens, and completions of so many each that follow it. */
export interface PromptGroup {
  readonly prompt: number;
  readonly completions: readonly number[];
}

/**
 * Prompts, each with its completions right behind it: a token sees its prompt and its own row up to itself. Tokens
 * beyond them up to `size` see themselves alone. Its tensors are in the scope of the caller.
 */
export function promptLayout(groups: readonly PromptGroup[], size = 0): AttentionLayout {
  const used = groups.reduce((sum, group) => sum + tokensOf(group), 0);
  const tokens = Math.max(used, size);
  const host = new Int32Array(tokens * layoutColumns);
  const bounds: [number, number][] = [];
  let at = 0;
  for (const { prompt, completions } of groups) {
    const start = at;
    const end = start + tokensOf({ prompt, completions });
    for (let i = 0; i < prompt; i++, at++) host.set([i, start, start, start, at + 1, at, end], at * layoutColumns); // prettier-ignore
    for (const length of completions) {
      const own = at;
      for (let i = 0; i < length; i++, at++) {
        host.set([prompt + i, start, start + prompt, own, at + 1, at, own + length], at * layoutColumns);
      }
    }
    if (end > start) bounds.push([start, end]);
  }
  for (; at < tokens; at++) {
    host.set([0, at, at, at, at + 1, at, at + 1], at * layoutColumns);
    bounds.push([at, at + 1]);
  }
  return onDevice(host, bounds);
}

/** Rows of `sequence` tokens that see each other but for those from `visible[row]` on, which nobody sees. */
export function mutualLayout(sequence: number, visible: readonly number[]): AttentionLayout {
  const host = new Int32Array(visible.length * sequence * layoutColumns);
  const bounds = visible.map((count, row): [number, number] => {
    const start = row * sequence;
    for (let i = 0; i < sequence; i++) {
      const readersEnd = i < count ? start + sequence : start;
      const at = (start + i) * layoutColumns;
      host.set([i, start, start, start, start + count, start, readersEnd], at);
    }
    return [start, start + sequence];
  });
  return onDevice(host, bounds);
}

function tokensOf({ prompt, completions }: PromptGroup): number {
  return completions.reduce((sum, length) => sum + length, prompt);
}

function onDevice(host: Int32Array, groups: readonly [number, number][]): AttentionLayout {
  const tokens = host.length / layoutColumns;
  let pairs = 0;
  for (let at = 0; at < host.length; at += layoutColumns) {
    pairs += host[at + 2]! - host[at + 1]! + host[at + 4]! - host[at + 3]!;
  }
  return {
    tokens,
    pairs,
    host,
    table: tf.tensor2d(host, [tokens, layoutColumns], 'int32'),
    groups,
    groupTable: tf.tensor2d(groups.flat(), [groups.length, 2], 'int32'),
  };
}

/** Whether query token `query` sees key token `key`. */
export function sees({ host }: AttentionLayout, query: number, key: number): boolean {
  const at = query * layoutColumns;
  return (key >= host[at + 1]! && key < host[at + 2]!) || (key >= host[at + 3]! && key < host[at + 4]!);
}
