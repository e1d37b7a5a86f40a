import * as tf from '@tensorflow/tfjs-core';
import { Arena, arenaOf, largestChunk, layoutOf, sameLayout, type ArenaLayout } from './arena.ts';
import { readFloats } from './device.ts';
import type { GpuBackend } from './gpuBackend.ts';
import type { Moment, Moments, Rates, Updated } from './moments.ts';
import {
  momentsProgram,
  normGroups,
  normProgram,
  squaresProgram,
  weightsProgram,
} from './wgsl/adamPrograms.ts';

/**
 * AdamW on a GPU. Gradients, weights and moments lie one after the other in a buffer each (several for models beyond a
 * binding), so an update is four kernels for the first buffer and three for each further one, however many weights
 * there are. Whether it is made at all is decided on the GPU; the host hears of it once, at the end.
 */
export class PackedMoments implements Moments {
  readonly #backend: GpuBackend;
  readonly #largest: number;
  #start: readonly Moment[];
  #layout: ArenaLayout | null = null;
  /** first and second side by side, one tensor for each buffer of the layout */
  #chunks: readonly tf.Tensor[] = [];
  #arena: Arena | null = null;

  /** A buffer holds at most `largest` numbers, or a single larger tensor. */
  constructor(backend: GpuBackend, start: readonly Moment[], largest = largestChunk(backend, 2)) {
    this.#backend = backend;
    this.#start = start;
    this.#largest = largest;
  }

  async update(
    weights: ReadonlyMap<string, tf.Tensor>,
    gradients: ReadonlyMap<string, tf.Tensor>,
    rates: Rates,
    maxNorm: number,
  ): Promise<Updated> {
    const gradientArena = this.#packed(gradients);
    const { layout } = gradientArena.arena;
    await this.#fit(layout);
    const weightArena = this.#packed(weights, layout);
    const updated = new Arena(this.#backend, layout);
    const parts = updated.parts();
    const norm = tf.tidy(() => {
      const chunks = layout.chunks.map((_, i) => i);
      const from = chunks.map((i) => gradientArena.arena.chunk(i));
      const partials = new Arena(this.#backend, partialsLayout(chunks.length));
      for (const [i, gradient] of from.entries()) squaresProgram(gradient, partials.part(String(i)));
      const found = normProgram(partials.chunk(0), maxNorm);
      for (const i of chunks) {
        const moments = this.#chunks[i]!;
        momentsProgram(from[i]!, found, moments, rates);
        weightsProgram(weightArena.arena.chunk(i), moments, updated.chunk(i), rates);
      }
      return found;
    });
    gradientArena.dispose();
    weightArena.dispose();
    const [length, , made] = await readFloats(norm).finally(() => norm.dispose());
    if (made === 1) return { gradNorm: length!, weights: parts };
    tf.dispose([...parts.values()]);
    return { gradNorm: Number.NaN, weights: null };
  }

  async toHost(): Promise<readonly Moment[]> {
    if (this.#layout === null) return this.#start;
    const moments: Moment[] = [];
    const values = await Promise.all(this.#chunks.map((chunk) => readFloats(chunk)));
    for (const [name, { shape, size, chunk, offset }] of this.#layout.slots) {
      const pairs = values[chunk]!.subarray(2 * offset, 2 * (offset + size));
      moments.push({
        name,
        shape,
        first: Float32Array.from({ length: size }, (_, i) => pairs[2 * i]!),
        second: Float32Array.from({ length: size }, (_, i) => pairs[2 * i + 1]!),
      });
    }
    return moments;
  }

  dispose(): void {
    tf.dispose([...this.#chunks]);
    this.#chunks = [];
    this.#arena = null;
    this.#layout = null;
    this.#start = [];
  }

  /** Lays the moments out as the gradients are; zeros for a weight that had none. */
  async #fit(layout: ArenaLayout): Promise<void> {
    if (this.#layout !== null && sameLayout(this.#layout, layout)) return;
    const start = await this.toHost();
    this.dispose();
    this.#arena = new Arena(this.#backend, layout, 2);
    const { slots, chunks } = layout;
    this.#chunks = chunks.map((_, i) => tf.keep(this.#arena!.chunk(i)));
    for (const { name, first, second } of start) {
      if (slots.get(name)?.size !== first.length) continue;
      const pairs = new Float32Array(2 * first.length);
      for (const [i, value] of first.entries()) {
        pairs[2 * i] = value;
        pairs[2 * i + 1] = second[i]!;
      }
      tf.tidy(() => this.#backend.copyTensor(tf.tensor2d(pairs, [first.length, 2]), this.#arena!.part(name)));
    }
    this.#layout = layout;
  }

  /** The arena of which these are the parts, laid out as wanted; else a copy, which the caller disposes. */
  #packed(
    tensors: ReadonlyMap<string, tf.Tensor>,
    layout?: ArenaLayout,
  ): { readonly arena: Arena; dispose(): void } {
    const found = arenaOf(tensors);
    if (found !== null && (layout === undefined || sameLayout(found.layout, layout))) {
      return { arena: found, dispose: () => undefined };
    }
    const arena = new Arena(this.#backend, layout ?? trainingLayout(tensors, this.#largest));
    const parts = arena.parts();
    for (const [name, part] of parts) this.#backend.copyTensor(tensors.get(name)!, part);
    return { arena, dispose: () => tf.dispose([...parts.values()]) };
  }
}

/** Weights, gradients and moments share it, so that a number of one and its moments are in buffers of one index. */
function trainingLayout(tensors: ReadonlyMap<string, tf.Tensor>, largest: number): ArenaLayout {
  const shapes = [...tensors].map(([name, { shape }]): [string, number[]] => [name, shape]);
  return layoutOf(shapes, largest);
}

/** The partial sums of all buffers, in one. */
function partialsLayout(count: number): ArenaLayout {
  const shapes = Array.from({ length: count }, (_, i): [string, number[]] => [String(i), [normGroups, 2]]);
  return layoutOf(shapes, Number.POSITIVE_INFINITY);
}
