import {
  f32,
  f32x4,
  i32,
  type FunctionBuilder,
  type FunctionIndex,
  type I32,
  type Local,
  type ModuleBuilder,
  type V128,
} from './assembler.ts';

/**
 * Rows of a tile of the result: with two vectors of columns, four take as many registers as x86 has, since V8 loads all
 * operands of a round before it adds. For the same reason the inner loop is not unrolled.
 */
const tileHeights = [4, 3, 2, 1] as const;
/** Up to so many rows read the right operand as it lies in memory: packing would cost more than it saves. */
export const fewRows = 16;
/** Columns of a tile. */
const tileWidth = 8;
/** Terms of the inner sum that are taken together: a packed strip of so many rows fits the first-level cache. */
const depth = 256;
/** Blocks of the result, the units that threads share out: they do not depend on how many threads there are. */
export const productBlock = { rows: 96, columns: 64 } as const;
/** Bytes of a row of the right operand that is short, and long; see `stream`. */
const shortBytes = 1536;
const longBytes = 1 << 14;

/** Floats that a thread needs for its packed strip. */
export const panelSize = depth * tileWidth;

/**
 * Whether a product is `streamedProduct`'s: a single row; two of a right operand that comes from memory, not from a cache;
 * up to four whose sums leave room in the first-level cache.
 */
export function streams(rows: number, inner: number, columns: number): boolean {
  if (rows === 1) return true;
  const far = 4 * inner * columns >= 1 << 18;
  return far && (rows === 2 || (rows <= 4 && 4 * rows * columns <= 12 << 10));
}

/**
 * Columns of a unit of `streamedProduct`: four units where that leaves each long rows to read, which is enough to saturate
 * memory, else one. Two threads on short rows are slower than one on whole rows.
 */
export function streamWidth(columns: number): number {
  const units = Math.max(1, Math.min(4, Math.floor((4 * columns) / longBytes)));
  return Math.ceil(columns / units / 16) * 16;
}

/** Which way an operand lies in memory; a result's row is a row of the left and a column of the right one. */
interface Form {
  /** `across`: [rows, inner]; `down`: [inner, rows] */
  readonly left: 'across' | 'down';
  /** `down`: [inner, columns]; `across`: [columns, inner] */
  readonly right: 'across' | 'down';
}

/**
 * Products of matrices whose result has a width that is a multiple of four. The backend's own product keeps a packed
 * copy of every right operand for as long as that lives, which doubles the memory of a model, and fails in silence when
 * there is none left.
 *
 * `product`: x [rows, inner] times w [inner, columns].
 * `turnedProduct`: x [rows, inner] times the transpose of w [columns, inner], the gradient of a linear's input.
 * `transposedProduct`: the transpose of x [inner, rows] times y [inner, columns], the gradient of a linear's weight.
 * `streamedProduct`: as `product`, of one to four rows, as in decoding a few answers. Each number of w is used once or
 * a few times, so the time is that of reading it: it is read in the order in which it lies in memory, all columns of
 * the range side by side. A unit is `width` columns, which it takes in the place of the panel.
 *
 * Each takes `(left, leftStride, right, rightStride, bias, residual, residualStride, out, outStride, panel, rows, inner,
 * columns, accumulate, from, to)`: strides are bytes from one row of an operand to the next, bias [columns] and residual
 * [rows, columns] are added or 0, `accumulate` 1 adds to what is in out, and the range counts blocks of the result.
 *
 * Every number of a result is one sum of products, in the order of the inner index, whatever block or tile it is in.
 */
export function productKernels(module: ModuleBuilder): void {
  addProduct(module, 'product', { left: 'across', right: 'down' });
  addProduct(module, 'turnedProduct', { left: 'across', right: 'across' });
  addProduct(module, 'transposedProduct', { left: 'down', right: 'down' });
  addStreamedProduct(module);
}

/** The kernels' parameters that a part of the result is found with. */
interface Operands {
  readonly left: I32;
  readonly leftStride: I32;
  readonly right: I32;
  readonly rightStride: I32;
  readonly bias: I32;
  readonly residual: I32;
  readonly residualStride: I32;
  readonly out: I32;
  readonly outStride: I32;
}

