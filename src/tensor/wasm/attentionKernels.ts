import {
  f32,
  f32x4,
  i32,
  type FunctionBuilder,
  type I32,
  type Local,
  type ModuleBuilder,
  type V128,
} from './assembler.ts';
import { exp, maxLanes, sumFour, sumLanes } from './lanes.ts';

/** Scores of padding in the scratch row: their exponential is nothing beside that of any real score. */
const padding = -1e30;

/** Parameters that both kernels share, after their addresses and before the scale. */
interface Geometry {
  readonly batch: I32;
  readonly queries: I32;
  readonly keys: I32;
  readonly heads: I32;
  readonly keyValueHeads: I32;
  /** 1: each query sees one key more than the one before it */
  readonly causal: I32;
  /** address of int32 [batch], keys that the first query sees; 0: all, or such that the last query sees all */
  readonly counts: I32;
}

/** One query of one head: what the kernels' loops hand to their bodies. */
interface Place {
  /** byte offset of the query's part within [batch * queries, heads * headDim] */
  readonly query: I32;
  /** byte offset of the first key's part within [batch * keys, keyValueHeads * headDim] */
  readonly key: I32;
  /** bytes from one key to the next */
  readonly stride: I32;
  /** keys this query sees */
  readonly count: I32;
  /** index of batch, head and query, for statistics */
  readonly index: I32;
  /** byte offset of the row of biases within [batch, keys] */
  readonly bias: I32;
}

/**
 * Attention for heads of `headDim` numbers, a multiple of four. Both kernels take one query at a time and keep it in
 * registers; scores live in a scratch row of `keys + 4` floats, so nothing of the size queries times keys is stored.
 *
 * `forward(q, k, v, bias, out, stats, scratch, ...geometry, scale)` leaves the largest score and one over the sum of
 * exponentials of every query in `stats` [batch, heads, queries, 2], which
 * `backward(q, k, v, bias, stats, dy, dq, dk, dv, scratch, slopes, ...geometry, scale)` reads; it adds to dk and dv.
 * `bias`, [batch, keys] or 0, is added to the scores.
 */
export function attentionKernels(headDim: number): (module: ModuleBuilder) => void {
  return (module) => {
    module.function('forward', (f) => {
      const at = (): I32 => f.parameter('i32');
      const [q, k, v, bias, out, stats, scratch] = [at(), at(), at(), at(), at(), at(), at()];
      const geometry = geometryParameters(f);
      const scale = f.parameter('f32');
      forEachQuery(f, headDim, geometry, (place) => {
        const query = scaled(f, loadVector(f, headDim, i32.add(q, place.query)), scale);
        const largest = writeScores(f, query, i32.add(k, place.key), place, scratch, bias);
        const sum = f.keep(f32x4.of(0));
        forEachFour(f, place, (at) => {
          const e = f.keep(exp(f, f32x4.sub(f32x4.load(i32.add(scratch, at)), largest)));
          f.store(i32.add(scratch, at), e);
          f.set(sum, f32x4.add(sum, e));
        });
        const inverse = f.keep(f32x4.div(f32x4.of(1), sumLanes(f, sum)));
        const total = query.map(() => f.keep(f32x4.of(0)));
        const value = f.keep(i32.add(v, place.key));
        f.loop(0, i32.mul(place.count, 4), 4, (at) => {
          const p = f.keep(f32x4.loadSplat(i32.add(scratch, at)));
          for (const [d, part] of total.entries()) {
            f.set(part, f.multiplyAdd(p, f32x4.load(value, 16 * d), part));
          }
          f.set(value, i32.add(value, place.stride));
        });
        storeVector(f, i32.add(out, place.query), total, inverse);
        const stat = f.keep(i32.add(stats, i32.mul(place.index, 8)));
        f.store(stat, f32.lane(largest, 0));
        f.store(stat, f32.lane(inverse, 0), 4);
      });
    });

    module.function('backward', (f) => {
      const at = (): I32 => f.parameter('i32');
      const [q, k, v, bias, stats, dy, dq, dk, dv] = [at(), at(), at(), at(), at(), at(), at(), at(), at()];
      const [scratch, slopes] = [at(), at()];
      const geometry = geometryParameters(f);
      const scale = f.parameter('f32');
      forEachQuery(f, headDim, geometry, (place) => {
        const query = scaled(f, loadVector(f, headDim, i32.add(q, place.query)), scale);
        const gradient = loadVector(f, headDim, i32.add(dy, place.query));
        writeScores(f, query, i32.add(k, place.key), place, scratch, bias);
        writeDots(f, gradient, i32.add(v, place.key), place, slopes, 0);
        const stat = f.keep(i32.add(stats, i32.mul(place.index, 8)));
        const largest = f.keep(f32x4.loadSplat(stat));
        const inverse = f.keep(f32x4.loadSplat(stat, 4));
        const sum = f.keep(f32x4.of(0));
        forEachFour(f, place, (at) => {
          const score = f32x4.load(i32.add(scratch, at));
          const p = f.keep(f32x4.mul(exp(f, f32x4.sub(score, largest)), inverse));
          f.store(i32.add(scratch, at), p);
          f.set(sum, f32x4.add(sum, f32x4.mul(p, f32x4.load(i32.add(slopes, at)))));
        });
        const mean = f.keep(sumLanes(f, sum));
        const total = query.map(() => f.keep(f32x4.of(0)));
        const offset = f.keep(place.key);
        f.loop(0, i32.mul(place.count, 4), 4, (at) => {
          const p = f.keep(f32x4.loadSplat(i32.add(scratch, at)));
          const slope = f.keep(f32x4.mul(p, f32x4.sub(f32x4.loadSplat(i32.add(slopes, at)), mean)));
          const key = f.keep(i32.add(k, offset));
          const dKey = f.keep(i32.add(dk, offset));
          const dValue = f.keep(i32.add(dv, offset));
          for (const [d, part] of total.entries()) {
            f.set(part, f.multiplyAdd(slope, f32x4.load(key, 16 * d), part));
            f.store(dKey, f.multiplyAdd(slope, query[d]!, f32x4.load(dKey, 16 * d)), 16 * d);
            f.store(dValue, f.multiplyAdd(p, gradient[d]!, f32x4.load(dValue, 16 * d)), 16 * d);
          }
          f.set(offset, i32.add(offset, place.stride));
        });
        storeVector(f, i32.add(dq, place.query), total, f32x4.splat(scale));
      });
    });
  };
}

