import * as tf from '@tensorflow/tfjs-core';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { plainOps } from './plainOps.ts';
import type { ModuleBuilder } from './wasm/assembler.ts';
import { instanceOf } from './wasm/instance.ts';

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

/** Kernels of ours on the WASM backend's tensors. */
export interface HeapKernels {
  /** A new tensor with undefined contents. */
  make(shape: number[]): tf.Tensor;
  /** A new tensor of zeros, to add to. */
  zeros(shape: number[]): tf.Tensor;
  /** A tensor's memory; see the function of that name. */
  floats(tensor: tf.Tensor): Float32Array;
  /** Runs a kernel; tensors are passed as their addresses, null as 0. */
  run(kernel: string, ...values: readonly (tf.Tensor | number | null)[]): void;
}

/**
 * The kernels that `write` assembles, if the WASM backend is in use and can run them; else null, and the caller takes
 * the plain ops.
 */
export function heapKernels(name: string, write: (module: ModuleBuilder) => void): HeapKernels | null {
  const wasm = plainOps() ? null : wasmBackend();
  const found = wasm === null ? null : instanceOf(wasm, name, write);
  if (wasm === null || found === null) return null;
  return {
    make: (shape) => allocate(wasm, shape),
    zeros(shape) {
      const tensor = allocate(wasm, shape);
      floats(wasm, tensor).fill(0);
      return tensor;
    },
    floats: (tensor) => floats(wasm, tensor),
    run(kernel, ...values) {
      const code = found.get(kernel);
      if (code === undefined) throw new Error(`There is no kernel ${kernel} in ${name}.`);
      const numbers = values.map((value) => {
        if (typeof value === 'number') return value;
        return value === null ? 0 : wasm.getMemoryOffset(value.dataId);
      });
      code(...numbers);
    },
  };
}
