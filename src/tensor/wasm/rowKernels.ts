import {
  f32,
  f32x4,
  i32,
  type F32,
  type FunctionBuilder,
  type I32,
  type Local,
  type ModuleBuilder,
  type V128,
} from './assembler.ts';
import { exp, maxLanes, sumLanes } from './lanes.ts';

const { add, sub, mul, div, of, load } = f32x4;

/**
 * Rows whose gradients of a norm's weight are summed together. The sums of the blocks are then added up in order, so the
 * result does not depend on which thread took which block.
 */
export const rowBlock = 64;

/**
 * Norms, activations and what a softmax needs, each in one pass. Widths are numbers of floats, multiples of four. Ranges
 * count rows, or vectors of four floats where there are none.
 */
export function rowKernels(module: ModuleBuilder): void {
  addNorms(module);
  addActivations(module);
  addSoftmax(module);

  // sumRows(x, out, rows, width, from, to): the sum of all rows, for vectors [from, to) of the width
  module.function('sumRows', (f) => {
    const [x, out, rows, width, from, to] = [p(f), p(f), p(f), p(f), p(f), p(f)];
    const bytes = f.keep(i32.mul(width, 4));
    forEachVector(f, from, to, (at) => f.store(i32.add(out, at), of(0)));
    const row = f.keep(x);
    f.loop(0, rows, 1, () => {
      forEachVector(f, from, to, (at) => {
        f.store(i32.add(out, at), add(load(i32.add(out, at)), load(i32.add(row, at))));
      });
      f.set(row, i32.add(row, bytes));
    });
  });
}

function addSoftmax(module: ModuleBuilder): void {
  // softmaxSums(x, stats, width, from, to): largest, sum of exponentials e = exp(x - largest), sum of e (x - largest)
  module.function('softmaxSums', (f) => {
    const [x, stats, width, from, to] = [p(f), p(f), p(f), p(f), p(f)];
    const stat = f.keep(i32.add(stats, i32.mul(from, 12)));
    forEachRow(f, from, to, width, (row, bytes) => {
      const start = f.keep(i32.add(x, row));
      const high = f.keep(load(start));
      f.loop(16, bytes, 16, (at) => f.set(high, f32x4.max(high, load(i32.add(start, at)))));
      const largest = f.keep(maxLanes(f, high));
      const [sum, weighted] = [f.keep(of(0)), f.keep(of(0))];
      f.loop(0, bytes, 16, (at) => {
        const above = f.keep(sub(load(i32.add(start, at)), largest));
        const e = f.keep(exp(f, above));
        f.set(sum, add(sum, e));
        f.set(weighted, add(weighted, mul(e, above)));
      });
      f.store(stat, f32.lane(largest, 0));
      f.store(stat, f32.lane(f.keep(sumLanes(f, sum)), 0), 4);
      f.store(stat, f32.lane(f.keep(sumLanes(f, weighted)), 0), 8);
      f.set(stat, i32.add(stat, 12));
    });
  });

  // softmaxBack(x, terms, width, from, to): x becomes softmax(x) (a + b (x - largest)); terms are largest, 1 / sum, a, b
  module.function('softmaxBack', (f) => {
    const [x, terms, width, from, to] = [p(f), p(f), p(f), p(f), p(f)];
    const term = f.keep(i32.add(terms, i32.mul(from, 16)));
    forEachRow(f, from, to, width, (row, bytes) => {
      const start = f.keep(i32.add(x, row));
      const largest = f.keep(f32x4.loadSplat(term));
      const inverse = f.keep(f32x4.loadSplat(term, 4));
      const a = f.keep(f32x4.loadSplat(term, 8));
      const b = f.keep(f32x4.loadSplat(term, 12));
      f.loop(0, bytes, 16, (at) => {
        const above = f.keep(sub(load(i32.add(start, at)), largest));
        const probability = mul(exp(f, above), inverse);
        f.store(i32.add(start, at), mul(probability, add(a, mul(b, above))));
      });
      f.set(term, i32.add(term, 16));
    });
  });
}

/** The next parameter: an address or a count. */
function p(f: FunctionBuilder): Local<'i32'> {
  return f.parameter('i32');
}

