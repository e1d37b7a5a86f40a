import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/index.js';

/** What some work asked of the GPU. */
export interface GpuCounts {
  /** kernels started */
  readonly dispatches: number;
  /** calls that hand commands to the GPU */
  readonly submissions: number;
  /** bytes of the buffers that were made, whether or not they were freed since */
  readonly bytesAllocated: number;
  /** buffers mapped for reading: each waits for the GPU */
  readonly readBacks: number;
}

/**
 * Counts what `run` asks of the GPU; zeros on WASM. Commands that waited before are submitted first, and those that
 * `run` leaves waiting are submitted and counted with it, so equal work has equal counts. It counts every GPU device
 * of this process, and costs nothing when it is not in use.
 */
export async function countGpu(run: () => unknown): Promise<GpuCounts> {
  const backend = tf.backend();
  const counts = { dispatches: 0, submissions: 0, bytesAllocated: 0, readBacks: 0 };
  if (!(backend instanceof WebGPUBackend)) {
    await run();
    return counts;
  }
  submitWaiting(backend);
  const restore = [
    tally(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', one, (n) => (counts.dispatches += n)),
    tally(
      GPUComputePassEncoder.prototype,
      'dispatchWorkgroupsIndirect',
      one,
      (n) => (counts.dispatches += n),
    ),
    tally(GPUQueue.prototype, 'submit', one, (n) => (counts.submissions += n)),
    tally(GPUDevice.prototype, 'createBuffer', bytesOf, (n) => (counts.bytesAllocated += n)),
    tally(GPUBuffer.prototype, 'mapAsync', isReading, (n) => (counts.readBacks += n)),
  ];
  try {
    await run();
    submitWaiting(backend);
  } finally {
    for (const undo of restore.toReversed()) undo();
  }
  return counts;
}

const one = (): number => 1;

/** Replaces a method by one that adds up what `amount` says of its arguments; the result puts it back. */
function tally(
  prototype: object,
  method: string,
  amount: (...args: readonly unknown[]) => number,
  add: (amount: number) => void,
): () => void {
  const original: unknown = Reflect.get(prototype, method);
  if (typeof original !== 'function') throw new TypeError(`WebGPU has no ${method} here.`);
  Reflect.set(prototype, method, function counted(this: unknown, ...args: unknown[]): unknown {
    add(amount(...args));
    return Reflect.apply(original, this, args);
  });
  return () => {
    Reflect.set(prototype, method, original);
  };
}

function bytesOf(descriptor: unknown): number {
  const size = typeof descriptor === 'object' && descriptor !== null ? Reflect.get(descriptor, 'size') : 0;
  return typeof size === 'number' ? size : 0;
}

const isReading = (mode: unknown): number =>
  typeof mode === 'number' && (mode & GPUMapMode.READ) !== 0 ? 1 : 0;

/** Commands gather in the backend's encoder until there are enough of them or somebody reads. */
function submitWaiting(backend: WebGPUBackend): void {
  const waiting: unknown = Reflect.get(backend, 'commandEncoder');
  if (waiting === null || waiting === undefined) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}
