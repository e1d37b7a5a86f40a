import {
  f32,
  f32x4,
  i32,
  Value,
  type F32,
  type FunctionBuilder,
  type I32,
  type Local,
  type ModuleBuilder,
  type V128,
} from './assembler.ts';
import { exp, maxLanes, sumFour, sumLanes } from './lanes.ts';

/** Scores of keys that are not there: their exponential is nothing beside that of any real score. */
const absent = -1e30;

/** Bytes in a row of an attention layout's table. */
const layoutBytes = 32;

/** Keys side by side in memory, and as far behind each their values: `count` of them, `stride` bytes apart. */
interface Keys {
  readonly key: I32;
  readonly value: I32;
  readonly stride: I32;
  readonly count: I32;
}

/**
 * Attention for heads of `headDim` numbers, a multiple of four. Every kernel takes one query at a time, keeps it in
 * registers and goes through its keys four by four with a running largest score, so that nothing is stored but results.
 * Each works on units `from` to `to` (not including), which write to places of their own:
 *
 * `rotate(qkv, layout, angles, turned, width, sign, from, to)`: tokens; turns the first `turned` heads in place.
 *
 * `forward(qkv, layout, out, stats, heads, keyValueHeads, scale, from, to)`: tokens times key heads; leaves the largest
 * score and one over the sum of exponentials in `stats` [tokens, heads, 2].
 *
 * `backward(qkv, layout, groups, out, stats, dy, dqkv, heads, keyValueHeads, scale, from, to)`: groups of the layout
 * times key heads; adds to keys and values, which are zeros before.
 *
 * `decode(qkv, rows, state, stateWidth, angles, prompts, own, capacity, out, heads, keyValueHeads, scale, from, to)`:
 * rows of a batch times key heads; see `decodeAttention`.
 */
