import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it } from 'vitest';
import { openDevice, type Device, type Platform } from '../device.ts';
import { heapKernels, type HeapKernels } from '../heap.ts';
import { DeviceError, DeviceLostError } from '../deviceError.ts';
import { nodePlatform, startThread } from '../nodePlatform.ts';
import { f32, f32x4, i32, type ModuleBuilder } from './assembler.ts';
import type { Thread } from './pool.ts';
import { controlLayout } from './serve.ts';

const opened: Device[] = [];
async function open(threads: number, platform: Platform = nodePlatform): Promise<Device> {
  const device = await openDevice({ backend: 'wasm', platform, threads });
  opened.push(device);
  return device;
}
afterEach(() => {
  for (const device of opened.splice(0)) device.close();
});

function testKernels(module: ModuleBuilder): void {
  module.function('unused', (f) => f.store(f.parameter('i32'), f32x4.of(0)));
  // stamp(out, scratch, rounds, value, from, to): adds value to each of out, by way of scratch, rounds times
  module.function('stamp', (f) => {
    const [out, scratch, rounds] = [f.parameter('i32'), f.parameter('i32'), f.parameter('i32')];
    const value = f.parameter('f32');
    const [from, to] = [f.parameter('i32'), f.parameter('i32')];
    f.loop(from, to, 1, (unit) => {
      const at = f.keep(i32.add(out, i32.mul(unit, 4)));
      f.loop(0, rounds, 1, () => {
        f.store(scratch, f32.add(f32.load(at), value));
        f.store(at, f32.load(scratch));
      });
    });
  });
  // fault(from, to): reads where there is no memory
  module.function('fault', (f) => {
    const [from, to] = [f.parameter('i32'), f.parameter('i32')];
    f.loop(from, to, 1, () => f.store(i32.of(0), f32.load(i32.of(-4))));
  });
}

const kernels = (): HeapKernels => heapKernels('pool test', testKernels)!;

/** Adds 1.5 to each of `units` zeros, `rounds` times, and reads them. */
function stamp(units: number, grain: number, rounds = 3): Float32Array {
  const heap = kernels();
  const [out, scratch] = [heap.zeros([units]), heap.scratch(4)];
  heap.runSplit('stamp', units, grain, out, scratch, rounds, 1.5);
  const found = heap.floats(out).slice();
  tf.dispose([out, scratch.tensor]);
  return found;
}

it.each([1, 2, 4])('does every unit once on %i threads', async (threads) => {
  const device = await open(threads);
  expect(device.adapter).toBe(`WebAssembly SIMD, ${threads} thread${threads === 1 ? '' : 's'}`);
  for (const [units, grain] of [
    [1, 1],
    [7, 8],
    [64, 1],
    [1000, 3],
    [5000, 64],
    [100_003, 10],
  ] as const) {
    // prettier-ignore
    expect(stamp(units, grain).every((value) => value === 4.5)).toBe(true);
  }
});

