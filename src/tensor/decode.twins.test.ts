import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { packedWidth, type HeadShape } from './attentionLayout.ts';
import { decodeAttention, plainDecode } from './decodeAttention.ts';
import { embedDrawn, rowTable, type DecodingRow } from './decoding.ts';
import { numbers, plainResults } from './reference.ts';
import { rotationTable } from './rope.ts';
import { describeBackends, describePlainest, type Suite } from './testing.ts';

interface Case {
  readonly name: string;
  readonly shape: HeadShape;
  /** by prompt */
  readonly prompts: readonly number[];
  /** by row: slot, prompt, tokens drawn so far */
  readonly rows: readonly (readonly [slot: number, prompt: number, drawn: number])[];
  readonly slots: number;
  readonly capacity: number;
}

const of = (heads: number, keyValueHeads: number, headDim: number): HeadShape => ({
  heads,
  keyValueHeads,
  headDim,
});

const cases: readonly Case[] = [
  { name: 'one row, one prompt token', shape: of(4, 2, 32), prompts: [1], rows: [[0, 0, 1]], slots: 1, capacity: 8 },
  {
    name: 'rows of two prompts, some gone',
    shape: of(6, 2, 16),
    prompts: [37, 5],
    rows: [[5, 1, 3], [0, 0, 1], [2, 0, 8], [3, 1, 2]],
    slots: 7,
    capacity: 8,
  },
  {
    name: 'enough rows to share keys between heads, of 64 numbers, past a stretch of keys',
    shape: of(9, 3, 64),
    prompts: [130, 2],
    rows: Array.from({ length: 12 }, (_, i) => [i, i % 2, 1 + ((5 * i) % 16)] as const),
    slots: 12,
    capacity: 16,
  },
  {
    name: 'more keys than threads, of 80 numbers',
    shape: of(4, 1, 80),
    prompts: [600],
    rows: [[0, 0, 6], [1, 0, 1]],
    slots: 2,
    capacity: 8,
  },
  { name: 'heads of 128 numbers', shape: of(2, 2, 128), prompts: [70], rows: [[0, 0, 2]], slots: 1, capacity: 8 },
  { name: 'one row of half the heads in the same groups', shape: of(2, 1, 32), prompts: [1], rows: [[0, 0, 1]], slots: 1, capacity: 8 },
  {
    name: 'several rows of them',
    shape: of(2, 1, 32),
    prompts: [3],
    rows: [[0, 0, 1], [1, 0, 2], [2, 0, 1]],
    slots: 3,
    capacity: 8,
  },
  { name: 'one row of more heads in the same groups', shape: of(8, 4, 32), prompts: [1], rows: [[0, 0, 1]], slots: 1, capacity: 8 },
  { name: 'heads of 4 numbers', shape: of(8, 2, 4), prompts: [9, 3], rows: [[1, 1, 2], [0, 0, 3]], slots: 2, capacity: 8 },
]; // prettier-ignore

const suite: Suite = (_backend, device) => {
  it.each(cases)('equal the plain ops on $name', async ({ shape, prompts, rows, slots, capacity }) => {
    const before = tf.memory().numTensors;
    const width = 2 * shape.keyValueHeads * shape.headDim;
    const starts = prompts.map((_, p) => prompts.slice(0, p).reduce((sum, length) => sum + length, 0));
    const tokens = prompts.reduce((sum, length) => sum + length, 0);
    const table = rows.map(([slot, prompt]): DecodingRow => ({
      slot,
      promptStart: starts[prompt]!,
      promptLength: prompts[prompt]!,
      key: 0,
    }));
    const run = (decode: typeof decodeAttention): tf.Tensor[] =>
      tf.tidy(() => {
        const state = new Float32Array(slots * (2 + 2 * capacity));
        for (const [slot, , drawn] of rows) state[slot * (2 + 2 * capacity)] = drawn;
        const decoding = {
          rows: table,
          table: rowTable(table),
          drawn: tf.tensor2d(state, [slots, 2 + 2 * capacity]),
        };
        const cache = {
          prompts: tf.tensor2d(numbers(1, tokens * width), [tokens, width]),
          own: tf.tensor2d(numbers(2, slots * capacity * width), [slots * capacity, width]),
        };
        const qkv = tf.tensor2d(numbers(3, rows.length * packedWidth(shape)), [
          rows.length,
          packedWidth(shape),
        ]);
        const angles = rotationTable(700, shape.headDim, 10000);
        const y = decode(qkv, shape, cache, decoding, angles);
        return [y, cache.own];
      });
    const expected = await plainResults(device(), () => run(plainDecode));
    const found = run(decodeAttention);
    for (const [i, { values }] of expected.entries()) {
      const a = await device().read(found[i]!);
      expect(a).toHaveLength(values.length);
      let difference = 0;
      for (const [n, x] of values.entries()) difference = Math.max(difference, Math.abs(x - a[n]!));
      // The same sums in another order, of numbers about one.
      expect(difference).toBeLessThan(2e-5);
    }
    tf.dispose(found);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('look the tokens drawn last up', async () => {
    const state = [[2, 0, 1, -1, 3, -1], [1, 0, 2, -1, 0, 0]]; // prettier-ignore
    const rows = [1, 0].map((slot): DecodingRow => ({ slot, promptStart: 0, promptLength: 1, key: 0 }));
    for (const width of [3, 4]) {
      const embedded = tf.tidy(() => {
        const table = tf.tensor2d(
          Float32Array.from({ length: 4 * width }, (_, i) => i),
          [4, width],
        );
        return embedDrawn(table, { rows, table: rowTable(rows), drawn: tf.tensor2d(state) });
      });
      const expected = [2, 3].flatMap((id) => Array.from({ length: width }, (_, i) => id * width + i));
      expect([...(await device().read(embedded))]).toEqual(expected);
      embedded.dispose();
    }
  });
};

describeBackends('the decoding kernels', suite);
describePlainest('the decoding kernels', suite);