export function attentionKernels(headDim: number): (module: ModuleBuilder) => void {
  return (module) => {
    const bytes = 4 * headDim;
    const vectors = headDim / 4;

    if (headDim % 8 === 0) {
      module.function('rotate', (f) => {
        const [qkv, layout, angles, turned, width] = [p(f), p(f), p(f), p(f), p(f)];
        const sign = f.parameter('f32');
        const [from, to] = [p(f), p(f)];
        f.loop(from, to, 1, (row) => {
          const position = i32.load(i32.add(layout, i32.mul(row, layoutBytes)));
          const angle = angleAt(f, headDim, angles, position, sign);
          const start = f.keep(i32.add(qkv, i32.mul(i32.mul(row, width), 4)));
          f.loop(start, i32.add(start, i32.mul(turned, bytes)), bytes, (head) => turn(f, angle, head, head));
        });
      });
    }

    module.function('forward', (f) => {
      const [qkv, layout, out, stats, heads, keyValueHeads] = [p(f), p(f), p(f), p(f), p(f), p(f)];
      const scale = f.parameter('f32');
      const [from, to] = [p(f), p(f)];
      const { group, stride } = sizes(f, heads, keyValueHeads, bytes);
      f.loop(from, to, 1, (unit) => {
        const token = f.keep(i32.div(unit, keyValueHeads));
        const shared = f.keep(i32.sub(unit, i32.mul(token, keyValueHeads)));
        const row = f.keep(i32.add(qkv, i32.mul(token, stride)));
        const firstKey = f.keep(i32.add(qkv, i32.mul(i32.add(heads, shared), bytes)));
        const valueOffset = f.keep(i32.mul(keyValueHeads, bytes));
        const first = f.keep(i32.mul(shared, group));
        f.loop(first, i32.add(first, group), 1, (head) => {
          const query = scaled(f, loadVector(f, vectors, i32.add(row, i32.mul(head, bytes))), scale);
          const running = startRunning(f, vectors);
          forEachRange(f, layout, token, (start, count) => {
            const key = f.keep(i32.add(firstKey, i32.mul(start, stride)));
            attend(f, query, running, { key, value: i32.add(key, valueOffset), stride, count });
          });
          const index = f.keep(i32.add(i32.mul(token, heads), head));
          const inverse = f.keep(f32x4.div(f32x4.of(1), sumLanes(f, running.sum)));
          storeVector(f, i32.add(out, i32.mul(index, bytes)), running.total, inverse);
          const stat = f.keep(i32.add(stats, i32.mul(index, 8)));
          f.store(stat, f32.lane(running.high, 0));
          f.store(stat, f32.lane(inverse, 0), 4);
        });
      });
    });

    module.function('backward', (f) => {
      const [qkv, layout, groups, out, stats, dy, dqkv, heads, keyValueHeads] = [
        p(f),
        p(f),
        p(f),
        p(f),
        p(f),
        p(f),
        p(f),
        p(f),
        p(f),
      ];
      const scale = f.parameter('f32');
      const [from, to] = [p(f), p(f)];
      const { group, stride } = sizes(f, heads, keyValueHeads, bytes);
      f.loop(from, to, 1, (unit) => {
        const stretch = f.keep(i32.div(unit, keyValueHeads));
        const shared = f.keep(i32.sub(unit, i32.mul(stretch, keyValueHeads)));
        const bounds = f.keep(i32.add(groups, i32.mul(stretch, 8)));
        const keyOffset = f.keep(i32.mul(i32.add(heads, shared), bytes));
        const valueOffset = f.keep(i32.mul(keyValueHeads, bytes));
        const first = f.keep(i32.mul(shared, group));
        const gap = f.keep(i32.sub(dqkv, qkv));
        f.loop(i32.load(bounds), i32.load(i32.add(bounds, 4)), 1, (token) => {
          f.loop(first, i32.add(first, group), 1, (head) => {
            const index = f.keep(i32.add(i32.mul(token, heads), head));
            const queryAt = f.keep(i32.add(i32.mul(token, stride), i32.mul(head, bytes)));
            const query = scaled(f, loadVector(f, vectors, i32.add(qkv, queryAt)), scale);
            const gradient = loadVector(f, vectors, i32.add(dy, i32.mul(index, bytes)));
            const mean = f.keep(sumLanes(f, dot(f, gradient, i32.add(out, i32.mul(index, bytes)))));
            const stat = f.keep(i32.add(stats, i32.mul(index, 8)));
            const largest = f.keep(f32x4.loadSplat(stat));
            const inverse = f.keep(f32x4.loadSplat(stat, 4));
            const total = query.map(() => f.keep(f32x4.of(0)));
            forEachRange(f, layout, token, (start, count) => {
              const key = f.keep(i32.add(qkv, i32.add(i32.mul(start, stride), keyOffset)));
              forEachFour(f, { key, value: i32.add(key, valueOffset), stride, count }, (four, present) => {
                const scores = f.keep(
                  present(
                    sumFour(
                      f,
                      four.map(([k]) => dot(f, query, k)),
                    ),
                  ),
                );
                const slopes = sumFour(
                  f,
                  four.map(([, v]) => dot(f, gradient, v)),
                );
                const weights = f.keep(f32x4.mul(exp(f, f32x4.sub(scores, largest)), inverse));
                const ds = f.keep(f32x4.mul(weights, f32x4.sub(slopes, mean)));
                for (const [lane, [k, v]] of four.entries()) {
                  const weight = f.keep(splat(weights, lane));
                  const slope = f.keep(splat(ds, lane));
                  const dKey = f.keep(i32.add(k, gap));
                  const dValue = f.keep(i32.add(v, gap));
                  for (const [d, part] of total.entries()) {
                    f.set(part, f.multiplyAdd(slope, f32x4.load(k, 16 * d), part));
                    f.store(dKey, f.multiplyAdd(slope, query[d]!, f32x4.load(dKey, 16 * d)), 16 * d);
                    f.store(dValue, f.multiplyAdd(weight, gradient[d]!, f32x4.load(dValue, 16 * d)), 16 * d);
                  }
                }
              });
            });
            storeVector(f, i32.add(dqkv, queryAt), total, f32x4.splat(scale));
          });
        });
      });
    });

    if (headDim % 8 === 0) {
      module.function('decode', (f) => {
        const [qkv, rows, state, stateWidth, angles, prompts, own, capacity, out] = [
          p(f),
          p(f),
          p(f),
          p(f),
          p(f),
          p(f),
          p(f),
          p(f),
          p(f),
        ];
        const [heads, keyValueHeads] = [p(f), p(f)];
        const scale = f.parameter('f32');
        const [from, to] = [p(f), p(f)];
        const { group, stride } = sizes(f, heads, keyValueHeads, bytes);
        const cacheStride = f.keep(i32.mul(keyValueHeads, 2 * bytes));
        const valueOffset = f.keep(i32.mul(keyValueHeads, bytes));
        const one = f.keep(f32.of(1));
        f.loop(from, to, 1, (unit) => {
          const row = f.keep(i32.div(unit, keyValueHeads));
          const shared = f.keep(i32.sub(unit, i32.mul(row, keyValueHeads)));
          const entry = f.keep(i32.add(rows, i32.mul(row, 16)));
          const slot = f.keep(i32.load(entry));
          const length = f.keep(i32.load(i32.add(entry, 8)));
          const drawn = truncate(f32.load(i32.add(state, i32.mul(i32.mul(slot, stateWidth), 4))));
          const at = f.keep(i32.sub(drawn, 1));
          const angle = angleAt(f, headDim, angles, i32.add(length, at), one);
          const start = f.keep(i32.add(qkv, i32.mul(row, stride)));
          const headAt = f.keep(i32.mul(shared, bytes));
          const cache = f.keep(i32.add(i32.add(own, i32.mul(i32.mul(slot, capacity), cacheStride)), headAt));
          const place = f.keep(i32.add(cache, i32.mul(at, cacheStride)));
          const newKey = f.keep(i32.add(start, i32.mul(i32.add(heads, shared), bytes)));
          turn(f, angle, newKey, place);
          const newValue = loadVector(f, vectors, i32.add(newKey, valueOffset));
          storeVector(f, i32.add(place, valueOffset), newValue, f32x4.of(1));
          const promptAt = i32.mul(i32.load(i32.add(entry, 4)), cacheStride);
          const prompt = f.keep(i32.add(i32.add(prompts, promptAt), headAt));
          const first = f.keep(i32.mul(shared, group));
          f.loop(first, i32.add(first, group), 1, (head) => {
            const queryAt = f.keep(i32.add(start, i32.mul(head, bytes)));
            turn(f, angle, queryAt, queryAt);
            const query = scaled(f, loadVector(f, vectors, queryAt), scale);
            const running = startRunning(f, vectors);
            const values = i32.add(prompt, valueOffset);
            attend(f, query, running, { key: prompt, value: values, stride: cacheStride, count: length });
            const count = i32.add(at, 1);
            const ownValues = i32.add(cache, valueOffset);
            attend(f, query, running, { key: cache, value: ownValues, stride: cacheStride, count });
            const inverse = f.keep(f32x4.div(f32x4.of(1), sumLanes(f, running.sum)));
            const index = i32.add(i32.mul(row, heads), head);
            storeVector(f, i32.add(out, i32.mul(index, bytes)), running.total, inverse);
          });
        });
      });
    }
  };
}

