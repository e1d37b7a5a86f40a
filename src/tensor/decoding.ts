import * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, wasmBackend } from './heap.ts';
import { runProgram } from './program.ts';
import { asMatrix } from './rank.ts';

/** Columns of a table of rows. */
export const rowColumns = 4;

/** One completion that is being drawn. */
export interface DecodingRow {
  /** its place among the completions that were begun together, which it keeps when others leave */
  readonly slot: number;
  /** where its prompt begins in the caches of prompts, and how many tokens it has */
  readonly promptStart: number;
  readonly promptLength: number;
  /** bits of the random key */
  readonly key: number;
}

/**
 * Completions on their way, on the device, so that a step uploads nothing: kernels find there which token comes next
 * and where, and the one that draws counts on.
 */
export interface Decoding {
  readonly rows: readonly DecodingRow[];
  /** the same on the device, int32 [rows, 4] */
  readonly table: tf.Tensor2D;
  /**
   * By slot, how many tokens have been drawn, nothing, and for each of them the id (exact in float32) and its
   * log-probability, [slots, 2 + 2 * most tokens].
   */
  readonly drawn: tf.Tensor2D;
}

/** The table of rows. Its tensor is in the scope of the caller. */
export function rowTable(rows: readonly DecodingRow[]): tf.Tensor2D {
  const numbers = rows.flatMap(({ slot, promptStart, promptLength, key }) => [slot, promptStart, promptLength, key]); // prettier-ignore
  return tf.tensor2d(Int32Array.from(numbers), [rows.length, rowColumns], 'int32');
}

/** Rows of `table` [vocab, width] for the tokens drawn last: [rows, width]. */
export function embedDrawn(table: tf.Tensor2D, { rows, table: places, drawn }: Decoding): tf.Tensor2D {
  const [vocab, width] = table.shape;
  const wasm = wasmBackend();
  if (wasm === null) {
    const vector = width % 4 === 0;
    const size = vector ? width / 4 : width;
    return asMatrix(
      runProgram({
        name: `EmbedDrawn ${vector}`,
        inputs: { embeddings: table, places, drawn },
        vectors: vector ? ['embeddings', 'result'] : [],
        outputShape: [rows.length, width],
        integers: { size, count: rows.length * size, drawn_width: drawn.shape[1], vocab },
        workgroups: Math.ceil((rows.length * size) / 64),
        workgroupSize: 64,
        body: /* wgsl */ `
          let at = workgroup_index() * 64 + i32(localIndex);
          if (at >= uniforms.count) { return; }
          let state = places[(at / uniforms.size) * ${rowColumns}] * uniforms.drawn_width;
          let id = clamp(i32(drawn[state + 2 * i32(drawn[state])]), 0, uniforms.vocab - 1);
          result[at] = embeddings[id * uniforms.size + at % uniforms.size];
        `,
      }),
    );
  }
  const output = allocate(wasm, [rows.length, width]);
  const [to, from, state] = [floats(wasm, output), floats(wasm, table), floats(wasm, drawn)];
  for (const [row, { slot }] of rows.entries()) {
    const start = slot * drawn.shape[1];
    const id = state[start + 2 * state[start]!]!;
    to.set(from.subarray(id * width, (id + 1) * width), row * width);
  }
  return asMatrix(output);
}
