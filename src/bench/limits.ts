import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/index.js';
import { spread } from './spread.ts';
import type { Device } from '../tensor/device.ts';
import { product } from '../tensor/product.ts';
import { matmulOf, tiles, type Tile } from './matmulKernels.ts';
import { finish } from './tensors.ts';

/** What an adapter can do, measured: nothing that runs on it can be faster. */
export interface Limits {
  /** best product of float32 matrices over all kernels and sizes, GFLOP/s */
  readonly matmulGflops: number;
  /** which kernel that was, at which size */
  readonly matmulBy: string;
  /** every product that was tried */
  readonly matmuls: readonly { readonly kernel: string; readonly size: number; readonly gflops: number }[];
  /** bytes read and written in a second by a plain copy, in 10^9 */
  readonly copyGBs: number;
  /** of one kernel that does next to nothing, in a long sequence, microseconds; 0 on WASM */
  readonly dispatchMicroseconds: number;
  /** of one such op through TensorFlow.js, microseconds */
  readonly opMicroseconds: number;
  /** until four bytes are back, the device idle, milliseconds */
  readonly readBackMilliseconds: number;
}

/** Measures the adapter for about `seconds`. */
export async function measureLimits(device: Device, seconds: number): Promise<Limits> {
  await device.activate();
  const backend = tf.backend();
  const gpu = backend instanceof WebGPUBackend ? backend.device : null;
  const share = seconds / 6;
  const readBackMilliseconds = await readBack(share);
  // A software driver compiles a tile for longer than it multiplies.
  const tried = device.isFallbackAdapter ? tiles.slice(-1) : tiles;
  const matmuls = await products(gpu, tried, 3 * share);
  const best = matmuls.reduce((a, b) => (b.gflops > a.gflops ? b : a));
  const copyGBs = gpu === null ? copyOnHeap(share) : await copyOnGpu(gpu, share);
  return {
    matmulGflops: best.gflops,
    matmulBy: `${best.kernel} at ${best.size}`,
    matmuls,
    copyGBs,
    dispatchMicroseconds: gpu === null ? 0 : await dispatch(gpu, share / 2),
    opMicroseconds: await op(share / 2),
    readBackMilliseconds,
  };
}

/** Seconds of one run among as many as fit in the time, the fastest of three rounds. */
async function timed(seconds: number, run: (times: number) => Promise<void>): Promise<number> {
  await run(1);
  let began = performance.now();
  await run(1);
  const once = (performance.now() - began) / 1000;
  const times = Math.max(1, Math.min(1000, Math.floor(seconds / 3 / once)));
  let best = once;
  for (let round = 0; round < (once > seconds ? 0 : 3); round++) {
    began = performance.now();
    await run(times);
    best = Math.min(best, (performance.now() - began) / 1000 / times);
  }
  return best;
}

const sizes = [256, 512, 1024, 2048] as const;

async function products(
  gpu: GPUDevice | null,
  tried: readonly Tile[],
  seconds: number,
): Promise<Limits['matmuls']> {
  const found: { kernel: string; size: number; gflops: number }[] = [];
  let budget = seconds;
  for (const size of sizes) {
    const expected =
      found.length === 0 ? 0 : (2 * size ** 3) / 1e9 / Math.max(...found.map(({ gflops }) => gflops));
    // A warm-up and a run of each kernel must fit what is left.
    if (expected * 2 * (gpu === null ? 2 : 2 + tried.length) > budget) break;
    const began = performance.now();
    const a = tf.randomUniform<tf.Rank.R2>([size, size], -1, 1, 'float32', 1);
    const b = tf.transpose(a);
    const own = gpu === null ? [] : tried.map((tile) => matmulOf(gpu, tile, size));
    const kernels: Record<string, (times: number) => Promise<void>> = {
      'tf.matMul': repeated(() => tf.matMul(a, b)),
      'our product': repeated(() => product(a, b)),
    };
    for (const [i, { run }] of own.entries()) kernels[tried[i]!.name] = run;
    const names = Object.keys(kernels);
    for (const [i, name] of names.entries()) {
      const left = budget - (performance.now() - began) / 1000;
      const each = Math.max(0.02, Math.min(0.3, left / (names.length - i)));
      const took = await timed(each, kernels[name]!);
      found.push({ kernel: name, size, gflops: (2 * size ** 3) / 1e9 / took });
    }
    tf.dispose([a, b]);
    for (const kernel of own) kernel.destroy();
    budget -= (performance.now() - began) / 1000;
    if (budget <= 0) break;
  }
  return found;
}

