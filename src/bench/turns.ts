import { countGpu, type GpuCounts } from '../tensor/counts.ts';
import type { Limits } from './limits.ts';
import { spread, type Spread } from './spread.ts';
import { engines, type Engine, type Work } from './works.ts';

interface Timing {
  readonly milliseconds: Spread;
  /** units of the work in a second */
  readonly perSecond: Spread;
}

/** What no program could beat on this adapter: the slowest of what the work must do. */
interface Bound {
  readonly by: 'matmul' | 'memory' | 'dispatches';
  readonly milliseconds: number;
}

/** One work by every engine that can do it, measured in turn. */
export interface Measured {
  readonly backend: string;
  readonly model: string;
  readonly work: string;
  readonly unit: Work['unit'];
  readonly units: number;
  readonly engines: Readonly<Partial<Record<Engine, Timing>>>;
  /** why an engine is missing */
  readonly failures: Readonly<Partial<Record<Engine, string>>>;
  /** how many times faster our engine is, from the times of the same turn */
  readonly faster: Readonly<Partial<Record<'plain' | 'stock', Spread>>>;
  readonly bound: Bound;
  /** share of the bound that each engine reaches, at the median */
  readonly reached: Readonly<Partial<Record<Engine, number>>>;
  /** share of the best matmul, of the memory bandwidth: our engine, at the median */
  readonly ofMatmul: number;
  readonly ofMemory: number;
  /** of one run of our engine */
  readonly counts: GpuCounts;
}

export interface Turns {
  readonly repeats: number;
  /** which engines take part */
  readonly engines: readonly Engine[];
  /** for all of a work's engines and repeats, after which no further repeat begins */
  readonly seconds: number;
  /** called before every turn */
  readonly say?: (text: string) => void;
}

const now = (): number => performance.now();

/** Times the engines in turn, after one turn that compiles kernels and fills pools and is not counted. */
export async function measure(
  work: Work,
  where: { readonly backend: string; readonly model: string; readonly limits: Limits },
  { repeats, engines: wanted, seconds, say = () => undefined }: Turns,
): Promise<Measured> {
  const times = new Map<Engine, number[]>();
  const failures: Partial<Record<Engine, string>> = { ...work.leftOut };
  const end = now() + 1000 * seconds;
  for (const engine of wanted) if (work.doing[engine]) times.set(engine, []);
  for (let repeat = 0; repeat <= repeats && (repeat <= 1 || now() < end); repeat++) {
    for (const [engine, found] of times) {
      say(
        `${where.model} on ${where.backend}: ${work.name}, ${engine}, ${repeat === 0 ? 'warming up' : repeat}`,
      );
      const { run, lead } = work.doing[engine]!;
      try {
        const began = now();
        await lead?.();
        const middle = now();
        await run();
        // The lead is part of the run; noise can make it seem longer than the whole.
        const took = Math.max(1e-3, now() - middle - (lead ? middle - began : 0));
        if (repeat > 0) found.push(took);
      } catch (error) {
        failures[engine] = error instanceof Error ? error.message : String(error);
        times.delete(engine);
      }
    }
  }
  const counts = times.has('fused') ? await countsOf(work) : noCounts;
  const timings: Partial<Record<Engine, Timing>> = {};
  for (const [engine, found] of times) {
    timings[engine] = {
      milliseconds: spread(found),
      perSecond: spread(found.map((took) => (1000 * work.units) / took)),
    };
  }
  const own = times.get('fused');
  const against = (other: Engine): Spread | undefined => {
    const theirs = times.get(other);
    return own && theirs && spread(own.map((took, turn) => theirs[turn]! / took));
  };
  const matmul = work.cost.flops / 1e6 / where.limits.matmulGflops;
  const memory = work.cost.bytes / 1e6 / where.limits.copyGBs;
  const dispatches = (counts.dispatches * where.limits.dispatchMicroseconds) / 1000;
  const bound = boundOf({ matmul, memory, dispatches });
  const median = timings.fused?.milliseconds.median ?? Number.POSITIVE_INFINITY;
  const reached: Partial<Record<Engine, number>> = {};
  for (const engine of engines) {
    const timing = timings[engine];
    if (timing !== undefined) reached[engine] = bound.milliseconds / timing.milliseconds.median;
  }
  return {
    backend: where.backend,
    model: where.model,
    work: work.name,
    unit: work.unit,
    units: work.units,
    engines: timings,
    failures,
    faster: { plain: against('plain'), stock: against('stock') },
    bound,
    reached,
    ofMatmul: matmul / median,
    ofMemory: memory / median,
    counts,
  };
}

const noCounts: GpuCounts = { dispatches: 0, submissions: 0, bytesAllocated: 0, readBacks: 0 };

async function countsOf({ doing }: Work): Promise<GpuCounts> {
  const { run, lead } = doing.fused!;
  const all = await countGpu(run);
  if (lead === undefined) return all;
  const before = await countGpu(lead);
  return {
    dispatches: all.dispatches - before.dispatches,
    submissions: all.submissions - before.submissions,
    bytesAllocated: all.bytesAllocated - before.bytesAllocated,
    readBacks: all.readBacks - before.readBacks,
  };
}

function boundOf(milliseconds: Readonly<Record<Bound['by'], number>>): Bound {
  const { matmul, memory, dispatches } = milliseconds;
  if (matmul >= memory && matmul >= dispatches) return { by: 'matmul', milliseconds: matmul };
  return memory >= dispatches
    ? { by: 'memory', milliseconds: memory }
    : { by: 'dispatches', milliseconds: dispatches };
}
