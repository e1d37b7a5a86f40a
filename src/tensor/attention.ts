import type * as tf from '@tensorflow/tfjs-core';
import { attentionOnHeap } from './attentionOnHeap.ts';
import type { AttentionShape, Visible } from './attentionShape.ts';
import { plainAttention, plainGradients } from './plainAttention.ts';
import type { Tape } from './tape.ts';

/**
 * Scaled dot-product attention with grouped queries. q [batch * queries, heads * headDim], k and v
 * [batch * keys, keyValueHeads * headDim], result as q.
 */
export function attention(
  tape: Tape | null,
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  shape: AttentionShape,
  visible: Visible | null = null,
): tf.Tensor2D {
  const fused = attentionOnHeap(q, k, v, shape, visible);
  const y: tf.Tensor2D = fused?.output ?? plainAttention(q, k, v, shape, visible);
  if (tape === null) return y;
  return tape.record(y, [q, k, v], (dy, needed) =>
    fused === null ? plainGradients(q, k, v, dy, shape, visible, needed) : fused.gradients(dy),
  );
}