/** A part of the inner sum. */
interface Part {
  readonly start: I32;
  readonly terms: I32;
  /** 1: sums go on from what is in out */
  readonly going: I32;
  /** 1: bias and residual are added */
  readonly last: I32;
}

/** Functions that a product calls, by vectors of columns: 1 or 2. */
interface Parts {
  readonly pack: readonly FunctionIndex[];
  /** by height */
  readonly tile: readonly ReadonlyMap<number, FunctionIndex>[];
}

function addProduct(module: ModuleBuilder, name: string, form: Form): void {
  const parts: Parts = {
    pack: [1, 2].map((vectors) => module.inner((f) => pack(f, form, vectors))),
    tile: [1, 2].map(
      (vectors) =>
        new Map(tileHeights.map((height) => [height, module.inner((f) => tile(f, form, height, vectors))])),
    ),
  };
  module.function(name, (f) => {
    const next = (): I32 => f.parameter('i32');
    const [left, leftStride, right, rightStride] = [next(), next(), next(), next()];
    const [bias, residual, residualStride, out, outStride] = [next(), next(), next(), next(), next()];
    const [panel, rows, inner, columns, accumulate, from, to] = [next(), next(), next(), next(), next(), next(), next()]; // prettier-ignore
    const operands: Operands = { left, leftStride, right, rightStride, bias, residual, residualStride, out, outStride }; // prettier-ignore
    const width = productBlock.columns;
    const across = f.keep(i32.div(i32.add(columns, width - 1), width));
    const packs = form.right === 'across' ? i32.of(1) : f.keep(i32.lessThan(fewRows, rows));
    f.loop(from, to, 1, (block) => {
      const firstRow = f.keep(i32.mul(i32.div(block, across), productBlock.rows));
      const lastRow = f.keep(smaller(i32.add(firstRow, productBlock.rows), rows));
      const first = f.keep(i32.mul(i32.remainder(block, across), width));
      const last = f.keep(smaller(i32.add(first, width), columns));
      const wide = f.keep(i32.add(first, i32.and(i32.sub(last, first), -tileWidth)));
      f.loop(0, inner, depth, (start) => {
        const terms = f.keep(smaller(i32.sub(inner, start), i32.of(depth)));
        const going = f.keep(i32.or(start, accumulate));
        const part = { start, terms, going, last: f.keep(i32.equal(i32.add(start, terms), inner)) };
        const strips = (begin: I32, end: I32, vectors: 1 | 2): void =>
          f.loop(begin, end, 4 * vectors, (column) => {
            const place =
              form.right === 'down'
                ? i32.add(i32.mul(start, rightStride), i32.mul(column, 4))
                : i32.add(i32.mul(column, rightStride), i32.mul(start, 4));
            const source = f.keep(i32.add(right, place));
            const step = f.keep(rightStride);
            f.when(packs, () => {
              f.call(parts.pack[vectors - 1]!, source, rightStride, panel, terms);
              f.set(source, panel);
              f.set(step, i32.of(16 * vectors));
            });
            tiles(
              f,
              form,
              parts.tile[vectors - 1]!,
              operands,
              part,
              [firstRow, lastRow],
              column,
              source,
              step,
            );
          });
        strips(first, wide, 2);
        strips(wide, last, 1);
      });
    });
  });
}

