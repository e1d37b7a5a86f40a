import * as tf from '@tensorflow/tfjs-core';
import type { GpuBackend } from './gpuBackend.ts';

/** Where a tensor lies in an arena; numbers, not bytes. */
interface Slot {
  readonly shape: readonly number[];
  readonly size: number;
  readonly chunk: number;
  readonly offset: number;
}

/** Tensors by name, one after the other in as few buffers as the device's limits allow. */
export interface ArenaLayout {
  readonly slots: ReadonlyMap<string, Slot>;
  /** numbers in each buffer, gaps for alignment included */
  readonly chunks: readonly number[];
}

/** A binding begins at a multiple of 256 bytes. */
const alignment = 64;

/** A layout whose buffers hold at most `largest` numbers each, unless a single tensor is larger. */
export function layoutOf(
  shapes: Iterable<readonly [string, readonly number[]]>,
  largest: number,
): ArenaLayout {
  const slots = new Map<string, Slot>();
  const chunks: number[] = [];
  for (const [name, shape] of shapes) {
    const size = tf.util.sizeFromShape([...shape]);
    const room = Math.ceil(size / alignment) * alignment;
    const last = chunks.length - 1;
    if (last < 0 || chunks[last]! + room > largest) chunks.push(0);
    const chunk = chunks.length - 1;
    slots.set(name, { shape, size, chunk, offset: chunks[chunk]! });
    chunks[chunk] = chunks[chunk]! + room;
  }
  return { slots, chunks };
}

/** Most numbers that a layout may put in one buffer, so that `perNumber` of them for each fit a binding. */
export function largestChunk({ device }: GpuBackend, perNumber: number): number {
  const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
  return Math.floor(Math.min(maxStorageBufferBindingSize, maxBufferSize) / (4 * perNumber));
}

export function sameLayout(a: ArenaLayout, b: ArenaLayout): boolean {
  if (a === b) return true;
  if (a.slots.size !== b.slots.size || !tf.util.arraysEqual([...a.chunks], [...b.chunks])) return false;
  for (const [name, { shape, chunk, offset }] of a.slots) {
    const other = b.slots.get(name);
    if (other === undefined || other.chunk !== chunk || other.offset !== offset) return false;
    if (!tf.util.arraysEqual([...shape], [...other.shape])) return false;
  }
  return true;
}

/** What holds a tensor that is part of an arena. */
const homes = new WeakMap<object, { readonly arena: Arena; readonly name: string }>();

/**
 * Tensors of a GPU as parts of a few buffers, so that one kernel goes over all of them. Each part is a tensor like
 * any other; the buffers go back to the pool when the last part has been disposed. A kernel must not read one part
 * and write another: WebGPU sees the whole buffer.
 */
export class Arena {
  readonly layout: ArenaLayout;
  readonly #backend: GpuBackend;
  readonly #perNumber: number;
  readonly #buffers: readonly GPUBuffer[];
  #parts = 0;

  /** Zeros; `perNumber` of them for each number of the layout. */
  constructor(backend: GpuBackend, layout: ArenaLayout, perNumber = 1) {
    this.layout = layout;
    this.#backend = backend;
    this.#perNumber = perNumber;
    this.#buffers = layout.chunks.map((numbers) => backend.zeroedBuffer(4 * perNumber * numbers));
  }

  /** Every tensor of the layout, kept, for the caller to dispose; an arena has no other owner than its tensors. */
  parts(): Map<string, tf.Tensor> {
    const parts = new Map<string, tf.Tensor>();
    for (const name of this.layout.slots.keys()) parts.set(name, tf.keep(this.part(name)));
    return parts;
  }

  /** One tensor of the layout, in the current `tf.tidy` scope: its shape, or [size, perNumber]. */
  part(name: string): tf.Tensor {
    const slot = this.layout.slots.get(name);
    if (slot === undefined) throw new RangeError(`The arena has no ${name}.`);
    const each = this.#perNumber;
    const shape = each === 1 ? [...slot.shape] : [slot.size, each];
    const part = this.#view(slot.chunk, 4 * each * slot.offset, shape);
    if (each === 1) homes.set(part.dataId, { arena: this, name });
    return part;
  }

  /** A whole buffer with its gaps, [numbers * perNumber], for a kernel that goes over all tensors in it. */
  chunk(index: number): tf.Tensor {
    return this.#view(index, 0, [this.#perNumber * this.layout.chunks[index]!]);
  }

  #view(chunk: number, offset: number, shape: number[]): tf.Tensor {
    this.#parts += 1;
    return this.#backend.view(this.#buffers[chunk]!, offset, shape, () => {
      this.#parts -= 1;
      if (this.#parts > 0) return;
      for (const buffer of this.#buffers) this.#backend.bufferManager.releaseBuffer(buffer);
    });
  }
}

/** The arena of which these tensors are all the parts, by their names; null where there is none. */
export function arenaOf(tensors: ReadonlyMap<string, tf.Tensor>): Arena | null {
  let arena: Arena | null = null;
  for (const [name, { dataId }] of tensors) {
    const home = homes.get(dataId);
    if (home === undefined || home.name !== name) return null;
    arena ??= home.arena;
    if (home.arena !== arena) return null;
  }
  return arena !== null && arena.layout.slots.size === tensors.size ? arena : null;
}
