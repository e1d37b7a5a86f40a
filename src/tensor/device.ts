import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
// The ES modules by path: in Node the bare names resolve to bundles that bring a second copy of tfjs-core.
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/index.js';
import '@tensorflow/tfjs-backend-webgpu/dist/index.js';
import { DeviceError, DeviceLostError } from './deviceError.ts';
import { GpuBackend } from './gpuBackend.ts';
import { wasmBackend } from './heap.ts';
import { memoryUse } from './memory.ts';
import { memoryOf } from './wasm/instance.ts';
import { dropPool, takePool, ThreadPool, type StartThread } from './wasm/pool.ts';
import { sharedBackend } from './wasm/sharedBackend.ts';

export type BackendName = 'webgpu' | 'wasm';

/** Where this process finds a GPU, the WASM binaries and threads: `nodePlatform.ts`, `browserPlatform.ts`. */
export interface Platform {
  /** a folder (ends with a slash) or a map from the backend's file names to locations */
  readonly wasmPaths: string | Readonly<Record<string, string>>;
  /** Reads the binary of the backend's single-threaded SIMD build. */
  wasmBinary(): Promise<ArrayBuffer>;
  /** threads that WASM computes on, the calling one included, unless the options say otherwise */
  readonly threads: number;
  readonly startThread: StartThread;
  /** null where there is no WebGPU at all */
  gpu(): Promise<GPU | null>;
}

export interface DeviceOptions {
  /** `auto` takes WebGPU on a real GPU, else WASM */
  readonly backend: 'auto' | BackendName;
  readonly platform: Platform;
  /** threads that WASM computes on, the calling one included; default: the platform's */
  readonly threads?: number;
}

export interface Device {
  readonly backend: BackendName;
  /** the GPU in words, or the WASM build in use */
  readonly adapter: string;
  /** true for a software adapter, some thirty times slower than WASM */
  readonly isFallbackAdapter: boolean;
  /** one sentence: why this backend */
  readonly reason: string;
  /** features of the GPU device that kernels may use */
  readonly features: ReadonlySet<string>;
  /** resolves when the device is lost or closed; never rejects */
  readonly lost: Promise<DeviceLostError>;
  /** Throws the first error of the GPU or of a thread since the device was opened. Cheap: call it at every step. */
  check(): void;
  /** Values of a tensor once everything before it has run; throws what `check` throws. */
  read(tensor: tf.Tensor): Promise<Float32Array | Int32Array>;
  /** As `read`, of a float32 tensor. */
  readFloats(tensor: tf.Tensor): Promise<Float32Array>;
  /** Makes this device the one that new tensors are made on. */
  activate(): Promise<void>;
  /** Loses the device as a driver reset would. Does nothing on WASM. */
  lose(): void;
  /** Frees the device; tensors on it are gone. */
  close(): void;
}

let active: Device | null = null;

/** Values of a float32 tensor on the device in use; throws what the device reported since it was opened. */
export async function readFloats(tensor: tf.Tensor): Promise<Float32Array> {
  if (active === null) throw new DeviceError('no-device', 'No device is open.', 'Call openDevice first.');
  return active.readFloats(tensor);
}

/**
 * Opens the backend, with our own GPU device so that its limits, features and errors are ours.
 *
 * `backend: 'webgpu'` throws a `DeviceError` where there is no adapter; `auto` falls back to WASM and says why.
 */
export async function openDevice(options: DeviceOptions): Promise<Device> {
  active = await chooseDevice(options);
  return active;
}

async function chooseDevice(options: DeviceOptions): Promise<Device> {
  if (options.backend === 'wasm') return openWasm(options, 'WASM was asked for.');
  const adapter = await requestAdapter(options.platform);
  if (options.backend === 'webgpu') {
    if (!adapter) {
      throw new DeviceError(
        'no-webgpu',
        'WebGPU was asked for, but this machine offers no adapter.',
        'Use the WASM backend, or a browser with WebGPU.',
      );
    }
    return openWebGpu(adapter, 'WebGPU was asked for.');
  }
  if (!adapter) return openWasm(options, 'This machine offers no WebGPU adapter, so WASM computes.');
  if (isFallback(adapter)) {
    const reason = `The only WebGPU adapter is software (${describe(adapter)}), which is slower than WASM, so WASM computes.`;
    return openWasm(options, reason);
  }
  return openWebGpu(adapter, `WebGPU on ${describe(adapter)}.`);
}

