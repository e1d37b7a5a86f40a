import { f32x4, type FunctionBuilder, type V128 } from './assembler.ts';

/**
 * e to the power of four floats between -87.3 and 88, to about one unit in the last place; beyond, the power of the
 * nearer end. Reduction to the nearest multiple of ln 2 and a polynomial (Cephes `expf`).
 */
export function exp(f: FunctionBuilder, x: V128): V128 {
  const { add, sub, mul, of } = f32x4;
  const clamped = f.keep(f32x4.min(f32x4.max(x, of(-87.3)), of(88)));
  const n = f.keep(f32x4.nearest(mul(clamped, of(Math.LOG2E))));
  // ln 2 in two parts, the first exact in few bits.
  const r = f.keep(sub(sub(clamped, mul(n, of(0.693359375))), mul(n, of(-2.1219444e-4))));
  let polynomial: V128 = of(1.98756915e-4);
  for (const coefficient of [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 0.5]) {
    polynomial = add(mul(polynomial, r), of(coefficient));
  }
  return mul(add(add(mul(mul(polynomial, r), r), r), of(1)), f32x4.powerOfTwo(n));
}

/** The sum of the four lanes, in all of them. */
export function sumLanes(f: FunctionBuilder, x: V128): V128 {
  const pairs = f.keep(x);
  const halves = f.keep(f32x4.add(pairs, f32x4.shuffle(pairs, pairs, [2, 3, 0, 1])));
  return f32x4.add(halves, f32x4.shuffle(halves, halves, [1, 0, 3, 2]));
}

/** The largest of the four lanes, in all of them. */
export function maxLanes(f: FunctionBuilder, x: V128): V128 {
  const pairs = f.keep(x);
  const halves = f.keep(f32x4.max(pairs, f32x4.shuffle(pairs, pairs, [2, 3, 0, 1])));
  return f32x4.max(halves, f32x4.shuffle(halves, halves, [1, 0, 3, 2]));
}

/** The sums of the lanes of four vectors, one in each lane. */
export function sumFour(f: FunctionBuilder, [a, b, c, d]: readonly [V128, V128, V128, V128]): V128 {
  const { add, shuffle } = f32x4;
  const pairs = (x: V128, y: V128): V128 => {
    const [left, right] = [f.keep(x), f.keep(y)];
    return f.keep(add(shuffle(left, right, [0, 1, 4, 5]), shuffle(left, right, [2, 3, 6, 7])));
  };
  const [ab, cd] = [pairs(a, b), pairs(c, d)];
  return add(shuffle(ab, cd, [0, 2, 4, 6]), shuffle(ab, cd, [1, 3, 5, 7]));
}
