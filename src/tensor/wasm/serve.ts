/** Where the words of a pool's control block lie: int32 places, a cache line apart where threads contend. */
export const controlLayout = {
  /** generation of the job in its upper 22 bits, chunks that nobody has taken yet in its lower 10 */
  ticket: 0,
  /** chunks of the job that are done */
  done: 16,
  /** changes when sleepers shall look again */
  signal: 32,
  sleepers: 48,
  /** 1 while the calling thread sleeps until the job is done */
  waiting: 64,
  /** 1 where a chunk of the job threw */
  failed: 80,
  // The job: written before its ticket, read only by those who then take a chunk of it.
  kernel: 96,
  units: 97,
  /** units of every chunk but the last */
  step: 98,
  chunks: 99,
  count: 100,
  /** what a value grows by from one thread to the next: scratch memory */
  strides: 112,
  /** the kernel's arguments: an index of a Float64Array over the block, behind the words */
  values: 104,
  mostValues: 32,
  /** what each thread does, a cache line for each: 0, or one of the next two */
  states: 272,
  stateStep: 16,
  /** it has a chunk, or is about to take one */
  working: 1,
  /** it ended with a chunk undone */
  lost: 2,
  /** chunks fit 10 bits of the ticket */
  chunkMask: 1023,
} as const;

/**
 * Where the kernels' modules lie in a pool's code block: int32 count, then offset and length of each in bytes. Kernels
 * count through the exports of one module after the other.
 */
export const codeLayout = { bytes: 1 << 20, mostModules: 100, first: 1024 } as const;

/** What a thread of a pool is started with. */
export interface ThreadTask {
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly code: SharedArrayBuffer;
  /** 1 and up; the calling thread is 0 */
  readonly thread: number;
  readonly layout: typeof controlLayout;
  /** rounds of looking for work before a thread sleeps */
  readonly patience: number;
}

/**
 * The life of a thread of a pool: takes chunks of jobs and runs kernels on them, forever. It must refer to nothing
 * outside itself, since Node runs its text.
 */
export function serve({ memory, control, code, thread, layout, patience }: ThreadTask): never {
  const words = new Int32Array(control);
  const state = layout.states + thread * layout.stateStep;
  const values = new Float64Array(control);
  const modules = new Int32Array(code);
  const kernels: unknown[] = [];
  let loaded = 0;
  let numbers: number[] = [];
  let generation = -1;

  const kernelAt = (index: number): unknown => {
    while (kernels.length <= index) {
      const [offset = 0, length = 0] = modules.subarray(1 + 2 * loaded, 3 + 2 * loaded);
      if (length === 0) throw new Error('There is no such kernel.');
      loaded++;
      // Modules are compiled from memory that only this thread sees.
      const bytes = new Uint8Array(length);
      bytes.set(new Uint8Array(code, offset, length));
      kernels.push(
        ...Object.values(
          new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports,
        ),
      );
    }
    return kernels[index];
  };

  try {
    for (;;) {
      let ticket = Atomics.load(words, layout.ticket);
      for (let look = 0; (ticket & layout.chunkMask) === 0; look++) {
        if (look === patience) {
          const signal = Atomics.load(words, layout.signal);
          Atomics.add(words, layout.sleepers, 1);
          // A job that came in between counted no sleeper and calls nobody.
          if ((Atomics.load(words, layout.ticket) & layout.chunkMask) === 0) {
            Atomics.wait(words, layout.signal, signal);
          }
          Atomics.sub(words, layout.sleepers, 1);
          look = 0;
        }
        ticket = Atomics.load(words, layout.ticket);
      }
      if (ticket >>> 10 !== generation) {
        numbers = [];
        for (let i = 0; i < words[layout.count]!; i++) {
          numbers.push(values[layout.values + i]! + thread * words[layout.strides + i]!);
        }
      }
      const kernel = words[layout.kernel]!;
      const units = words[layout.units]!;
      const step = words[layout.step]!;
      const chunks = words[layout.chunks]!;
      // Before it is taken, so that no chunk goes with a thread that dies.
      Atomics.store(words, state, layout.working);
      // If another job has come meanwhile, what was read may be of both, and the ticket is not this one any more.
      if (Atomics.compareExchange(words, layout.ticket, ticket, ticket - 1) !== ticket) {
        Atomics.store(words, state, 0);
        generation = -1;
        continue;
      }
      generation = ticket >>> 10;
      const from = ((ticket & layout.chunkMask) - 1) * step;
      try {
        const call = kernelAt(kernel);
        if (typeof call !== 'function') throw new TypeError('There is no such kernel.');
        Reflect.apply(call, undefined, [...numbers, from, Math.min(from + step, units)]);
      } catch {
        Atomics.store(words, layout.failed, 1);
      }
      const last = Atomics.add(words, layout.done, 1) + 1 === chunks;
      Atomics.store(words, state, 0);
      if (last && Atomics.load(words, layout.waiting) === 1) Atomics.notify(words, layout.done);
    }
  } finally {
    // Never by itself. The calling thread may sleep until the chunk is done, and hears no event meanwhile.
    if (Atomics.compareExchange(words, state, layout.working, layout.lost) === layout.working) {
      Atomics.notify(words, layout.done);
    }
  }
}