function addNorms(module: ModuleBuilder): void {
  // rmsNorm(x, w, y, width, epsilon, from, to)
  module.function('rmsNorm', (f) => {
    const [x, w, y, width] = [p(f), p(f), p(f), p(f)];
    const epsilon = f.parameter('f32');
    forEachRow(f, p(f), p(f), width, (row, bytes) => {
      const inverse = inverseRms(f, i32.add(x, row), bytes, width, epsilon);
      f.loop(0, bytes, 16, (at) => {
        const normed = mul(load(i32.add(i32.add(x, row), at)), inverse);
        f.store(i32.add(i32.add(y, row), at), mul(normed, load(i32.add(w, at))));
      });
    });
  });

  // rmsNormBack(x, w, dy, dx, parts, rows, width, epsilon, from, to): blocks of rows, see `rowBlock`
  module.function('rmsNormBack', (f) => {
    const [x, w, dy, dx, parts, rows, width] = [p(f), p(f), p(f), p(f), p(f), p(f), p(f)];
    const epsilon = f.parameter('f32');
    forEachBlock(f, p(f), p(f), rows, width, [parts], (row, bytes, [dw]) => {
      const [xRow, dyRow] = [f.keep(i32.add(x, row)), f.keep(i32.add(dy, row))];
      const inverse = inverseRms(f, xRow, bytes, width, epsilon);
      const sum = f.keep(of(0));
      f.loop(0, bytes, 16, (at) => {
        const d = f.keep(load(i32.add(dyRow, at)));
        const normed = f.keep(mul(load(i32.add(xRow, at)), inverse));
        f.store(i32.add(dw!, at), add(load(i32.add(dw!, at)), mul(d, normed)));
        f.set(sum, add(sum, mul(mul(d, load(i32.add(w, at))), normed)));
      });
      const mean = f.keep(meanOf(f, sum, width));
      f.loop(0, bytes, 16, (at) => {
        const d = mul(load(i32.add(dyRow, at)), load(i32.add(w, at)));
        const normed = mul(load(i32.add(xRow, at)), inverse);
        f.store(i32.add(i32.add(dx, row), at), mul(inverse, sub(d, mul(normed, mean))));
      });
    });
  });

  // layerNorm(x, w, b, y, width, epsilon, from, to)
  module.function('layerNorm', (f) => {
    const [x, w, b, y, width] = [p(f), p(f), p(f), p(f), p(f)];
    const epsilon = f.parameter('f32');
    forEachRow(f, p(f), p(f), width, (row, bytes) => {
      const xRow = f.keep(i32.add(x, row));
      const { mean, inverse } = moments(f, xRow, bytes, width, epsilon);
      f.loop(0, bytes, 16, (at) => {
        const normed = mul(sub(load(i32.add(xRow, at)), mean), inverse);
        f.store(i32.add(i32.add(y, row), at), add(mul(normed, load(i32.add(w, at))), load(i32.add(b, at))));
      });
    });
  });

  // layerNormBack(x, w, dy, dx, parts, biasParts, rows, width, epsilon, from, to): blocks of rows, see `rowBlock`
  module.function('layerNormBack', (f) => {
    const [x, w, dy, dx, parts, biasParts, rows, width] = [p(f), p(f), p(f), p(f), p(f), p(f), p(f), p(f)];
    const epsilon = f.parameter('f32');
    forEachBlock(f, p(f), p(f), rows, width, [parts, biasParts], (row, bytes, [dw, db]) => {
      const [xRow, dyRow] = [f.keep(i32.add(x, row)), f.keep(i32.add(dy, row))];
      const { mean, inverse } = moments(f, xRow, bytes, width, epsilon);
      const [along, plain] = [f.keep(of(0)), f.keep(of(0))];
      f.loop(0, bytes, 16, (at) => {
        const d = f.keep(load(i32.add(dyRow, at)));
        const normed = f.keep(mul(sub(load(i32.add(xRow, at)), mean), inverse));
        f.store(i32.add(dw!, at), add(load(i32.add(dw!, at)), mul(d, normed)));
        f.store(i32.add(db!, at), add(load(i32.add(db!, at)), d));
        const weighted = f.keep(mul(d, load(i32.add(w, at))));
        f.set(along, add(along, mul(weighted, normed)));
        f.set(plain, add(plain, weighted));
      });
      const alongMean = f.keep(meanOf(f, along, width));
      const plainMean = f.keep(meanOf(f, plain, width));
      f.loop(0, bytes, 16, (at) => {
        const d = mul(load(i32.add(dyRow, at)), load(i32.add(w, at)));
        const normed = mul(sub(load(i32.add(xRow, at)), mean), inverse);
        f.store(i32.add(i32.add(dx, row), at), mul(inverse, sub(sub(d, plainMean), mul(normed, alongMean))));
      });
    });
  });
}