function geometryParameters(f: FunctionBuilder): Geometry {
  const next = (): I32 => f.parameter('i32');
  return {
    batch: next(),
    queries: next(),
    keys: next(),
    heads: next(),
    keyValueHeads: next(),
    causal: next(),
    counts: next(),
  };
}

function forEachQuery(
  f: FunctionBuilder,
  headDim: number,
  { batch, queries, keys, heads, keyValueHeads, causal, counts }: Geometry,
  body: (place: Place) => void,
): void {
  const bytes = 4 * headDim;
  const group = f.keep(i32.div(heads, keyValueHeads));
  const stride = f.keep(i32.mul(keyValueHeads, bytes));
  const index = f.keep(i32.of(0));
  f.loop(0, batch, 1, (b) => {
    const bias = f.keep(i32.mul(i32.mul(b, keys), 4));
    const seen = f.keep(i32.select(causal, i32.add(i32.sub(keys, queries), 1), keys));
    f.when(counts, () => f.set(seen, i32.load(i32.add(counts, i32.mul(b, 4)))));
    f.loop(0, heads, 1, (h) => {
      const key = f.keep(i32.add(i32.mul(i32.mul(b, keys), stride), i32.mul(i32.div(h, group), bytes)));
      f.loop(0, queries, 1, (i) => {
        const row = i32.add(i32.mul(b, queries), i);
        const query = f.keep(i32.mul(i32.add(i32.mul(row, heads), h), bytes));
        const count = f.keep(i32.select(causal, i32.add(seen, i), seen));
        body({ query, key, stride, count, index, bias });
        f.set(index, i32.add(index, 1));
      });
    });
  });
}

/** Byte offsets of the scratch row, four scores at a time, padding included. */
function forEachFour(f: FunctionBuilder, { count }: Place, body: (at: I32) => void): void {
  f.loop(0, i32.mul(count, 4), 16, body);
}

/** Scores of a query (scaled, in registers) against its keys into the scratch row; the largest, in all lanes. */
function writeScores(
  f: FunctionBuilder,
  query: readonly V128[],
  key: I32,
  place: Place,
  scratch: I32,
  bias: I32,
): V128 {
  writeDots(f, query, key, place, scratch, padding);
  f.when(bias, () => {
    f.loop(0, i32.mul(place.count, 4), 4, (at) => {
      const added = f32.load(i32.add(i32.add(bias, place.bias), at));
      f.store(i32.add(scratch, at), f32.add(f32.load(i32.add(scratch, at)), added));
    });
  });
  const largest = f.keep(f32x4.of(padding));
  forEachFour(f, place, (at) => f.set(largest, f32x4.max(largest, f32x4.load(i32.add(scratch, at)))));
  return f.keep(maxLanes(f, largest));
}

/** Products of a vector in registers with `count` rows into a scratch row, which `rest` fills up to a whole vector. */
function writeDots(
  f: FunctionBuilder,
  x: readonly V128[],
  rows: I32,
  { count, stride }: Place,
  scratch: I32,
  rest: number,
): void {
  const whole = f.keep(i32.and(count, -4));
  const row = f.keep(rows);
  const nextDot = (): V128 => {
    const sum = dot(f, x, row);
    f.set(row, i32.add(row, stride));
    return sum;
  };
  f.loop(0, whole, 4, (j) => {
    f.store(i32.add(scratch, i32.mul(j, 4)), sumFour(f, [nextDot(), nextDot(), nextDot(), nextDot()]));
  });
  f.store(i32.add(scratch, i32.mul(whole, 4)), f32x4.of(rest));
  f.loop(whole, count, 1, (j) =>
    f.store(i32.add(scratch, i32.mul(j, 4)), f32.lane(sumLanes(f, nextDot()), 0)),
  );
}

function dot(f: FunctionBuilder, x: readonly V128[], row: I32): V128 {
  let sum: Local<'v128'> | null = null;
  for (const [d, part] of x.entries()) {
    const other = f32x4.load(row, 16 * d);
    if (sum === null) sum = f.keep(f32x4.mul(part, other));
    else f.set(sum, f.multiplyAdd(part, other, sum));
  }
  return sum ?? f32x4.of(0);
}

function loadVector(f: FunctionBuilder, headDim: number, address: I32): readonly V128[] {
  const at = f.keep(address);
  return Array.from({ length: headDim / 4 }, (_, d) => f.keep(f32x4.load(at, 16 * d)));
}

function scaled(f: FunctionBuilder, vector: readonly V128[], scale: Local<'f32'>): readonly V128[] {
  return vector.map((part) => f.keep(f32x4.mul(part, f32x4.splat(scale))));
}

function storeVector(f: FunctionBuilder, address: I32, vector: readonly V128[], factor: V128): void {
  const at = f.keep(address);
  for (const [d, part] of vector.entries()) f.store(at, f32x4.mul(part, factor), 16 * d);
}
