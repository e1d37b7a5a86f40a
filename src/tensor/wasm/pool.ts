import { DeviceError, DeviceLostError } from '../deviceError.ts';
import type { Kernel, KernelModule } from './instance.ts';
import { SharingPace } from './sharingPace.ts';
import { codeLayout, controlLayout as at, type ThreadTask } from './serve.ts';

/** A thread beside the calling one: a Web Worker, or one of Node's. */
export interface Thread {
  /** resolves once it serves; rejects where it could not start */
  readonly ready: Promise<void>;
  /** resolves when it is gone, whatever the reason */
  readonly gone: Promise<void>;
  /** whether it is known to be gone already, asked where no promise can settle */
  died(): boolean;
  end(): void;
}

export type StartThread = (task: ThreadTask) => Thread;

/** Rounds of looking before a thread sleeps: some 100 microseconds, longer than most gaps between two kernels. */
const patience = 100_000;
/** Grains of a job, some 100 microseconds, from which it is worth waking threads: that takes 20, and they come 50 later. */
const worthWaking = 6;
/** Between two looks whether a thread has died at work, ms. */
const slice = 50;
/** A chunk takes milliseconds; after so many slices without one being done, a thread is gone without a trace. */
const lostAfter = 200;
/** How long a page or process may take to start a thread, ms. */
const startWithin = 5_000;

/** One call of a kernel over a range, in chunks that threads take as they come. */
export interface Job {
  readonly module: KernelModule;
  /** the kernel's place among the module's */
  readonly kernel: number;
  readonly call: Kernel;
  /** arguments before the range */
  readonly values: readonly number[];
  /** what each argument grows by from one thread to the next */
  readonly strides: readonly number[];
  readonly units: number;
  /** chunks begin at multiples of it */
  readonly grain: number;
}

/**
 * Threads that share the memory of the backend's tensors. The calling thread works too, and waits until a job is done;
 * chunks are handed out one by one, so a thread that the machine holds up, or that has died between two jobs, delays
 * nobody. Which thread computes a chunk, and how a range is cut, changes no result: kernels split only over outputs
 * that do not depend on each other.
 */