function addStreamedProduct(module: ModuleBuilder): void {
  const row = module.inner((f) => stream(f, 1, 1));
  const longRow = module.inner((f) => stream(f, 1, 4));
  const shortRow = module.inner((f) => stream(f, 1, 4, true));
  const rowsOf = [2, 3, 4].map((height) => module.inner((f) => stream(f, height, 1)));
  const longRows = module.inner((f) => stream(f, 2, 2));
  module.function('streamedProduct', (f) => {
    const next = (): I32 => f.parameter('i32');
    const [left, leftStride, right, rightStride] = [next(), next(), next(), next()];
    const [bias, residual, residualStride, out, outStride] = [next(), next(), next(), next(), next()];
    const [width, rows, inner, columns, accumulate, from, to] = [next(), next(), next(), next(), next(), next(), next()]; // prettier-ignore
    const first = f.keep(i32.mul(i32.mul(from, width), 4));
    const bytes = f.keep(i32.sub(i32.mul(smaller(i32.mul(to, width), columns), 4), first));
    const part = (at: I32): I32 => i32.add(at, first);
    const partOf = (at: I32): I32 => i32.select(at, part(at), 0);
    const call = (target: FunctionIndex): void =>
      f.call(target, left, leftStride, part(right), rightStride, part(out), outStride, bytes, inner, accumulate, partOf(bias), partOf(residual), residualStride); // prettier-ignore
    const long = f.keep(i32.lessThan(longBytes - 1, bytes));
    f.when(i32.equal(rows, 1), () => {
      const whole = i32.and(i32.equal(bytes, rightStride), i32.equal(i32.and(bytes, 63), 0));
      const short = f.keep(i32.and(whole, i32.lessThan(bytes, shortBytes + 1)));
      f.when(short, () => call(shortRow));
      f.when(long, () => call(longRow));
      f.when(i32.equal(i32.or(short, long), 0), () => call(row));
    });
    f.when(i32.and(i32.equal(rows, 2), long), () => call(longRows));
    f.when(i32.and(i32.equal(rows, 2), i32.equal(long, 0)), () => call(rowsOf[0]!));
    for (const [i, target] of rowsOf.entries()) {
      if (i > 0) f.when(i32.equal(rows, 2 + i), () => call(target));
    }
  });
}

/**
 * `(left, leftStride, right, rightStride, out, outStride, bytes, inner, going, bias, residual, residualStride)`: `height`
 * rows of a result whose sums stay in out, `terms` rows of the right operand at a time. One of them at a time is a
 * single stream, which processors fetch ahead at the speed of memory. Several save reading and writing the sums, but
 * the fetching begins anew at every row: that pays where rows are long, or so short that the next ones can be
 * `touched`, line by line as they lie in memory, while these are computed. Then `bytes` are a whole row and a multiple of 64.
 */
function stream(f: FunctionBuilder, height: number, terms: number, touches = false): void {
  const next = (): Local<'i32'> => f.parameter('i32');
  const [leftStart, leftStride, rightStart, rightStride, out, outStride, bytes, inner, going, bias, residual, residualStride] = [next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next()]; // prettier-ignore
  const outs = rowsFrom(f, out, outStride, height);
  const lefts = rowsFrom(f, leftStart, leftStride, height);
  const right = f.keep(rightStart);
  f.when(i32.equal(going, 0), () => {
    for (const row of outs) f.loop(0, bytes, 16, (at) => f.store(i32.add(row, at), f32x4.of(0)));
  });
  const ahead = f.keep(right);
  const touched = f.local('v128');
  const addTerms = (from: I32, to: I32, count: number): void =>
    f.loop(from, to, count, (term) => {
      if (touches) {
        // Behind the last rows there may be no memory.
        const more = i32.lessThan(i32.add(term, 2 * count - 1), inner);
        f.set(ahead, i32.add(right, i32.select(more, i32.mul(rightStride, count), 0)));
      }
      const factors = lefts.map((left) =>
        Array.from({ length: count }, (_, k) => f.keep(f32x4.loadSplat(left, 4 * k))),
      );
      const rights = rowsFrom(f, right, rightStride, count);
      // All are read before any is written: rows of sums a multiple of 4 KB apart look alike to a processor's reads.
      const step = (at: I32, vectors: number): void => {
        const sums = outs.map(() => [] as Local<'v128'>[]);
        for (let v = 0; v < vectors; v++) {
          const columns = rights.map((row) => f.keep(f32x4.load(i32.add(row, at), 16 * v)));
          for (const [r, row] of outs.entries()) {
            let sum: V128 = f32x4.load(i32.add(row, at), 16 * v);
            for (const [k, column] of columns.entries()) sum = f.multiplyAdd(factors[r]![k]!, column, sum);
            sums[r]!.push(f.keep(sum));
          }
        }
        for (const [r, row] of outs.entries()) {
          for (const [v, sum] of sums[r]!.entries()) f.store(i32.add(row, at), sum, 16 * v);
        }
      };
      // The kernel of a single stream waits for memory, and is no faster unrolled.
      const vectors = touches ? 4 : height + terms === 2 ? 1 : 2;
      const whole = f.keep(i32.and(bytes, -16 * vectors));
      f.loop(0, whole, 16 * vectors, (at) => {
        if (touches && count === terms) {
          for (let line = 0; line < count; line++) f.set(touched, f32x4.load(ahead, 64 * line));
          f.set(ahead, i32.add(ahead, 64 * count));
        }
        step(at, vectors);
      });
      if (!touches && vectors > 1) f.loop(whole, bytes, 16, (at) => step(at, 1));
      for (const left of lefts) f.set(left, i32.add(left, 4 * count));
      f.set(right, i32.add(right, i32.mul(rightStride, count)));
    });
  const whole = f.keep(i32.and(inner, -terms));
  addTerms(i32.of(0), whole, terms);
  if (terms > 1) addTerms(whole, inner, 1);
  const addRows = (at: Local<'i32'>, stride: I32): void => {
    f.when(at, () => {
      for (const [r, from] of rowsFrom(f, at, stride, height).entries()) {
        f.loop(0, bytes, 16, (offset) => {
          const place = i32.add(outs[r]!, offset);
          f.store(place, f32x4.add(f32x4.load(place), f32x4.load(i32.add(from, offset))));
        });
      }
    });
  };
  addRows(bias, i32.of(0));
  addRows(residual, residualStride);
}

