import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/index.js';
import { gpuBackend } from './gpuBackend.ts';
import { sharedBytes } from './share.ts';

export interface MemoryUse {
  /** tensors alive */
  readonly tensors: number;
  /** what they occupy; on a GPU with the free buffers of its pool, MB of 10^6 bytes */
  readonly megabytes: number;
}

/** Gives spare memory back and says what is in use: for the end of a step. */
export function measureMemory(): MemoryUse {
  trimPool();
  return memoryUse();
}

export function memoryUse(): MemoryUse {
  const backend = tf.backend();
  const { numTensors, numBytes } = tf.memory();
  const bytes =
    backend instanceof WebGPUBackend ? backend.bufferManager.numBytesAllocated : numBytes - sharedBytes();
  return { tensors: numTensors, megabytes: bytes / 1e6 };
}

/** Bytes of free buffers that a GPU's pool keeps from one step to the next. */
export const keptInPool = 64e6;

/**
 * Destroys free buffers of the GPU's pool, the largest sizes first, until no more than `keepBytes` are free. The
 * backend keeps one list per exact size and never gives anything back, so sizes that do not come again pile up. Call
 * it between steps; on WASM there is no pool.
 */
export function trimPool(keepBytes = keptInPool): void {
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) return;
  const manager = backend.bufferManager;
  const pool: unknown = Reflect.get(manager, 'freeBuffers');
  if (!(pool instanceof Map)) return;
  // A free buffer may still be bound in a command that waits.
  gpuBackend()?.flush();
  const lists = [...pool.values()].filter(
    (list): list is GPUBuffer[] => Array.isArray(list) && list.length > 0,
  );
  lists.sort((a, b) => b[0]!.size - a[0]!.size);
  let free = lists.reduce((sum, list) => sum + list.length * list[0]!.size, 0);
  for (const list of lists) {
    while (free > keepBytes && list.length > 0) {
      const buffer = list.pop()!;
      free -= buffer.size;
      manager.numBytesAllocated -= buffer.size;
      Reflect.set(manager, 'numFreeBuffers', manager.getNumFreeBuffers() - 1);
      buffer.destroy();
    }
  }
}

/** Bytes in use at the highest point of some work. */
export interface Peak {
  /** with what was in use before it; on a GPU with the free buffers of its pool */
  readonly bytes: number;
}

/**
 * Watches what is allocated from now on. On a GPU that is buffers, free ones of the pool among them: trim it before,
 * to learn what the work itself needs.
 */
export function watchPeak(): { end(): Peak } {
  const backend = tf.backend();
  const [counter, key] =
    backend instanceof WebGPUBackend
      ? ([backend.bufferManager, 'numBytesAllocated'] as const)
      : ([tf.engine().state, 'numBytes'] as const);
  const used = (counted: number): number =>
    backend instanceof WebGPUBackend ? counted : counted - sharedBytes();
  let value = Number(Reflect.get(counter, key));
  let bytes = used(value);
  Object.defineProperty(counter, key, {
    configurable: true,
    enumerable: true,
    get: () => value,
    set: (next: number) => {
      value = next;
      bytes = Math.max(bytes, used(next));
    },
  });
  return {
    end() {
      Object.defineProperty(counter, key, { configurable: true, enumerable: true, writable: true, value });
      return { bytes };
    },
  };
}

/**
 * Bytes that a run can be planned to take on WASM, whatever it is allowed: of the 4.29 GB that 32-bit addresses reach, an
 * eighth is left for gaps between tensors.
 */
export const mostOnWasm = 3.75e9;

/**
 * Bytes that a run may take where the user names none: WebGPU does not tell how much there is, but devices with large
 * buffers have more; WASM addresses four gigabytes, of which browsers give about half to a page.
 */
export function usualBudget(): number {
  const backend = tf.backend();
  return budgetOf(backend instanceof WebGPUBackend ? backend.device.limits.maxBufferSize : null);
}

/** The same for a device that is not open: by the largest buffer of a GPU, bytes, or null for WASM. */
export const budgetOf = (maxBufferSize: number | null): number =>
  maxBufferSize === null ? 2e9 : Math.min(Math.max(4 * maxBufferSize, 1e9), 4e9);
