import * as tf from '@tensorflow/tfjs-core';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';

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
