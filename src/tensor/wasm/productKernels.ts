import {
  f32x4,
  i32,
  type FunctionBuilder,
  type I32,
  type Local,
  type ModuleBuilder,
  type V128,
} from './assembler.ts';

/** Height of a tile of the result; with a width of eight it fills the registers of x86 without spilling. */
const tileHeight = 4;
/** Columns of a tile. */
const tileWidth = 8;
/** Terms of the inner sum that are taken together: a packed strip of so many rows fits the first-level cache. */
const depth = 256;
/** Rows of the result that use a packed strip before the next is packed: their left operand fits the second level. */
const band = 128;

/** Floats that `product` needs for its packed strip. */
export const stripSize = depth * tileWidth;

/**
 * Products of matrices whose widths are multiples of four.
 *
 * `product(x, w, out, strip, rows, inner, columns)` adds x [rows, inner] times w [inner, columns] to out. The backend's
 * own product keeps a packed copy of every right operand for as long as that lives, which doubles the memory of a
 * model, and fails in silence when there is none left.
 *
 * `transposedProduct(x, y, out, rows, width, columns)` adds the transpose of x [rows, width] times y [rows, columns] to
 * out [width, columns]: the gradient of a linear's weight, without transposing x.
 */
export function productKernels(module: ModuleBuilder): void {
  module.function('product', (f) => {
    const next = (): I32 => f.parameter('i32');
    const [x, w, out, strip, rows, inner, columns] = [next(), next(), next(), next(), next(), next(), next()];
    const whole = f.keep(i32.and(rows, -tileHeight));
    const wide = f.keep(i32.and(columns, -tileWidth));
    const outStride = f.keep(i32.mul(columns, 4));
    const xStride = f.keep(i32.mul(inner, 4));
    f.loop(0, whole, band, (first) => {
      const last = f.keep(smaller(i32.add(first, band), whole));
      f.loop(0, inner, depth, (k) => {
        const terms = f.keep(smaller(i32.sub(inner, k), i32.of(depth)));
        const strips = (from: I32, to: I32, vectors: number): void =>
          f.loop(from, to, 4 * vectors, (j) => {
            const source = i32.add(w, i32.mul(i32.add(i32.mul(k, columns), j), 4));
            pack(f, source, outStride, strip, terms, vectors);
            f.loop(first, last, tileHeight, (i) => {
              const target = f.keep(i32.add(out, i32.mul(i32.add(i32.mul(i, columns), j), 4)));
              const left = i32.add(x, i32.mul(i32.add(i32.mul(i, inner), k), 4));
              tile(f, target, outStride, vectors, left, xStride, 4, strip, i32.of(16 * vectors), terms);
            });
          });
        strips(i32.of(0), wide, 2);
        strips(wide, columns, 1);
      });
    });
    // The rows that are left, as in decoding one answer: each reads the right operand as it lies in memory.
    f.loop(whole, rows, 1, (i) => {
      const target = f.keep(i32.add(out, i32.mul(i, outStride)));
      const right = f.keep(w);
      const left = f.keep(i32.add(x, i32.mul(i, xStride)));
      f.loop(0, inner, 4, () => {
        const factors = [0, 4, 8, 12].map((offset) => f.keep(f32x4.loadSplat(left, offset)));
        f.loop(0, outStride, 16, (at) => {
          let sum: V128 = f32x4.load(i32.add(target, at));
          for (const [r, factor] of factors.entries()) {
            const part = f32x4.load(i32.add(i32.add(right, i32.mul(outStride, r)), at));
            sum = f.multiplyAdd(factor, part, sum);
          }
          f.store(i32.add(target, at), sum);
        });
        f.set(left, i32.add(left, 16));
        f.set(right, i32.add(right, i32.mul(outStride, 4)));
      });
    });
  });

  module.function('transposedProduct', (f) => {
    const next = (): I32 => f.parameter('i32');
    const [x, y, out, rows, width, columns] = [next(), next(), next(), next(), next(), next()];
    const wide = f.keep(i32.and(columns, -tileWidth));
    const xStride = f.keep(i32.mul(width, 4));
    const yStride = f.keep(i32.mul(columns, 4));
    // Few rows at a time: their parts of both operands stay in the first-level cache.
    f.loop(0, rows, 128, (first) => {
      const terms = f.keep(smaller(i32.sub(rows, first), i32.of(128)));
      const strips = (from: I32, to: I32, vectors: number): void =>
        f.loop(from, to, 4 * vectors, (j) => {
          const right = f.keep(i32.add(y, i32.mul(i32.add(i32.mul(first, columns), j), 4)));
          f.loop(0, width, tileHeight, (i) => {
            const target = f.keep(i32.add(out, i32.mul(i32.add(i32.mul(i, columns), j), 4)));
            const left = i32.add(x, i32.mul(i32.add(i32.mul(first, width), i), 4));
            tile(f, target, yStride, vectors, left, i32.of(4), xStride, right, yStride, terms);
          });
        });
      strips(i32.of(0), wide, 2);
      strips(wide, columns, 1);
    });
  });
}

function smaller(a: I32, b: I32): I32 {
  return i32.select(i32.lessThan(a, b), a, b);
}

/** Copies `terms` rows of a strip, `vectors` wide, side by side. */
function pack(f: FunctionBuilder, source: I32, stride: I32, strip: I32, terms: I32, vectors: number): void {
  const from = f.keep(source);
  const end = f.keep(i32.add(strip, i32.mul(terms, 16 * vectors)));
  f.loop(strip, end, 16 * vectors, (to) => {
    for (let c = 0; c < vectors; c++) f.store(to, f32x4.load(from, 16 * c), 16 * c);
    f.set(from, i32.add(from, stride));
  });
}

/**
 * Adds a sum of `terms` products to a tile of the result, in registers. Left factors of a term lie `leftRow` bytes
 * apart, and `leftStep` from one term to the next; right ones side by side, and `rightStep` to the next.
 */
function tile(
  f: FunctionBuilder,
  target: I32,
  outStride: I32,
  vectors: number,
  leftStart: I32,
  leftRow: I32,
  leftStep: I32 | number,
  rightStart: I32,
  rightStep: I32,
  terms: I32,
): void {
  const rowAt = Array.from({ length: tileHeight }, (_, r) => f.keep(i32.add(target, i32.mul(outStride, r))));
  const sums: Local<'v128'>[][] = rowAt.map((at) =>
    Array.from({ length: vectors }, (_, c) => f.keep(f32x4.load(at, 16 * c))),
  );
  const left = f.keep(leftStart);
  const lefts = Array.from({ length: tileHeight }, (_, r) => f.keep(i32.add(left, i32.mul(leftRow, r))));
  const end = f.keep(i32.add(rightStart, i32.mul(terms, rightStep)));
  f.loop(rightStart, end, rightStep, (rightAt) => {
    const right = Array.from({ length: vectors }, (_, c) => f.keep(f32x4.load(rightAt, 16 * c)));
    for (const [r, row] of sums.entries()) {
      const factor = f.keep(f32x4.loadSplat(lefts[r]!));
      for (const [c, sum] of row.entries()) f.set(sum, f.multiplyAdd(factor, right[c]!, sum));
      f.set(lefts[r]!, i32.add(lefts[r]!, leftStep));
    }
  });
  for (const [r, row] of sums.entries()) {
    for (const [c, sum] of row.entries()) f.store(rowAt[r]!, sum, 16 * c);
  }
}