it('does thousands of jobs in a row, with the threads asleep and awake', async () => {
  await open(4);
  const heap = kernels();
  const [out, scratch] = [heap.zeros([64]), heap.scratch(4)];
  for (let round = 0; round < 3000; round++) {
    if (round % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    heap.runSplit('stamp', 64, 1 + (round % 5), out, scratch, 1, 1);
  }
  expect([...new Set(heap.floats(out))]).toEqual([3000]);
  tf.dispose([out, scratch.tensor]);
});

it('goes on while the memory grows', async () => {
  const device = await open(3);
  const held: tf.Tensor[] = [];
  for (let round = 0; round < 20; round++) {
    held.push(kernels().make([1_000_000]));
    expect(stamp(1000, 10).every((value) => value === 4.5)).toBe(true);
  }
  tf.dispose(held);
  device.check();
});

it('throws what a kernel throws, on whichever thread, and goes on', async () => {
  await open(4);
  expect(() => kernels().runSplit('fault', 1000, 1)).toThrow(
    /memory access out of bounds|A kernel failed on another thread of WebAssembly/,
  );
  expect(() => kernels().runSplit('none', 10, 1)).toThrow('no kernel none');
  expect(stamp(1000, 10).every((value) => value === 4.5)).toBe(true);
});

it('goes on without a thread that died, and says so', async () => {
  const threads: Thread[] = [];
  const platform: Platform = {
    ...nodePlatform,
    startThread(task) {
      const thread = nodePlatform.startThread(task);
      threads.push(thread);
      return thread;
    },
  };
  const device = await open(3, platform);
  expect(stamp(1000, 10).every((value) => value === 4.5)).toBe(true);
  threads[0]!.end();
  await threads[0]!.gone;
  expect(device.adapter).toBe('WebAssembly SIMD, 2 threads');
  expect(stamp(1000, 10).every((value) => value === 4.5)).toBe(true);
  threads[1]!.end();
  await threads[1]!.gone;
  expect(device.adapter).toBe('WebAssembly SIMD, 1 thread');
  expect(stamp(1000, 10).every((value) => value === 4.5)).toBe(true);
});

/** A platform whose threads run some code before they serve. */
const withThreads = (before: string): Platform => ({
  ...nodePlatform,
  startThread: (task) => startThread(task, before),
});

/** What is thrown once another thread gets a chunk: the calling one may take all of a job. */
function failure(): unknown {
  for (;;) {
    try {
      stamp(5000, 10, 1000);
    } catch (thrown) {
      return thrown;
    }
  }
}

it('throws a sentence where a kernel fails on another thread, at once', async () => {
  // The calling thread runs the kernel as it is; the others fail at once.
  await open(4, withThreads(`Reflect.apply = () => { throw new WebAssembly.RuntimeError('unreachable'); };`));
  const thrown = failure();
  expect(thrown).toBeInstanceOf(DeviceError);
  expect(thrown).toHaveProperty('message', expect.stringContaining('A kernel failed on another thread'));
});

it.each([
  // Ended from outside, as when it runs out of memory: neither code of its own nor an event tells.
  ['without a word', 'Reflect.apply = () => process.exit(1);'],
  ['with an error of its own', `const { add } = Atomics; let taken = 0; Atomics.add = (words, at, n) => { if (at === ${controlLayout.done}) throw new Error('gone'); return add(words, at, n); };`], // prettier-ignore
])(
  'fails the run at once where a thread dies at work %s',
  async (_name, before) => {
    const device = await open(3, withThreads(before));
    const thrown = failure();
    expect(thrown).toBeInstanceOf(DeviceLostError);
    expect(thrown).toHaveProperty('message', expect.stringContaining('A thread of WebAssembly died at work'));
    expect(await device.lost).toBe(thrown);
    expect(() => device.check()).toThrow(DeviceLostError);
    expect(() => stamp(5000, 10)).toThrow(DeviceLostError);
    // A fresh one, as a run that is resumed opens it, works.
    device.close();
    await open(3);
    expect(stamp(1000, 10).every((value) => value === 4.5)).toBe(true);
  },
  5_000,
);

it('leaves out threads that do not start', async () => {
  const broken: Platform = {
    ...nodePlatform,
    startThread: () => ({
      ready: Promise.reject(new Error('no worker here')),
      gone: Promise.resolve(),
      died: () => true,
      end() {},
    }),
  };
  expect((await open(4, broken)).adapter).toBe('WebAssembly SIMD, 1 thread');
  const refused: Platform = {
    ...nodePlatform,
    startThread() {
      throw new Error('workers are forbidden');
    },
  };
  expect((await open(4, refused)).adapter).toBe('WebAssembly SIMD, 1 thread');
  expect(stamp(1000, 10).every((value) => value === 4.5)).toBe(true);
});

it('ends its threads when the device is closed, and leaves those of another alone', async () => {
  const ended: Promise<void>[] = [];
  const platform: Platform = {
    ...nodePlatform,
    startThread(task) {
      const thread = nodePlatform.startThread(task);
      ended.push(thread.gone);
      return thread;
    },
  };
  const first = await open(3, platform);
  const second = await open(2);
  first.close();
  await Promise.all(ended);
  expect(ended).toHaveLength(2);
  expect(second.adapter).toBe('WebAssembly SIMD, 2 threads');
  expect(stamp(1000, 10).every((value) => value === 4.5)).toBe(true);
});
