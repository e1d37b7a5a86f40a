import plain from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import threads from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import type { Platform } from './device.ts';
import type { Thread } from './wasm/pool.ts';
import type { ThreadTask } from './wasm/serve.ts';

/** More threads than this wait for memory more than they compute. */
const mostThreads = 8;

/** The browser, page or worker; the WASM binaries are assets of the bundle. */
export const browserPlatform: Platform = {
  wasmPaths: {
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': threads,
  },
  async wasmBinary() {
    return (await fetch(simd)).arrayBuffer();
  },
  // One core of three and more is left to the page.
  threads: Math.min(
    navigator.hardwareConcurrency > 2 ? navigator.hardwareConcurrency - 1 : navigator.hardwareConcurrency,
    mostThreads,
  ),
  startThread,
  async gpu() {
    return 'gpu' in navigator ? navigator.gpu : null;
  },
};

function startThread(task: ThreadTask): Thread {
  const worker = new Worker(new URL('./wasm/thread.ts', import.meta.url), { type: 'module' });
  let leave: () => void;
  const gone = new Promise<void>((resolve) => (leave = resolve));
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    worker.addEventListener('error', () => {
      reject(new Error('The worker of a thread did not start.'));
      leave();
    });
  });
  worker.postMessage(task, []);
  return {
    ready,
    gone,
    // A browser ends a worker on its own only together with its page; what it throws, the pool hears of.
    died: () => false,
    end() {
      worker.terminate();
      leave();
    },
  };
}
