import type * as tf from '@tensorflow/tfjs-core';
import { attentionOnHeap } from './attentionOnHeap.ts';
import type { AttentionShape, Visible } from './attentionShape.ts';
import { runsPrograms } from './program.ts';
import { plainAttention, plainGradients } from './plainAttention.ts';
import type { Tape } from './tape.ts';
import { attentionGradientPrograms, attentionProgram, suitsPrograms } from './wgsl/attentionPrograms.ts';

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
  if (fused !== null)
    return tape?.record(fused.output, [q, k, v], (dy) => fused.gradients(dy)) ?? fused.output;
  if (runsPrograms() && suitsPrograms(shape)) {
    const inputs = { q, k, v, shape, visible };
    const y = attentionProgram(inputs);
    return tape?.record(y, [q, k, v], (dy) => attentionGradientPrograms(inputs, y, dy)) ?? y;
  }
  const y = plainAttention(q, k, v, shape, visible);
  return tape?.record(y, [q, k, v], (dy, needed) => plainGradients(q, k, v, dy, shape, visible, needed)) ?? y;
}
