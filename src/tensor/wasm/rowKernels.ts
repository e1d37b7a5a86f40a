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
 * Norms, activations, rotations and what a softmax needs, each in one pass. Widths and counts are numbers of floats, multiples of four;
 * gradients of weights are added to.
 */
export function rowKernels(module: ModuleBuilder): void {
  addNorms(module);
  addActivations(module);
  addSoftmax(module);

  // rotate(x, cos, sin, y, rows, heads, half, sign): rotary embedding; sign -1 turns back
  module.function('rotate', (f) => {
    const [x, cos, sin, y, rows, heads, half] = [p(f), p(f), p(f), p(f), p(f), p(f), p(f)];
    const sign = f.parameter('f32');
    const bytes = f.keep(i32.mul(half, 4));
    const offset = f.keep(i32.of(0));
    f.loop(0, rows, 1, (row) => {
      const angle = f.keep(i32.mul(row, bytes));
      f.loop(0, heads, 1, () => {
        f.loop(0, bytes, 16, (at) => {
          const left = f.keep(i32.add(offset, at));
          const right = f.keep(i32.add(left, bytes));
          const a = f.keep(load(i32.add(x, left)));
          const b = f.keep(load(i32.add(x, right)));
          const c = f.keep(load(i32.add(cos, i32.add(angle, at))));
          const s = f.keep(mul(load(i32.add(sin, i32.add(angle, at))), f32x4.splat(sign)));
          f.store(i32.add(y, left), sub(mul(a, c), mul(b, s)));
          f.store(i32.add(y, right), add(mul(b, c), mul(a, s)));
        });
        f.set(offset, i32.add(offset, i32.mul(bytes, 2)));
      });
    });
  });

  // sumRows(x, out, rows, width): adds all rows to out [width]
  module.function('sumRows', (f) => {
    const [x, out, rows, width] = [p(f), p(f), p(f), p(f)];
    const bytes = f.keep(i32.mul(width, 4));
    const row = f.keep(x);
    f.loop(0, rows, 1, () => {
      f.loop(0, bytes, 16, (at) => {
        f.store(i32.add(out, at), add(load(i32.add(out, at)), load(i32.add(row, at))));
      });
      f.set(row, i32.add(row, bytes));
    });
  });
}

