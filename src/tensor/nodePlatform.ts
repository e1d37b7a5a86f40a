import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, constants, homedir } from 'node:os';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Platform } from './device.ts';
import type { Thread } from './wasm/pool.ts';
import { serve, type ThreadTask } from './wasm/serve.ts';

let gpu: Promise<GPU | null> | undefined;

// Fused multiply-add, which later versions of Node and browsers have without asking: the same numbers here as there.
if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');

const wasmFolder = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')),
  'wasm-out/',
);

/** Node, with the `webgpu` package (Dawn); Dawn's threads keep the process alive, so end it with `process.exit`. */
export const nodePlatform: Platform = {
  wasmPaths: wasmFolder,
  async wasmBinary() {
    const { buffer, byteOffset, byteLength } = await readFile(
      path.join(wasmFolder, 'tfjs-backend-wasm-simd.wasm'),
    );
    return buffer.slice(byteOffset, byteOffset + byteLength);
  },
  threads: threadsHere(),
  startThread: (task) => startThread(task),
  gpu() {
    gpu ??= openGpu();
    return gpu;
  },
};

/** VISPLAY_THREADS, or one for each core of this machine, eight at most. */
function threadsHere(): number {
  const named = Number(process.env['VISPLAY_THREADS']);
  return Number.isInteger(named) && named > 0 ? named : Math.min(availableParallelism(), 8);
}

/** A thread of a pool; `before` is code that it runs first. */
export function startThread(task: ThreadTask, before = ''): Thread {
  // By its text: Node runs no TypeScript, and the command line is bundled into one file.
  const program = `const { parentPort } = require('node:worker_threads');
    parentPort.once('message', (task) => {
      parentPort.postMessage('ready');
      ${before}
      (${serve.toString()})(task);
    });`;
  const worker = new Worker(program, { eval: true });
  worker.postMessage(task, []);
  // A process may end while its threads wait for work.
  worker.unref();
  const idle = (): number => worker.performance.eventLoopUtilization().idle;
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => {
      // The first answer of a thread that runs is what later ones count from.
      idle();
      resolve();
    });
    worker.on('error', reject);
  });
  const gone = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  // Of all that can be asked of a worker without waiting for events, this alone tells: a stopped one was idle for -1 ms.
  return { ready, gone, died: () => idle() < 0, end: () => void worker.terminate() };
}

async function openGpu(): Promise<GPU | null> {
  if (process.platform === 'linux') findVulkan();
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    // Words for Dawn, such as `enable-dawn-features=dump_shaders`.
    const instance = create(process.env['VISPLAY_DAWN']?.split(' ') ?? []);
    // The backend of TensorFlow.js looks for the API where a browser has it.
    if (typeof navigator === 'undefined') {
      Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
    }
    Object.defineProperty(navigator, 'gpu', { value: instance, configurable: true });
    return instance;
  } catch {
    // No prebuilt binary for this platform.
    return null;
  }
}

/** Drivers that the user names come first, then the system's, then the one that Chromium brings. */
function findVulkan(): void {
  const named = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'];
  if (named !== undefined) loadLoaderIn(path.dirname(named));
  else if (!systemHasDriver()) useBrowserDriver();
}

function systemHasDriver(): boolean {
  return ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'].some(
    (folder) => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.json')),
  );
}

/** Chromium brings a Vulkan loader and a software driver: enough to run every kernel, slowly, without a GPU. */
function useBrowserDriver(): void {
  const folder = browserFolders().find((candidate) =>
    existsSync(path.join(candidate, 'vk_swiftshader_icd.json')),
  );
  if (folder === undefined) return;
  process.env['VK_DRIVER_FILES'] = path.join(folder, 'vk_swiftshader_icd.json');
  loadLoaderIn(folder);
}

/** Dawn asks for libvulkan.so.1 by name and finds it already in the process. */
function loadLoaderIn(folder: string): void {
  const loader = path.join(folder, 'libvulkan.so.1');
  if (!existsSync(loader)) return;
  const keepLoaded = 0x1000; // RTLD_NODELETE
  try {
    process.dlopen({ exports: {} }, loader, constants.dlopen.RTLD_NOW | keepLoaded);
  } catch {
    // It is no Node addon, which Node reports after loading it.
  }
}

function browserFolders(): string[] {
  const folders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome', '/opt/chromium'];
  const downloads =
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? path.join(homedir(), '.cache', 'ms-playwright');
  if (existsSync(downloads)) {
    for (const version of readdirSync(downloads)) {
      if (!version.startsWith('chromium')) continue;
      for (const build of readdirSync(path.join(downloads, version))) {
        folders.push(path.join(downloads, version, build));
      }
    }
  }
  return folders;
}
