import type * as tf from '@tensorflow/tfjs-core';
import { biasOf, type AttentionShape, type Visible } from './attentionShape.ts';
import { allocate, floats, wasmBackend } from './heap.ts';
import { asMatrix } from './rank.ts';
import { attentionKernels } from './wasm/attentionKernels.ts';
import { kernels } from './wasm/instance.ts';

export interface FusedAttention {
  readonly output: tf.Tensor2D;
  /** Gradients of q, k and v; call it while they live. */
  gradients(dy: tf.Tensor): tf.Tensor2D[];
}

/**
 * Attention by kernels of our own on the WASM backend, whose products of batches of matrices take a naive path. Null
 * where they cannot run: another backend, no SIMD, heads that are not whole vectors.
 */
export function attentionOnHeap(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  shape: AttentionShape,
  visible: Visible | null,
): FusedAttention | null {
  const { batch, queries, keys, heads, keyValueHeads, headDim, causal } = shape;
  const wasm = wasmBackend();
  if (wasm === null || headDim % 4 !== 0) return null;
  const found = kernels(wasm, `attention ${headDim}`, attentionKernels(headDim));
  const [forward, backward] = [found?.['forward'], found?.['backward']];
  if (!forward || !backward) return null;

  const at = (tensor: tf.Tensor | null): number =>
    tensor === null ? 0 : wasm.getMemoryOffset(tensor.dataId);
  const bias = visible?.mask ? biasOf(visible, batch, keys) : null;
  const counts = visible?.counts ?? null;
  const numbers = [
    batch,
    queries,
    keys,
    heads,
    keyValueHeads,
    causal ? 1 : 0,
    at(counts),
    1 / Math.sqrt(headDim),
  ];
  const output = asMatrix(allocate(wasm, q.shape));
  const stats = allocate(wasm, [batch * heads * queries, 2]);
  const scratch = allocate(wasm, [keys + 4]);
  forward(at(q), at(k), at(v), at(bias), at(output), at(stats), at(scratch), ...numbers);
  scratch.dispose();
  return {
    output,
    gradients(dy) {
      const [dq, dk, dv] = [q, k, v].map((tensor) => asMatrix(allocate(wasm, tensor.shape)));
      const rows = [allocate(wasm, [keys + 4]), allocate(wasm, [keys + 4])];
      if (!dq || !dk || !dv) throw new TypeError('Attention has three inputs.');
      for (const added of [dk, dv]) floats(wasm, added).fill(0);
      const addresses = [q, k, v, bias, stats, dy, dq, dk, dv, ...rows].map(at);
      backward(...addresses, ...numbers);
      return [dq, dk, dv];
    },
  };
}
