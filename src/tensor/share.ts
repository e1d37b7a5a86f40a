import * as tf from '@tensorflow/tfjs-core';

/** Another tensor on the same memory, which lives as long as either: `tf.clone` copies on WASM, reshaping does not. */
export function share<T extends tf.Tensor>(tensor: T): T {
  const handle: tf.Tensor = tf.reshape(tensor, tensor.shape);
  return sameType(handle, tensor);
}

/** The handle has the shape of the tensor, so it is of its type. */
function sameType<T extends tf.Tensor>(handle: tf.Tensor, tensor: T): T {
  if (!isLike(handle, tensor)) throw new TypeError('Reshaping changed the rank of a tensor.');
  return handle;
}

function isLike<T extends tf.Tensor>(handle: tf.Tensor, tensor: T): handle is T {
  return handle.rank === tensor.rank;
}

/** Bytes that TensorFlow.js counts once more for every further handle on the same memory. */
let countedTwice = 0;

/** Says that long-lived handles of so many bytes share memory with others, or, negative, that they are gone. */
export function countShared(bytes: number): void {
  countedTwice += bytes;
}

export function sharedBytes(): number {
  return countedTwice;
}
