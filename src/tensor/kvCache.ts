import type * as tf from '@tensorflow/tfjs-core';
import { packedWidth, type HeadShape } from './attentionLayout.ts';
import { rowColumns, type Decoding } from './decoding.ts';
import { floats, wasmBackend } from './heap.ts';
import { runProgram } from './program.ts';

/**
 * Keys, rotated, and values of one layer, each token's in one row of 2 keyValueHeads headDim. Those of a prompt are
 * there once, for all completions that follow it; each completion has room of its own, written in place: a cache that
 * grew by concatenation would leave a buffer of every length in the GPU's pool.
 */
export interface LayerCache {
  /** [tokens of all prompts, width] */
  readonly prompts: tf.Tensor2D;
  /** [slots * capacity, width] */
  readonly own: tf.Tensor2D;
}

/**
 * Writes keys and values of packed rows, which are rotated already, behind what each row's completion has in its cache:
 * for backends without a kernel that does it in passing.
 */
export function writeCache(
  own: tf.Tensor2D,
  qkv: tf.Tensor2D,
  shape: HeadShape,
  { rows, table, drawn }: Decoding,
): void {
  const width = own.shape[1];
  const capacity = own.shape[0] / drawn.shape[0];
  const wasm = wasmBackend();
  if (wasm === null) {
    runProgram({
      name: 'WriteCache',
      inputs: { qkv, places: table, drawn },
      outputShape: own.shape,
      integers: {
        width,
        capacity,
        count: rows.length * width,
        packed: packedWidth(shape),
        drawn_width: drawn.shape[1],
      },
      workgroups: Math.ceil((rows.length * width) / 64),
      workgroupSize: 64,
      body: /* wgsl */ `
        let at = workgroup_index() * 64 + i32(localIndex);
        if (at >= uniforms.count) { return; }
        let row = at / uniforms.width;
        let within = at % uniforms.width;
        let slot = places[row * ${rowColumns}];
        let place = slot * uniforms.capacity + i32(drawn[slot * uniforms.drawn_width]) - 1;
        result[place * uniforms.width + within] = qkv[(row + 1) * uniforms.packed - uniforms.width + within];
      `,
      into: own,
    });
    return;
  }
  const [target, source, state] = [floats(wasm, own), floats(wasm, qkv), floats(wasm, drawn)];
  for (const [row, { slot }] of rows.entries()) {
    const place = slot * capacity + state[slot * drawn.shape[1]]! - 1;
    const end = (row + 1) * packedWidth(shape);
    target.set(source.subarray(end - width, end), place * width);
  }
}
