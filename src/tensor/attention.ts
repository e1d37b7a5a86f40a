import type * as tf from '@tensorflow/tfjs-core';
import { attentionHeap } from './attentionHeap.ts';
import type { AttentionLayout, HeadShape } from './attentionLayout.ts';
import { packedWidth } from './attentionLayout.ts';
import { grainOf } from './heap.ts';
import { runsPrograms } from './program.ts';
import { plainAttention, plainGradient } from './plainAttention.ts';
import { asMatrix } from './rank.ts';
import { rotate } from './rope.ts';
import type { Tape } from './tape.ts';
import { attentionGradientPrograms } from './wgsl/attentionGradientPrograms.ts';
import { attentionProgram, suitsPrograms } from './wgsl/attentionPrograms.ts';

/**
 * Scaled dot-product attention with grouped queries over a flat list of tokens: packed queries, keys and values
 * [tokens, (heads + 2 keyValueHeads) headDim] in, [tokens, heads headDim] out. With a rotation table, queries and keys
 * are turned first, in place where kernels can: nobody else may read `qkv`, which holds turned ones afterwards.
 */
export function attention(
  tape: Tape | null,
  qkv: tf.Tensor2D,
  shape: HeadShape,
  layout: AttentionLayout,
  table: tf.Tensor2D | null = null,
): tf.Tensor2D {
  const turned = table === null ? qkv : rotate(qkv, shape, layout, table, 1);
  const { output, gradient } = attend(turned, shape, layout, tape?.needs(qkv) ?? false);
  if (tape === null) return output;
  return tape.record(output, [qkv], (dy) => {
    const dTurned = gradient(dy);
    return [table === null ? dTurned : rotate(dTurned, shape, layout, table, -1)];
  });
}

/** An output, and the gradient of what it was made from by its own; to be asked for once, if at all. */
interface Attended {
  readonly output: tf.Tensor2D;
  readonly gradient: (dy: tf.Tensor) => tf.Tensor2D;
}

function attend(qkv: tf.Tensor2D, shape: HeadShape, layout: AttentionLayout, keeps: boolean): Attended {
  if (runsPrograms() && suitsPrograms(shape)) {
    const { output, whole } = attentionProgram(qkv, shape, layout, keeps);
    return {
      output,
      gradient(dy) {
        const dqkv = attentionGradientPrograms(qkv, whole, dy, shape, layout);
        whole.dispose();
        return dqkv;
      },
    };
  }
  const heap = attentionHeap(shape.headDim);
  if (heap === null) {
    const output = plainAttention(qkv, shape, layout);
    return { output, gradient: (dy) => plainGradient(qkv, dy, shape, layout) };
  }
  const { heads, keyValueHeads, headDim } = shape;
  const { tokens, pairs, groups } = layout;
  const scale = 1 / Math.sqrt(headDim);
  const output = asMatrix(heap.make([tokens, heads * headDim]));
  const stats = heap.make([tokens, heads, 2]);
  const units = tokens * keyValueHeads;
  const products = ((pairs / tokens) * headDim * heads) / keyValueHeads;
  const sizes = [heads, keyValueHeads, scale];
  heap.runSplit('forward', units, grainOf(2 * products), qkv, layout.table, output, stats, ...sizes);
  if (!keeps) stats.dispose();
  return {
    output,
    gradient(dy) {
      const dqkv = asMatrix(heap.zeros([tokens, packedWidth(shape)]));
      const grain = grainOf((5 * products * tokens) / groups.length);
      const tensors = [qkv, layout.table, layout.groupTable, output, stats, dy, dqkv];
      heap.runSplit('backward', groups.length * keyValueHeads, grain, ...tensors, ...sizes);
      stats.dispose();
      return dqkv;
    },
  };
}