/** The rows of a strip of the result, in tiles as high as possible. */
function tiles(
  f: FunctionBuilder,
  form: Form,
  tileOf: ReadonlyMap<number, FunctionIndex>,
  operands: Operands,
  { start, terms, going, last }: Part,
  [firstRow, lastRow]: readonly [I32, I32],
  column: I32,
  strip: I32,
  step: I32,
): void {
  const { left, leftStride, bias, residual, residualStride, out, outStride } = operands;
  const offset = f.keep(i32.mul(column, 4));
  const [biasAt, residualAt] = [f.keep(i32.of(0)), f.keep(i32.of(0))];
  f.when(i32.and(last, i32.notEqual(bias, 0)), () => f.set(biasAt, i32.add(bias, offset)));
  const row = f.keep(firstRow);
  for (const height of tileHeights) {
    const end = f.keep(i32.sub(lastRow, i32.remainder(i32.sub(lastRow, row), height)));
    f.loop(row, end, height, (at) => {
      const place =
        form.left === 'across'
          ? i32.add(i32.mul(at, leftStride), i32.mul(start, 4))
          : i32.add(i32.mul(start, leftStride), i32.mul(at, 4));
      const target = i32.add(i32.add(out, offset), i32.mul(at, outStride));
      f.when(i32.and(last, i32.notEqual(residual, 0)), () =>
        f.set(residualAt, i32.add(i32.add(residual, offset), i32.mul(at, residualStride))),
      );
      f.call(tileOf.get(height)!, i32.add(left, place), leftStride, strip, step, terms, target, outStride, going, biasAt, residualAt, residualStride); // prettier-ignore
    });
    f.set(row, end);
  }
}

function smaller(a: I32, b: I32): I32 {
  return i32.select(i32.lessThan(a, b), a, b);
}

/**
 * `(source, stride, strip, terms)` copies columns of the right operand, `vectors` vectors of them, term by term, side by
 * side.
 */
function pack(f: FunctionBuilder, form: Form, vectors: number): void {
  const [from, stride, strip, terms] = [f.parameter('i32'), f.parameter('i32'), f.parameter('i32'), f.parameter('i32')]; // prettier-ignore
  const bytes = 16 * vectors;
  const end = i32.add(strip, i32.mul(terms, bytes));
  if (form.right === 'down') {
    const source = f.keep(from);
    f.loop(strip, f.keep(end), bytes, (to) => {
      for (let c = 0; c < vectors; c++) f.store(to, f32x4.load(source, 16 * c), 16 * c);
      f.set(source, i32.add(source, stride));
    });
    return;
  }
  const sources = rowsFrom(f, from, stride, 4 * vectors);
  const whole = f.keep(i32.add(strip, i32.mul(i32.and(terms, -4), bytes)));
  f.loop(strip, whole, 4 * bytes, (to) => {
    for (let c = 0; c < vectors; c++) {
      const four = sources.slice(4 * c, 4 * c + 4).map((at) => f.keep(f32x4.load(at)));
      for (const [term, vector] of turned(f, four).entries()) f.store(to, vector, term * bytes + 16 * c);
    }
    for (const at of sources) f.set(at, i32.add(at, 16));
  });
  f.loop(whole, f.keep(end), bytes, (to) => {
    for (const [c, at] of sources.entries()) {
      f.store(to, f32.load(at), 4 * c);
      f.set(at, i32.add(at, 4));
    }
  });
}

