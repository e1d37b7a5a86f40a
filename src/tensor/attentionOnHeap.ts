import type * as tf from '@tensorflow/tfjs-core';
import { maskBias, type AttentionShape, type Visible } from './attentionShape.ts';
import { heapKernels } from './heap.ts';
import { asMatrix } from './rank.ts';
import { attentionKernels } from './wasm/attentionKernels.ts';

export interface FusedAttention {
  readonly output: tf.Tensor2D;
  /** Gradients of q, k and v; call it while they live. */
  gradients(dy: tf.Tensor): tf.Tensor[];
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
  const heap = headDim % 4 === 0 ? heapKernels(`attention ${headDim}`, attentionKernels(headDim)) : null;
  if (heap === null) return null;
  const bias = visible?.mask ? maskBias(visible.mask) : null;
  const sizes = [batch, queries, keys, heads, keyValueHeads, causal ? 1 : 0];
  const geometry = [...sizes, visible?.counts ?? null, 1 / Math.sqrt(headDim)];
  const output = heap.make(q.shape);
  const stats = heap.make([batch * heads * queries, 2]);
  const scores = heap.make([keys + 4]);
  heap.run('forward', q, k, v, bias, output, stats, scores, ...geometry);
  scores.dispose();
  return {
    output: asMatrix(output),
    gradients(dy) {
      const [dq, dk, dv] = [heap.make(q.shape), heap.zeros(k.shape), heap.zeros(v.shape)];
      const rows = [heap.make([keys + 4]), heap.make([keys + 4])];
      heap.run('backward', q, k, v, bias, stats, dy, dq, dk, dv, ...rows, ...geometry);
      return [dq, dk, dv];
    },
  };
}