function addActivations(module: ModuleBuilder): void {
  // swiglu(gate, up, y, from, to)
  module.function('swiglu', (f) => {
    const [gate, up, y] = [p(f), p(f), p(f)];
    forEachVector(f, p(f), p(f), (at) => {
      const g = f.keep(load(i32.add(gate, at)));
      f.store(i32.add(y, at), mul(mul(g, sigmoid(f, g)), load(i32.add(up, at))));
    });
  });

  // swigluBack(gate, up, dy, dGate, dUp, from, to)
  module.function('swigluBack', (f) => {
    const [gate, up, dy, dGate, dUp] = [p(f), p(f), p(f), p(f), p(f)];
    forEachVector(f, p(f), p(f), (at) => {
      const g = f.keep(load(i32.add(gate, at)));
      const s = f.keep(sigmoid(f, g));
      const d = f.keep(load(i32.add(dy, at)));
      const silu = f.keep(mul(g, s));
      f.store(i32.add(dUp, at), mul(d, silu));
      const slope = add(s, mul(silu, sub(of(1), s)));
      f.store(i32.add(dGate, at), mul(mul(d, load(i32.add(up, at))), slope));
    });
  });

  // gelu(x, y, linear, cubic, from, to): x sigmoid(linear x + cubic x^3)
  module.function('gelu', (f) => {
    const [x, y] = [p(f), p(f)];
    const [linear, cubic] = [f.parameter('f32'), f.parameter('f32')];
    forEachVector(f, p(f), p(f), (at) => {
      const a = f.keep(load(i32.add(x, at)));
      const inner = mul(a, add(mul(mul(a, a), f32x4.splat(cubic)), f32x4.splat(linear)));
      f.store(i32.add(y, at), mul(a, sigmoid(f, inner)));
    });
  });

  // geluBack(x, dy, dx, linear, cubic, from, to)
  module.function('geluBack', (f) => {
    const [x, dy, dx] = [p(f), p(f), p(f)];
    const [linear, cubic] = [f.parameter('f32'), f.parameter('f32')];
    forEachVector(f, p(f), p(f), (at) => {
      const a = f.keep(load(i32.add(x, at)));
      const square = f.keep(mul(mul(a, a), f32x4.splat(cubic)));
      const s = f.keep(sigmoid(f, mul(a, add(square, f32x4.splat(linear)))));
      const slope = add(mul(square, of(3)), f32x4.splat(linear));
      const rise = mul(mul(a, slope), mul(s, sub(of(1), s)));
      f.store(i32.add(dx, at), mul(load(i32.add(dy, at)), add(s, rise)));
    });
  });
}

/** Byte offset of every vector of a range. */
function forEachVector(f: FunctionBuilder, from: I32, to: I32, body: (at: I32) => void): void {
  f.loop(i32.mul(from, 16), f.keep(i32.mul(to, 16)), 16, body);
}

/** Byte offset of every row of a range, and the bytes of one. */
function forEachRow(
  f: FunctionBuilder,
  from: I32,
  to: I32,
  width: I32,
  body: (row: I32, bytes: I32) => void,
): void {
  const bytes = f.keep(i32.mul(width, 4));
  f.loop(i32.mul(from, bytes), f.keep(i32.mul(to, bytes)), bytes, (row) => body(row, bytes));
}

/** As `forEachRow`, by blocks: with the row of each of `parts` that is the block's, which begins at zero. */
function forEachBlock(
  f: FunctionBuilder,
  from: I32,
  to: I32,
  rows: I32,
  width: I32,
  parts: readonly I32[],
  body: (row: I32, bytes: I32, sums: readonly I32[]) => void,
): void {
  const bytes = f.keep(i32.mul(width, 4));
  f.loop(from, to, 1, (block) => {
    const sums = parts.map((part) => f.keep(i32.add(part, i32.mul(block, bytes))));
    f.loop(0, bytes, 16, (at) => {
      for (const sum of sums) f.store(i32.add(sum, at), of(0));
    });
    const first = f.keep(i32.mul(block, rowBlock));
    const last = f.keep(i32.add(first, rowBlock));
    const end = f.keep(i32.select(i32.lessThan(last, rows), last, rows));
    forEachRow(f, first, end, width, (row) => body(row, bytes, sums));
  });
}

function inverseRms(f: FunctionBuilder, row: I32, bytes: I32, width: I32, epsilon: F32): V128 {
  const sum = f.keep(of(0));
  f.loop(0, bytes, 16, (at) => {
    const a = f.keep(load(i32.add(row, at)));
    f.set(sum, add(sum, mul(a, a)));
  });
  return f.keep(inverseRoot(f, meanOf(f, sum, width), epsilon));
}

function moments(
  f: FunctionBuilder,
  row: I32,
  bytes: I32,
  width: I32,
  epsilon: F32,
): { readonly mean: V128; readonly inverse: V128 } {
  const sum = f.keep(of(0));
  f.loop(0, bytes, 16, (at) => f.set(sum, add(sum, load(i32.add(row, at)))));
  const mean = f.keep(meanOf(f, sum, width));
  const squares = f.keep(of(0));
  f.loop(0, bytes, 16, (at) => {
    const centred = f.keep(sub(load(i32.add(row, at)), mean));
    f.set(squares, add(squares, mul(centred, centred)));
  });
  return { mean, inverse: f.keep(inverseRoot(f, meanOf(f, squares, width), epsilon)) };
}

/** The lanes of a sum together, over `width`, in all lanes. */
function meanOf(f: FunctionBuilder, sum: V128, width: I32): V128 {
  return div(sumLanes(f, sum), f32x4.splat(f32.from(width)));
}

function inverseRoot(f: FunctionBuilder, square: V128, epsilon: F32): V128 {
  const root = f32.sqrt(f32.add(f32.lane(f.keep(square), 0), epsilon));
  return f32x4.splat(f32.div(f32.of(1), root));
}

function sigmoid(f: FunctionBuilder, x: V128): V128 {
  return div(of(1), add(of(1), exp(f, sub(of(0), x))));
}
