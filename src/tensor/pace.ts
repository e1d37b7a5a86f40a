import { gpuBackend } from './gpuBackend.ts';

/**
 * Floating-point operations of one submission: a fifth of a second at 100 GFLOP/s, which weak integrated GPUs reach.
 * A GPU that is held for seconds is reset by the system, and until then nothing else is drawn.
 */
const largest = 20e9;

let waiting = 0;

/** Announces work about to be queued; what waits is handed to the GPU first when it is enough for one submission. */
export function pace(operations: number): void {
  waiting += operations;
  if (waiting < largest) return;
  waiting = operations;
  gpuBackend()?.flush();
}