export class ThreadPool {
  readonly memory: WebAssembly.Memory;
  readonly #control: SharedArrayBuffer;
  readonly #code = new SharedArrayBuffer(codeLayout.bytes);
  readonly #words: Int32Array;
  readonly #values: Float64Array;
  /** by number, 1 and up */
  readonly #threads = new Map<number, Thread>();
  /** number of the first kernel of each module that the threads know */
  readonly #modules = new Map<KernelModule, number>();
  #kernels = 0;
  #bytes = codeLayout.first;
  #generation = 0;
  readonly #mayWait: boolean;
  /** threads ever started, with the calling one: the scratch memories a job needs */
  #places = 1;
  readonly #pace = new SharingPace();
  #failure: DeviceLostError | null = null;
  #tellLost!: (error: DeviceLostError) => void;
  /** resolves when a thread has died at work; never rejects */
  readonly lost = new Promise<DeviceLostError>((resolve) => (this.#tellLost = resolve));

  private constructor(memory: WebAssembly.Memory, threads: number) {
    this.memory = memory;
    this.#control = new SharedArrayBuffer(4 * (at.states + threads * at.stateStep));
    this.#words = new Int32Array(this.#control);
    this.#values = new Float64Array(this.#control, 0, at.states / 2);
    this.#mayWait = maySleep(this.#words);
  }

  /** A pool of up to `threads` threads, the calling one included; those that do not start are left out. */
  static async open(memory: WebAssembly.Memory, threads: number, start: StartThread): Promise<ThreadPool> {
    const pool = new ThreadPool(memory, threads);
    const others = Array.from({ length: threads - 1 }, (_, i) => pool.#start(start, i + 1));
    await Promise.all(others);
    return pool;
  }

  async #start(start: StartThread, thread: number): Promise<void> {
    const { memory } = this;
    const task = { memory, control: this.#control, code: this.#code, thread, layout: at, patience };
    let started: Thread | null = null;
    try {
      started = start(task);
      await within(started.ready, startWithin);
    } catch {
      started?.end();
      return;
    }
    const running = started;
    this.#threads.set(thread, running);
    this.#places = Math.max(this.#places, thread + 1);
    void running.gone.then(() => this.#threads.delete(thread));
  }

  /** threads that compute, the calling one included */
  get threads(): number {
    return 1 + this.#threads.size;
  }

  /** scratch memories that a job needs, one for each thread there ever was */
  get places(): number {
    return this.#places;
  }

  /** what `run` throws for good, once a thread has died at work */
  get failure(): DeviceLostError | null {
    return this.#failure;
  }

  /** Ends the threads; jobs then run on the calling one. */
  close(): void {
    for (const thread of this.#threads.values()) thread.end();
    this.#threads.clear();
  }

  /**
   * Runs a job and returns when it is done. Throws what a kernel throws, and a `DeviceLostError` from where a thread
   * died at work.
   */
  run({ module, kernel, call, values, strides, units, grain }: Job): void {
    if (this.#failure !== null) throw this.#failure;
    const first = this.#firstKernel(module);
    // More chunks than threads, so that the last ones even out.
    const least = Math.ceil(grain);
    const most = Math.min(Math.floor(units / least), 4 * this.threads, at.chunkMask);
    const words = this.#words;
    const asleep = Atomics.load(words, at.sleepers) >= this.#threads.size;
    const alone = most < 2 || this.#threads.size === 0 || (asleep && units < worthWaking * grain);
    const began = performance.now();
    if (first === null || alone || values.length > at.mostValues || this.#pace.rests(began)) {
      call(...values, 0, units);
      return;
    }
    const step = Math.ceil(units / most / least) * least;
    const chunks = Math.ceil(units / step);
    this.#values.set(values, at.values);
    words.set(strides, at.strides);
    words.set([first + kernel, units, step, chunks, values.length], at.kernel);
    Atomics.store(words, at.failed, 0);
    Atomics.store(words, at.done, 0);
    this.#generation = (this.#generation + 1) & 0x3fffff;
    // The last chunk is the calling thread's own: it has nothing to wait for, and what it takes tells what others must.
    Atomics.store(words, at.ticket, (this.#generation << 10) | (chunks - 1));
    if (Atomics.load(words, at.sleepers) > 0) {
      Atomics.add(words, at.signal, 1);
      Atomics.notify(words, at.signal, chunks - 1);
    }
    let fault: unknown = null;
    // Milliseconds for a unit, in the chunk that was disturbed least.
    let each = Infinity;
    for (let chunk = chunks; chunk > 0; chunk = this.#takeChunk()) {
      const from = (chunk - 1) * step;
      const to = Math.min(from + step, units);
      const start = performance.now();
      try {
        call(...values, from, to);
      } catch (thrown) {
        fault ??= thrown;
      }
      each = Math.min(each, (performance.now() - start) / (to - from));
      Atomics.add(words, at.done, 1);
    }
    this.#await(chunks);
    this.#pace.count(began, each * units);
    if (fault !== null) throw fault;
    if (Atomics.load(words, at.failed) === 1) {
      throw new DeviceError(
        'wasm-failed',
        'A kernel failed on another thread of WebAssembly, so what it computed is not whole.',
        'Resume the run: it goes on from its last checkpoint.',
      );
    }
  }

  /** The number of a chunk that nobody has taken yet, from 1 on; 0 where there is none. */
  #takeChunk(): number {
    for (;;) {
      const left = Atomics.load(this.#words, at.ticket);
      const chunk = left & at.chunkMask;
      if (chunk === 0 || Atomics.compareExchange(this.#words, at.ticket, left, left - 1) === left)
        return chunk;
    }
  }

  #await(chunks: number): void {
    const words = this.#words;
    for (let look = 0; look < patience; look++) {
      if (Atomics.load(words, at.done) === chunks) return;
    }
    Atomics.store(words, at.waiting, 1);
    let before = -1;
    for (let slices = 0; ; slices++) {
      const done = Atomics.load(words, at.done);
      if (done === chunks) break;
      if (done !== before) slices = 0;
      before = done;
      if (slices >= lostAfter || this.#diedAtWork()) throw this.#lose();
      if (this.#mayWait) Atomics.wait(words, at.done, done, slice);
      else for (const end = performance.now() + slice; performance.now() < end;) if (Atomics.load(words, at.done) !== done) break; // prettier-ignore
    }
    Atomics.store(words, at.waiting, 0);
  }

  /** Whether a chunk went with its thread. This thread waits for chunks, so the events that tell of it do not come. */
  #diedAtWork(): boolean {
    return [...this.#threads].some(([number, thread]) => {
      const state = Atomics.load(this.#words, at.states + number * at.stateStep);
      return state === at.lost || (state === at.working && thread.died());
    });
  }

  #lose(): DeviceLostError {
    this.close();
    const failure = new DeviceLostError(
      'A thread of WebAssembly died at work, so what it computed is not whole.',
    );
    this.#failure = failure;
    this.#tellLost(failure);
    return failure;
  }

  /** The number of a module's first kernel, once the threads can load it; null where there is no room for it. */
  #firstKernel(module: KernelModule): number | null {
    const known = this.#modules.get(module);
    if (known !== undefined) return known;
    const { bytes, kernels } = module;
    const count = this.#modules.size;
    if (count === codeLayout.mostModules || this.#bytes + bytes.length > codeLayout.bytes) return null;
    new Uint8Array(this.#code).set(bytes, this.#bytes);
    new Int32Array(this.#code).set([this.#bytes, bytes.length], 1 + 2 * count);
    this.#bytes += bytes.length;
    const first = this.#kernels;
    this.#kernels += kernels.size;
    this.#modules.set(module, first);
    return first;
  }
}

/** Whether this thread may sleep on shared memory: not a page's own, which then looks until the job is done. */
function maySleep(words: Int32Array): boolean {
  try {
    Atomics.wait(words, at.waiting, 1, 0);
    return true;
  } catch {
    return false;
  }
}

function within(promise: Promise<void>, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('It took too long.')), milliseconds);
    void promise.then(resolve, reject).finally(() => clearTimeout(late));
  });
}

const pools = new WeakMap<WebAssembly.Memory, ThreadPool>();

/** The pool that works on a memory; null where kernels run on the calling thread alone. */
export function poolOn(memory: WebAssembly.Memory): ThreadPool | null {
  return pools.get(memory) ?? null;
}

/** Makes kernels on a memory use a pool, or with null the calling thread alone, until told otherwise. */
export function takePool(memory: WebAssembly.Memory, pool: ThreadPool | null): void {
  if (pool === null) pools.delete(memory);
  else pools.set(memory, pool);
}

/** Makes kernels use the calling thread alone if they use this pool. */
export function dropPool(pool: ThreadPool): void {
  if (pools.get(pool.memory) === pool) pools.delete(pool.memory);
}