/** An op several times over, with one wait at the end. */
const repeated =
  (make: () => tf.Tensor) =>
  async (times: number): Promise<void> => {
    for (let i = 1; i < times; i++) tf.tidy(make).dispose();
    await finish(make);
  };

/** A kernel that copies vectors, from one large buffer to another. */
async function copyOnGpu(gpu: GPUDevice, seconds: number): Promise<number> {
  let best = 0;
  for (const megabytes of [4, 64]) {
    const bytes = Math.min(megabytes << 20, gpu.limits.maxStorageBufferBindingSize);
    const [from, to] = [storage(gpu, bytes), storage(gpu, bytes)];
    const vectors = bytes / 16;
    const groups = Math.min(4096, Math.ceil(vectors / 256));
    const stride = groups * 256;
    const pipeline = pipelineOf(
      gpu,
      /* wgsl */ `
      @group(0) @binding(0) var<storage, read> source : array<vec4<f32>>;
      @group(0) @binding(1) var<storage, read_write> target_ : array<vec4<f32>>;
      @compute @workgroup_size(256) fn main(@builtin(global_invocation_id) id : vec3<u32>) {
        for (var i = id.x; i < ${vectors}u; i += ${stride}u) { target_[i] = source[i]; }
      }`,
    );
    const took = await timed(seconds / 2, (times) => repeat(gpu, pipeline, [from, to], groups, times));
    best = Math.max(best, (2 * bytes) / 1e9 / took);
    from.destroy();
    to.destroy();
  }
  return best;
}

/** The heap of WebAssembly is ordinary memory, and so is this. */
function copyOnHeap(seconds: number): number {
  const bytes = 64 << 20;
  const [from, to] = [new Float32Array(bytes / 4).fill(1), new Float32Array(bytes / 4)];
  const rates: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (rates.length < 3 || performance.now() < end) {
    const began = performance.now();
    to.set(from);
    rates.push((2 * bytes) / 1e6 / (performance.now() - began));
  }
  return spread(rates).high;
}

/** Kernels of one workgroup, each reading what the one before it wrote. */
async function dispatch(gpu: GPUDevice, seconds: number): Promise<number> {
  const buffer = storage(gpu, 256);
  const pipeline = pipelineOf(
    gpu,
    /* wgsl */ `
    @group(0) @binding(0) var<storage, read_write> values : array<f32>;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id : vec3<u32>) {
      values[id.x] = values[id.x] * 0.5;
    }`,
  );
  const block = 500;
  const took = await timed(seconds, (times) => repeat(gpu, pipeline, [buffer], 1, times * block));
  buffer.destroy();
  return (took / block) * 1e6;
}

async function op(seconds: number): Promise<number> {
  const block = 200;
  const start = tf.ones([64]);
  const took = await timed(seconds, async (times) => {
    await finish(() => {
      let x = start;
      for (let i = 0; i < block * times; i++) {
        const next = tf.neg(x);
        if (x !== start) x.dispose();
        x = next;
      }
      return x;
    });
  });
  start.dispose();
  return (took / block) * 1e6;
}

async function readBack(seconds: number): Promise<number> {
  const x = tf.ones([1]);
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (times.length < 5 || (performance.now() < end && times.length < 200)) {
    const began = performance.now();
    const y = tf.neg(x);
    await y.data();
    y.dispose();
    times.push(performance.now() - began);
  }
  x.dispose();
  return spread(times.slice(2)).median;
}

function storage(gpu: GPUDevice, size: number): GPUBuffer {
  return gpu.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
}

function pipelineOf(gpu: GPUDevice, code: string): GPUComputePipeline {
  const module = gpu.createShaderModule({ code });
  return gpu.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
}

/** One submission of many equal dispatches, until they are done. */
async function repeat(
  gpu: GPUDevice,
  pipeline: GPUComputePipeline,
  buffers: readonly GPUBuffer[],
  groups: number,
  times: number,
): Promise<void> {
  const layout = pipeline.getBindGroupLayout(0);
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const encoder = gpu.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, gpu.createBindGroup({ layout, entries }));
  for (let i = 0; i < times; i++) pass.dispatchWorkgroups(groups);
  pass.end();
  gpu.queue.submit([encoder.finish()]);
  await gpu.queue.onSubmittedWorkDone();
}
