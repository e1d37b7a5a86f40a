import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** The same tensor, known to be of rank 2; throws if it is not. */
export function asMatrix(tensor: Tensor): Tensor2D {
  if (isMatrix(tensor)) return tensor;
  throw new TypeError(`Expected a matrix, found a tensor of shape [${tensor.shape.join(', ')}].`);
}

/** The same tensor, known to be of rank 1; throws if it is not. */
export function asVector(tensor: Tensor): Tensor1D {
  if (isVector(tensor)) return tensor;
  throw new TypeError(`Expected a vector, found a tensor of shape [${tensor.shape.join(', ')}].`);
}

function isMatrix(tensor: Tensor): tensor is Tensor2D {
  return tensor.rank === 2;
}

function isVector(tensor: Tensor): tensor is Tensor1D {
  return tensor.rank === 1;
}