function addSoftmax(module: ModuleBuilder): void {
  // softmaxSums(x, stats, rows, width): largest, sum of exponentials e = exp(x - largest), sum of e (x - largest)
  module.function('softmaxSums', (f) => {
    const [x, stats, rows, width] = [p(f), p(f), p(f), p(f)];
    const stat = f.keep(stats);
    forEachRow(f, rows, width, (row, bytes) => {
      const from = f.keep(i32.add(x, row));
      const high = f.keep(load(from));
      f.loop(16, bytes, 16, (at) => f.set(high, f32x4.max(high, load(i32.add(from, at)))));
      const largest = f.keep(maxLanes(f, high));
      const [sum, weighted] = [f.keep(of(0)), f.keep(of(0))];
      f.loop(0, bytes, 16, (at) => {
        const above = f.keep(sub(load(i32.add(from, at)), largest));
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

  // softmaxBack(x, terms, rows, width): x becomes softmax(x) (a + b (x - largest)); terms are largest, 1 / sum, a, b
  module.function('softmaxBack', (f) => {
    const [x, terms, rows, width] = [p(f), p(f), p(f), p(f)];
    const term = f.keep(terms);
    forEachRow(f, rows, width, (row, bytes) => {
      const from = f.keep(i32.add(x, row));
      const largest = f.keep(f32x4.loadSplat(term));
      const inverse = f.keep(f32x4.loadSplat(term, 4));
      const a = f.keep(f32x4.loadSplat(term, 8));
      const b = f.keep(f32x4.loadSplat(term, 12));
      f.loop(0, bytes, 16, (at) => {
        const above = f.keep(sub(load(i32.add(from, at)), largest));
        const probability = mul(exp(f, above), inverse);
        f.store(i32.add(from, at), mul(probability, add(a, mul(b, above))));
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
  // rmsNorm(x, w, y, rows, width, epsilon)
  module.function('rmsNorm', (f) => {
    const [x, w, y, rows, width] = [p(f), p(f), p(f), p(f), p(f)];
    const epsilon = f.parameter('f32');
    forEachRow(f, rows, width, (row, bytes) => {
      const inverse = inverseRms(f, i32.add(x, row), bytes, width, epsilon);
      f.loop(0, bytes, 16, (at) => {
        const normed = mul(load(i32.add(i32.add(x, row), at)), inverse);
        f.store(i32.add(i32.add(y, row), at), mul(normed, load(i32.add(w, at))));
      });
    });
  });

  // rmsNormBack(x, w, dy, dx, dw, rows, width, epsilon)
  module.function('rmsNormBack', (f) => {
    const [x, w, dy, dx, dw, rows, width] = [p(f), p(f), p(f), p(f), p(f), p(f), p(f)];
    const epsilon = f.parameter('f32');
    forEachRow(f, rows, width, (row, bytes) => {
      const [xRow, dyRow] = [f.keep(i32.add(x, row)), f.keep(i32.add(dy, row))];
      const inverse = inverseRms(f, xRow, bytes, width, epsilon);
      const sum = f.keep(of(0));
      f.loop(0, bytes, 16, (at) => {
        const d = f.keep(load(i32.add(dyRow, at)));
        const normed = f.keep(mul(load(i32.add(xRow, at)), inverse));
        f.store(i32.add(dw, at), add(load(i32.add(dw, at)), mul(d, normed)));
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

  // layerNorm(x, w, b, y, rows, width, epsilon)
  module.function('layerNorm', (f) => {
    const [x, w, b, y, rows, width] = [p(f), p(f), p(f), p(f), p(f), p(f)];
    const epsilon = f.parameter('f32');
    forEachRow(f, rows, width, (row, bytes) => {
      const xRow = f.keep(i32.add(x, row));
      const { mean, inverse } = moments(f, xRow, bytes, width, epsilon);
      f.loop(0, bytes, 16, (at) => {
        const normed = mul(sub(load(i32.add(xRow, at)), mean), inverse);
        f.store(i32.add(i32.add(y, row), at), add(mul(normed, load(i32.add(w, at))), load(i32.add(b, at))));
      });
    });
  });

  // layerNormBack(x, w, dy, dx, dw, db, rows, width, epsilon)
  module.function('layerNormBack', (f) => {
    const [x, w, dy, dx, dw, db, rows, width] = [p(f), p(f), p(f), p(f), p(f), p(f), p(f), p(f)];
    const epsilon = f.parameter('f32');
    forEachRow(f, rows, width, (row, bytes) => {
      const [xRow, dyRow] = [f.keep(i32.add(x, row)), f.keep(i32.add(dy, row))];
      const { mean, inverse } = moments(f, xRow, bytes, width, epsilon);
      const [along, plain] = [f.keep(of(0)), f.keep(of(0))];
      f.loop(0, bytes, 16, (at) => {
        const d = f.keep(load(i32.add(dyRow, at)));
        const normed = f.keep(mul(sub(load(i32.add(xRow, at)), mean), inverse));
        f.store(i32.add(dw, at), add(load(i32.add(dw, at)), mul(d, normed)));
        f.store(i32.add(db, at), add(load(i32.add(db, at)), d));
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
  // swiglu(gate, up, y, count)
  module.function('swiglu', (f) => {
    const [gate, up, y, count] = [p(f), p(f), p(f), p(f)];
    f.loop(0, i32.mul(count, 4), 16, (at) => {
      const g = f.keep(load(i32.add(gate, at)));
      f.store(i32.add(y, at), mul(mul(g, sigmoid(f, g)), load(i32.add(up, at))));
    });
  });

  // swigluBack(gate, up, dy, dGate, dUp, count)
  module.function('swigluBack', (f) => {
    const [gate, up, dy, dGate, dUp, count] = [p(f), p(f), p(f), p(f), p(f), p(f)];
    f.loop(0, i32.mul(count, 4), 16, (at) => {
      const g = f.keep(load(i32.add(gate, at)));
      const s = f.keep(sigmoid(f, g));
      const d = f.keep(load(i32.add(dy, at)));
      const silu = f.keep(mul(g, s));
      f.store(i32.add(dUp, at), mul(d, silu));
      const slope = add(s, mul(silu, sub(of(1), s)));
      f.store(i32.add(dGate, at), mul(mul(d, load(i32.add(up, at))), slope));
    });
  });

  // gelu(x, y, count, linear, cubic): x sigmoid(linear x + cubic x^3)
  module.function('gelu', (f) => {
    const [x, y, count] = [p(f), p(f), p(f)];
    const [linear, cubic] = [f.parameter('f32'), f.parameter('f32')];
    f.loop(0, i32.mul(count, 4), 16, (at) => {
      const a = f.keep(load(i32.add(x, at)));
      const inner = mul(a, add(mul(mul(a, a), f32x4.splat(cubic)), f32x4.splat(linear)));
      f.store(i32.add(y, at), mul(a, sigmoid(f, inner)));
    });
  });

  // geluBack(x, dy, dx, count, linear, cubic)
  module.function('geluBack', (f) => {
    const [x, dy, dx, count] = [p(f), p(f), p(f), p(f)];
    const [linear, cubic] = [f.parameter('f32'), f.parameter('f32')];
    f.loop(0, i32.mul(count, 4), 16, (at) => {
      const a = f.keep(load(i32.add(x, at)));
      const square = f.keep(mul(mul(a, a), f32x4.splat(cubic)));
      const s = f.keep(sigmoid(f, mul(a, add(square, f32x4.splat(linear)))));
      const slope = add(mul(square, of(3)), f32x4.splat(linear));
      const rise = mul(mul(a, slope), mul(s, sub(of(1), s)));
      f.store(i32.add(dx, at), mul(load(i32.add(dy, at)), add(s, rise)));
    });
  });
}

/** Byte offset of every row, and the bytes of one. */
function forEachRow(f: FunctionBuilder, rows: I32, width: I32, body: (row: I32, bytes: I32) => void): void {
  const bytes = f.keep(i32.mul(width, 4));
  f.loop(0, i32.mul(rows, bytes), bytes, (row) => body(row, bytes));
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
