import { heapKernels, type HeapKernels } from './heap.ts';
import { attentionKernels } from './wasm/attentionKernels.ts';

/**
 * The attention kernels for heads of `headDim` numbers on the WASM backend. Null where they cannot run: another
 * backend, no SIMD, heads that are not whole vectors.
 */
export function attentionHeap(headDim: number): HeapKernels | null {
  return headDim % 4 === 0 ? heapKernels(`attention ${headDim}`, attentionKernels(headDim)) : null;
}