async function requestAdapter(platform: Platform): Promise<GPUAdapter | null> {
  try {
    const gpu = await platform.gpu();
    return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
  } catch {
    // A broken driver throws where a missing one answers null.
    return null;
  }
}

function isFallback(adapter: GPUAdapter): boolean {
  return adapter.info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(describe(adapter));
}

function describe(adapter: GPUAdapter): string {
  const { vendor, architecture, device, description } = adapter.info;
  const words = [vendor, architecture, description || device].filter((word) => word !== '');
  return words.length > 0 ? words.join(' ') : 'an unnamed adapter';
}

/** Limits that decide how large a tensor is and how many a kernel binds; the rest stay at their defaults. */
const raisedLimits = [
  'maxStorageBuffersPerShaderStage',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

const wantedFeatures: readonly GPUFeatureName[] = ['shader-f16', 'subgroups', 'timestamp-query'];

async function openWebGpu(adapter: GPUAdapter, reason: string): Promise<Device> {
  const requiredLimits: Record<string, number> = {};
  for (const limit of raisedLimits) requiredLimits[limit] = adapter.limits[limit];
  const requiredFeatures = wantedFeatures.filter((feature) => adapter.features.has(feature));
  const gpuDevice = await adapter.requestDevice({ requiredLimits, requiredFeatures });

  let failure: DeviceError | null = null;
  gpuDevice.addEventListener('uncapturederror', (event) => {
    // One invalid dispatch voids its whole command buffer, which then reads as zeros: everything after it is wrong.
    failure ??= refusal(event.error);
  });
  let closed = false;
  const lost = gpuDevice.lost.then((info) => {
    const why = info.message === '' ? info.reason : info.message;
    const error = new DeviceLostError(`The GPU went away (${why}), perhaps because the machine slept.`);
    failure = error;
    return error;
  });

  // Kernels key on the name `webgpu`, so they serve this backend as well as the package's own.
  if (tf.findBackendFactory('webgpu') !== null) tf.removeBackend('webgpu');
  const backend = new GpuBackend(gpuDevice, adapter.info);
  tf.registerBackend('webgpu', () => backend, 3);
  // Small tensors on the CPU would hide faults of the kernels, and cost a read to come back.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  // Packed matmul only: split-K adds with float atomics, and two equal runs would differ.
  tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3);
  // More dispatches per submission than the default 15: less CPU per op; a freed buffer waits as long.
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 64);
  await tf.setBackend('webgpu');

  const check = (): void => {
    if (failure) throw failure;
    if (closed) throw closedError('GPU');
  };
  const device: Device = {
    backend: 'webgpu',
    adapter: describe(adapter),
    isFallbackAdapter: isFallback(adapter),
    reason,
    features: gpuDevice.features,
    lost,
    check,
    async read(tensor) {
      check();
      try {
        const values = await valuesOf(tensor);
        check();
        return values;
      } catch (error) {
        // The lost promise settles after the read that fails because of it.
        await Promise.race([lost, new Promise((resolve) => setTimeout(resolve, 50))]);
        check();
        throw error;
      }
    },
    async readFloats(tensor) {
      return asFloats(await device.read(tensor));
    },
    async activate() {
      check();
      await tf.setBackend('webgpu');
      active = device;
    },
    lose() {
      gpuDevice.destroy();
    },
    close() {
      if (closed) return;
      closed = true;
      // Another device may have taken the name since.
      if (tf.findBackendFactory('webgpu')?.() === backend) tf.removeBackend('webgpu');
      gpuDevice.destroy();
    },
  };
  return device;
}

function refusal(error: GPUError): DeviceError {
  if (error.constructor.name !== 'GPUOutOfMemoryError') {
    return new DeviceError(
      'gpu-refused',
      `The GPU refused a command, so results since then are not valid: ${error.message}`,
      'Resume the run: it goes on from its last checkpoint.',
    );
  }
  const megabytes = Math.ceil(memoryUse().megabytes);
  return new DeviceError(
    'gpu-memory',
    `The GPU has no room for more beside the ${megabytes} MB in use, so results since then are not valid.`,
    'Close what else uses the GPU and resume from the last checkpoint, or start again with a smaller memory budget, smaller groups or a smaller model.',
  );
}

function closedError(device: string): DeviceError {
  return new DeviceError('device-closed', `The ${device} device was closed.`, 'Open it again.');
}

