import { f32x4, i32, type FunctionBuilder, type I32, type Local, type ModuleBuilder } from './assembler.ts';

/** Rows that are taken together: their parts of both operands stay in the first-level cache. */
const rowsAtOnce = 128;
/** Height of a tile of the result; with a width of eight it fills the registers of x86 without spilling. */
const tileHeight = 4;

/**
 * `transposedProduct(x, y, out, rows, width, columns)` adds the transpose of x [rows, width] times y [rows, columns]
 * to out [width, columns]: the gradient of a linear's weight. Width and columns are multiples of four.
 *
 * The backend's product would transpose x and pack y first, as long as it then multiplies.
 */
export function productKernels(module: ModuleBuilder): void {
  module.function('transposedProduct', (f) => {
    const next = (): I32 => f.parameter('i32');
    const [x, y, out, rows, width, columns] = [next(), next(), next(), next(), next(), next()];
    const operands = { x, y, out, width, columns };
    const wide = f.keep(i32.and(columns, -8));
    f.loop(0, rows, rowsAtOnce, (first) => {
      const end = f.keep(
        i32.select(i32.lessThan(i32.add(first, rowsAtOnce), rows), i32.add(first, rowsAtOnce), rows),
      );
      f.loop(0, wide, 8, (j) => tiles(f, operands, first, end, j, 2));
      f.loop(wide, columns, 4, (j) => tiles(f, operands, first, end, j, 1));
    });
  });
}

interface Operands {
  readonly x: I32;
  readonly y: I32;
  readonly out: I32;
  readonly width: I32;
  readonly columns: I32;
}

/** Tiles of the result from column j on, `vectors` vectors wide, with rows `first` to `end`. */
function tiles(
  f: FunctionBuilder,
  { x, y, out, width, columns }: Operands,
  first: I32,
  end: I32,
  j: I32,
  vectors: number,
): void {
  const xStride = f.keep(i32.mul(width, 4));
  const yStride = f.keep(i32.mul(columns, 4));
  const yStart = f.keep(i32.add(y, i32.mul(i32.add(i32.mul(first, columns), j), 4)));
  const last = f.keep(i32.add(y, i32.mul(i32.add(i32.mul(end, columns), j), 4)));
  f.loop(0, width, tileHeight, (i) => {
    const target = f.keep(i32.add(out, i32.mul(i32.add(i32.mul(i, columns), j), 4)));
    const rowAt = Array.from({ length: tileHeight }, (_, r) => f.keep(i32.add(target, i32.mul(yStride, r))));
    const sums: Local<'v128'>[][] = rowAt.map((at) =>
      Array.from({ length: vectors }, (_, c) => f.keep(f32x4.load(at, 16 * c))),
    );
    const xAt = f.keep(i32.add(x, i32.mul(i32.add(i32.mul(first, width), i), 4)));
    f.loop(yStart, last, yStride, (yAt) => {
      const right = Array.from({ length: vectors }, (_, c) => f.keep(f32x4.load(yAt, 16 * c)));
      for (const [r, row] of sums.entries()) {
        const left = f.keep(f32x4.loadSplat(xAt, 4 * r));
        for (const [c, sum] of row.entries()) f.set(sum, f32x4.add(sum, f32x4.mul(left, right[c]!)));
      }
      f.set(xAt, i32.add(xAt, xStride));
    });
    for (const [r, row] of sums.entries()) {
      for (const [c, sum] of row.entries()) f.store(rowAt[r]!, sum, 16 * c);
    }
  });
}