/** The next parameter: an address or a count. */
function p(f: FunctionBuilder): Local<'i32'> {
  return f.parameter('i32');
}

function sizes(
  f: FunctionBuilder,
  heads: I32,
  keyValueHeads: I32,
  bytes: number,
): { readonly group: I32; readonly stride: I32 } {
  return {
    group: f.keep(i32.div(heads, keyValueHeads)),
    stride: f.keep(i32.mul(i32.add(heads, i32.mul(keyValueHeads, 2)), bytes)),
  };
}

/** The two ranges of keys that a token sees. */
function forEachRange(
  f: FunctionBuilder,
  layout: I32,
  token: I32,
  body: (start: I32, count: I32) => void,
): void {
  const entry = f.keep(i32.add(layout, i32.mul(token, layoutBytes)));
  f.loop(0, 16, 8, (at) => {
    const range = f.keep(i32.add(entry, at));
    const start = f.keep(i32.load(i32.add(range, 4)));
    body(start, f.keep(i32.sub(i32.load(i32.add(range, 8)), start)));
  });
}

/** Cosines and sines of one position, in registers. */
interface Angle {
  readonly cos: readonly V128[];
  readonly sin: readonly V128[];
}

function angleAt(f: FunctionBuilder, headDim: number, angles: I32, position: I32, sign: F32): Angle {
  const row = f.keep(i32.add(angles, i32.mul(position, 4 * headDim)));
  const half = headDim / 8;
  const part = (first: number, factor: F32 | null): V128[] =>
    Array.from({ length: half }, (_, i) => {
      const x = f32x4.load(row, 16 * (first + i));
      return f.keep(factor === null ? x : f32x4.mul(x, f32x4.splat(factor)));
    });
  return { cos: part(0, null), sin: part(half, sign) };
}

