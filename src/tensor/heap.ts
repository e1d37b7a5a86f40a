import * as tf from '@tensorflow/tfjs-core';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { plainOps } from './plainOps.ts';
import type { ModuleBuilder } from './wasm/assembler.ts';
import { instanceOf, type Kernel } from './wasm/instance.ts';
import { poolOn } from './wasm/pool.ts';

/** The backend in use if it is WASM, whose tensors can be read and written in place; else null. */
export function wasmBackend(): BackendWasm | null {
  const backend = tf.backend();
  return backend instanceof BackendWasm ? backend : null;
}

/** A new tensor with undefined contents, in the current `tf.tidy` scope. */
export function allocate(
  wasm: BackendWasm,
  shape: number[],
  dtype: 'float32' | 'int32' = 'float32',
): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(wasm.makeOutput(shape, dtype));
}

/**
 * A float32 tensor's memory, to read or write in place. Valid until the next allocation, which may move the heap:
 * make outputs first, then take views.
 */
export function floats(wasm: BackendWasm, tensor: tf.TensorInfo): Float32Array {
  const view = wasm.typedArrayFromHeap(tensor);
  if (view instanceof Float32Array) return view;
  throw new TypeError('The tensor is not float32.');
}

/** An int32 tensor's memory; see `floats`. */
export function integers(wasm: BackendWasm, tensor: tf.TensorInfo): Int32Array {
  const view = wasm.typedArrayFromHeap(tensor);
  if (view instanceof Int32Array) return view;
  throw new TypeError('The tensor is not int32.');
}

/** Memory for what a kernel keeps while it works: every thread that runs it gets its own. */
interface Scratch {
  /** [threads, floats], contents undefined; dispose it after the run */
  readonly tensor: tf.Tensor;
  /** floats of each thread */
  readonly each: number;
}

/** A tensor from one of its numbers on, as a kernel reads columns of a wider matrix. */
interface Place {
  readonly tensor: tf.Tensor;
  readonly first: number;
}

/** What a kernel is called with: a tensor, a place in one or a thread's scratch by its address, null as 0. */
type KernelValue = tf.Tensor | Place | Scratch | number | null;

/** Kernels of ours on the WASM backend's tensors. */
export interface HeapKernels {
  /** A new tensor with undefined contents. */
  make(shape: number[]): tf.Tensor;
  /** A new tensor of zeros, to add to. */
  zeros(shape: number[]): tf.Tensor;
  /** Memory of `floats` numbers for each thread; see `Scratch`. */
  scratch(floats: number): Scratch;
  /** A tensor's memory; see the function of that name. */
  floats(tensor: tf.Tensor): Float32Array;
  /** Runs a kernel on the calling thread. */
  run(kernel: string, ...values: readonly KernelValue[]): void;
  /**
   * Runs a kernel over `units` pieces of work on all threads, and returns when all are done. The kernel's last two
   * parameters, after `values`, are a range [from, to) of units, 0 <= from < to <= units: it is called with
   * consecutive ranges, at once, in any order, each beginning at a multiple of `grain`.
   *
   * A range must give the same numbers however it is cut: split over outputs, never over the terms of a sum. What a
   * unit reads, no other may write. `grain` is also the least work that is worth handing over, some 20 microseconds
   * (`grainOf`): it is rounded up where ranges are cut, and less than two grains run on the calling thread, in one range.
   */
  runSplit(kernel: string, units: number, grain: number, ...values: readonly KernelValue[]): void;
}

/** Multiply-adds that are worth handing to another thread: some 20 microseconds. */
const worthwhile = 400_000;

/**
 * Units that are worth handing over when one takes `work` multiply-adds, a part of one where that is more than enough; a
 * multiple of `multiple` if that is given. Reading or writing a number that is used once counts as four, an
 * exponential as sixteen.
 */
export function grainOf(work: number, multiple?: number): number {
  const grain = worthwhile / Math.max(1, work);
  return multiple === undefined ? grain : Math.ceil(grain / multiple) * multiple;
}

/**
 * The kernels that `write` assembles, if the WASM backend is in use and can run them; else null, and the caller takes
 * the plain ops.
 */
export function heapKernels(name: string, write: (module: ModuleBuilder) => void): HeapKernels | null {
  const wasm = plainOps() ? null : wasmBackend();
  const module = wasm === null ? null : instanceOf(wasm, name, write);
  if (wasm === null || module === null) return null;
  const find = (kernel: string): { readonly place: number; readonly call: Kernel } => {
    const found = module.kernels.get(kernel);
    if (found === undefined) throw new Error(`There is no kernel ${kernel} in ${name}.`);
    return found;
  };
  const address = (value: KernelValue): number => {
    if (typeof value === 'number') return value;
    if (value === null) return 0;
    const start = wasm.getMemoryOffset('tensor' in value ? value.tensor.dataId : value.dataId);
    return start + ('first' in value ? 4 * value.first : 0);
  };
  return {
    make: (shape) => allocate(wasm, shape),
    zeros(shape) {
      const tensor = allocate(wasm, shape);
      floats(wasm, tensor).fill(0);
      return tensor;
    },
    scratch: (each) => ({ tensor: allocate(wasm, [poolOn(module.memory)?.places ?? 1, each]), each }),
    floats: (tensor) => floats(wasm, tensor),
    run(kernel, ...values) {
      find(kernel).call(...values.map(address));
    },
    runSplit(kernel, units, grain, ...values) {
      const { place, call } = find(kernel);
      const numbers = values.map(address);
      const pool = poolOn(module.memory);
      if (units === 0) return;
      if (pool === null || units < 2 * grain) {
        call(...numbers, 0, units);
        return;
      }
      const strides = values.map((value) =>
        typeof value === 'object' && value !== null && 'each' in value ? 4 * value.each : 0,
      );
      pool.run({ module, kernel: place, call, values: numbers, strides, units, grain });
    },
  };
}