function asFloats(values: Float32Array | Int32Array): Float32Array {
  if (values instanceof Float32Array) return values;
  throw new TypeError('The tensor is not float32.');
}

async function valuesOf(tensor: tf.Tensor): Promise<Float32Array | Int32Array> {
  const values = await tensor.data();
  if (values instanceof Uint8Array)
    throw new TypeError('Read float32 and int32 tensors only; cast booleans first.');
  return values;
}

const guarded = new WeakSet<object>();

/** The backend takes the null of a failed allocation for an address, and would compute over its own data. */
function refuseNullPointers(): void {
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm) || guarded.has(backend)) return;
  guarded.add(backend);
  const wasm: object = backend.wasm;
  // The first call replaces a stub by the function itself; the backend's declarations know neither.
  tf.ones([1]).dispose();
  const allocate: unknown = Reflect.get(wasm, '_malloc');
  if (typeof allocate !== 'function') return;
  Reflect.set(wasm, '_malloc', (bytes: number): unknown => {
    // It reads its size with a sign, and answers one beyond two gigabytes with an address that is not there.
    const address: unknown = bytes < 2 ** 31 ? Reflect.apply(allocate, wasm, [bytes]) : 0;
    if (address !== 0 || bytes === 0) return address;
    const megabytes = Math.ceil(tf.memory().numBytes / 1e6);
    throw new DeviceError(
      'wasm-memory',
      `WebAssembly has no room for ${Math.ceil(bytes / 1e6)} MB more beside the ${megabytes} MB in use.`,
      'Start again with a smaller memory budget, smaller groups or a smaller model, or use WebGPU.',
    );
  });
}

/**
 * The backend on a memory that threads can share, registered in the place of the package's own. Null where there is
 * none or the binary does not allow it; that costs speed and nothing else.
 */
async function trySharedBackend(platform: Platform): Promise<BackendWasm | null> {
  try {
    return await sharedBackend(await platform.wasmBinary());
  } catch {
    return null;
  }
}

async function startBackend(platform: Platform): Promise<void> {
  if (!tf.engine().registry['wasm']) {
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    const shared = simd === true ? await trySharedBackend(platform) : null;
    if (shared === null) setWasmPaths(platform.wasmPaths);
    else {
      tf.removeBackend('wasm');
      tf.registerBackend('wasm', () => shared, 2);
    }
  }
  // The threads of the backend run the source text of one of its functions, which a bundler's renaming breaks.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) {
    throw new DeviceError(
      'no-wasm',
      'The WASM backend did not start: its .wasm files were not found or this machine lacks WebAssembly.',
      'Use a browser with WebAssembly, or WebGPU.',
    );
  }
}

/** Threads of ours on the backend's tensors; null where the calling one computes alone. */
async function openThreads(platform: Platform, threads: number): Promise<ThreadPool | null> {
  const wasm = wasmBackend();
  const memory = wasm === null ? null : memoryOf(wasm);
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory?.buffer instanceof SharedArrayBuffer;
  if (memory === null || !shared || threads < 2) return null;
  return ThreadPool.open(memory, threads, platform.startThread);
}

async function openWasm(
  { platform, threads = platform.threads }: DeviceOptions,
  reason: string,
): Promise<Device> {
  await startBackend(platform);
  refuseNullPointers();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const pool = await openThreads(platform, threads);
  const use = (): void => {
    const memory = memoryOf(wasmBackend()!);
    if (memory !== null) takePool(memory, pool);
  };
  use();
  let closed = false;
  const check = (): void => {
    if (pool?.failure) throw pool.failure;
    if (closed) throw closedError('WASM');
  };
  const device: Device = {
    backend: 'wasm',
    get adapter() {
      const count = pool?.threads ?? 1;
      return `WebAssembly${simd ? ' SIMD' : ''}, ${count} ${count === 1 ? 'thread' : 'threads'}`;
    },
    isFallbackAdapter: false,
    reason,
    features: new Set(),
    lost: pool?.lost ?? new Promise(() => {}),
    check,
    async read(tensor) {
      check();
      return valuesOf(tensor);
    },
    async readFloats(tensor) {
      return asFloats(await device.read(tensor));
    },
    async activate() {
      check();
      await tf.setBackend('wasm');
      use();
      active = device;
    },
    lose() {},
    close() {
      closed = true;
      if (pool === null) return;
      dropPool(pool);
      pool.close();
    },
  };
  return device;
}