/** Turns the head at one address into another. */
function turn(f: FunctionBuilder, { cos, sin }: Angle, from: I32, to: I32): void {
  const half = cos.length;
  for (let i = 0; i < half; i++) {
    const a = f.keep(f32x4.load(from, 16 * i));
    const b = f.keep(f32x4.load(from, 16 * (half + i)));
    f.store(to, f32x4.sub(f32x4.mul(a, cos[i]!), f32x4.mul(b, sin[i]!)), 16 * i);
    f.store(to, f32x4.add(f32x4.mul(b, cos[i]!), f32x4.mul(a, sin[i]!)), 16 * (half + i));
  }
}

/** A softmax and the sum of values that it weighs, as far as the keys have been seen. */
interface Running {
  /** largest score, in all lanes */
  readonly high: Local<'v128'>;
  /** of exponentials beside the largest, by lane */
  readonly sum: Local<'v128'>;
  readonly total: readonly Local<'v128'>[];
}

function startRunning(f: FunctionBuilder, vectors: number): Running {
  return {
    high: f.keep(f32x4.of(absent)),
    sum: f.keep(f32x4.of(0)),
    total: Array.from({ length: vectors }, () => f.keep(f32x4.of(0))),
  };
}

/** Takes more keys in. */
function attend(f: FunctionBuilder, query: readonly V128[], { high, sum, total }: Running, keys: Keys): void {
  forEachFour(f, keys, (four, present) => {
    const scores = f.keep(
      present(
        sumFour(
          f,
          four.map(([k]) => dot(f, query, k)),
        ),
      ),
    );
    f.when(anyGreater(scores, high), () => {
      const highest = f.keep(maxLanes(f, f32x4.max(scores, high)));
      const shrink = f.keep(exp(f, f32x4.sub(high, highest)));
      f.set(high, highest);
      f.set(sum, f32x4.mul(sum, shrink));
      for (const part of total) f.set(part, f32x4.mul(part, shrink));
    });
    const p = f.keep(exp(f, f32x4.sub(scores, high)));
    f.set(sum, f32x4.add(sum, p));
    for (const [lane, [, v]] of four.entries()) {
      const weight = f.keep(splat(p, lane));
      for (const [d, part] of total.entries()) {
        f.set(part, f.multiplyAdd(weight, f32x4.load(v, 16 * d), part));
      }
    }
  });
}

type Four<T> = [T, T, T, T];

/**
 * Addresses of keys and values, four at a time. Where fewer are left the last one stands in, and `present` makes the
 * scores of those that are not there small.
 */