/** Addresses of rows, one `stride` after the other. */
function rowsFrom(f: FunctionBuilder, first: I32, stride: I32, count: number): Local<'i32'>[] {
  const all = [f.keep(first)];
  for (let r = 1; r < count; r++) all.push(f.keep(i32.add(all[r - 1]!, stride)));
  return all;
}

/** The columns of four vectors as vectors. */
function turned(f: FunctionBuilder, [a, b, c, d]: readonly V128[]): V128[] {
  const { shuffle } = f32x4;
  const low = f.keep(shuffle(a!, b!, [0, 4, 1, 5]));
  const high = f.keep(shuffle(a!, b!, [2, 6, 3, 7]));
  const lower = f.keep(shuffle(c!, d!, [0, 4, 1, 5]));
  const higher = f.keep(shuffle(c!, d!, [2, 6, 3, 7]));
  return [
    shuffle(low, lower, [0, 1, 4, 5]),
    shuffle(low, lower, [2, 3, 6, 7]),
    shuffle(high, higher, [0, 1, 4, 5]),
    shuffle(high, higher, [2, 3, 6, 7]),
  ];
}

/**
 * `(left, leftStride, right, rightStep, terms, target, outStride, going, bias, residual, residualStride)` adds a part of the sum to
 * a tile of the result, in registers, and at the end what is not 0 of bias and residual.
 */
function tile(f: FunctionBuilder, form: Form, height: number, vectors: number): void {
  const next = (): Local<'i32'> => f.parameter('i32');
  const [left, leftStride, right, rightStep, terms, target, outStride, going] = [next(), next(), next(), next(), next(), next(), next(), next()]; // prettier-ignore
  const [bias, residual, residualStride] = [next(), next(), next()];
  const sums = Array.from({ length: height }, () =>
    Array.from({ length: vectors }, () => f.keep(f32x4.of(0))),
  );
  const each = (rows: readonly I32[], body: (sum: Local<'v128'>, at: I32, offset: number) => void): void => {
    for (const [r, vector] of sums.entries()) {
      for (const [c, sum] of vector.entries()) body(sum, rows[r]!, 16 * c);
    }
  };
  f.when(going, () => {
    each(rowsFrom(f, target, outStride, height), (sum, at, offset) => f.set(sum, f32x4.load(at, offset)));
  });

  const across = form.left === 'across';
  const lefts = across ? rowsFrom(f, left, leftStride, height) : [f.keep(left)];
  f.loop(right, f.keep(i32.add(right, i32.mul(terms, rightStep))), rightStep, (at) => {
    const columns = Array.from({ length: vectors }, (_, c) => f.keep(f32x4.load(at, 16 * c)));
    for (const [r, vector] of sums.entries()) {
      const factor = f.keep(across ? f32x4.loadSplat(lefts[r]!) : f32x4.loadSplat(lefts[0]!, 4 * r));
      for (const [c, sum] of vector.entries()) f.set(sum, f.multiplyAdd(factor, columns[c]!, sum));
    }
    for (const at of lefts) f.set(at, i32.add(at, across ? 4 : leftStride));
  });

  f.when(bias, () => {
    each(
      Array.from({ length: height }, () => bias),
      (sum, at, offset) => f.set(sum, f32x4.add(sum, f32x4.load(at, offset))),
    );
  });
  f.when(residual, () => {
    each(rowsFrom(f, residual, residualStride, height), (sum, at, offset) =>
      f.set(sum, f32x4.add(sum, f32x4.load(at, offset))),
    );
  });
  each(rowsFrom(f, target, outStride, height), (sum, at, offset) => f.store(at, sum, offset));
}