function forEachFour(
  f: FunctionBuilder,
  { key, value, stride, count }: Keys,
  body: (four: MappableFour, present: (scores: V128) => V128) => void,
): void {
  const gap = f.keep(i32.sub(value, key));
  const whole = f.keep(i32.and(count, -4));
  const at = f.keep(key);
  f.loop(0, whole, 4, () => {
    const keys: I32[] = [at];
    for (let i = 1; i < 4; i++) keys.push(f.keep(i32.add(keys[i - 1]!, stride)));
    body(fourOf(f, keys, gap), (scores) => scores);
    f.set(at, i32.add(keys[3]!, stride));
  });
  const left = f.keep(i32.sub(count, whole));
  f.when(left, () => {
    const last = f.keep(i32.add(at, i32.mul(i32.sub(left, 1), stride)));
    const keys: I32[] = [at];
    for (let i = 1; i < 4; i++) {
      const next = i32.add(at, i32.mul(stride, i));
      keys.push(f.keep(i32.select(i32.lessThan(i, left), next, last)));
    }
    body(fourOf(f, keys, gap), (scores) => firstLanes(scores, left));
  });
}

interface MappableFour {
  map<T>(of: (pair: readonly [key: I32, value: I32]) => T): Four<T>;
  entries(): Iterable<readonly [number, readonly [key: I32, value: I32]]>;
}

function fourOf(f: FunctionBuilder, keys: readonly I32[], gap: I32): MappableFour {
  const pairs = keys.map((k) => [k, f.keep(i32.add(k, gap))] as const);
  const [a, b, c, d] = pairs;
  return {
    map: (of) => [of(a!), of(b!), of(c!), of(d!)],
    entries: () => pairs.entries(),
  };
}

function dot(f: FunctionBuilder, x: readonly V128[], row: I32): V128 {
  let sum: Local<'v128'> | null = null;
  const at = f.keep(row);
  for (const [d, part] of x.entries()) {
    const other = f32x4.load(at, 16 * d);
    if (sum === null) sum = f.keep(f32x4.mul(part, other));
    else f.set(sum, f.multiplyAdd(part, other, sum));
  }
  return sum ?? f32x4.of(0);
}

function loadVector(f: FunctionBuilder, vectors: number, address: I32): readonly V128[] {
  const at = f.keep(address);
  return Array.from({ length: vectors }, (_, d) => f.keep(f32x4.load(at, 16 * d)));
}

function scaled(f: FunctionBuilder, vector: readonly V128[], scale: Local<'f32'>): readonly V128[] {
  return vector.map((part) => f.keep(f32x4.mul(part, f32x4.splat(scale))));
}

function storeVector(f: FunctionBuilder, address: I32, vector: readonly V128[], factor: V128): void {
  const at = f.keep(address);
  for (const [d, part] of vector.entries()) f.store(at, f32x4.mul(part, factor), 16 * d);
}

function splat(x: V128, lane: number): V128 {
  return f32x4.shuffle(x, x, [lane, lane, lane, lane]);
}

function simd<T extends 'i32' | 'v128'>(
  type: T,
  code: readonly number[],
  ...operands: readonly { readonly code: readonly number[] }[]
): Value<T> {
  return new Value(type, [...operands.flatMap((operand) => operand.code), 0xfd, ...code]);
}

/** Whether a lane of `a` is greater than that of `b`. */
function anyGreater(a: V128, b: V128): I32 {
  return simd('i32', [0x53], simd('v128', [0x44], a, b));
}

/** The first `count` lanes of scores, `absent` in the others. */
function firstLanes(scores: V128, count: I32): V128 {
  const indices = simd('v128', [0x0c, ...new Uint8Array(Int32Array.of(0, 1, 2, 3).buffer)]);
  const there = simd('v128', [0x39], indices, simd('v128', [0x11], count));
  return simd('v128', [0x52], scores, f32x4.of(absent), there);
}

/** A float without its fraction. */
function truncate(x: F32): I32 {
  return new Value('i32', [...x.code, 0xa8]);
}
