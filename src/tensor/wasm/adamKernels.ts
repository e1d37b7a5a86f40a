import { f32x4, i32, type ModuleBuilder } from './assembler.ts';

const { add, sub, mul, div, sqrt, load, splat } = f32x4;

/** AdamW and what gradients need around it. Counts are bytes, multiples of sixteen; the caller does what is left. */
export function adamKernels(module: ModuleBuilder): void {
  // sumOfSquares(x, start, end, out): in four lanes, the squares of x from byte `start` to `end`
  module.function('sumOfSquares', (f) => {
    const [x, start, end, out] = [p(f), p(f), p(f), p(f)];
    const sum = f.keep(f32x4.of(0));
    f.loop(start, end, 16, (at) => {
      const value = f.keep(load(i32.add(x, at)));
      f.set(sum, add(sum, mul(value, value)));
    });
    f.store(out, sum);
  });

  // accumulate(sum, part, bytes): sum += part
  module.function('accumulate', (f) => {
    const [sum, part, bytes] = [p(f), p(f), p(f)];
    f.loop(0, bytes, 16, (at) => {
      const to = f.keep(i32.add(sum, at));
      f.store(to, add(load(to), load(i32.add(part, at))));
    });
  });

  // adam(weight, gradient, first, second, out, bytes, scale, beta1, beta2, keep, rate, secondScale, epsilon)
  module.function('adam', (f) => {
    const [weight, gradient, first, second, out, bytes] = [p(f), p(f), p(f), p(f), p(f), p(f)];
    const scalars = Array.from({ length: 7 }, () => f.parameter('f32'));
    const [scale, beta1, beta2, keep, rate, secondScale, epsilon] = scalars.map((it) => f.keep(splat(it)));
    if (!scale || !beta1 || !beta2 || !keep || !rate || !secondScale || !epsilon) return;
    const [rest1, rest2] = [beta1, beta2].map((beta) => f.keep(sub(f32x4.of(1), beta)));
    f.loop(0, bytes, 16, (at) => {
      const [m, v] = [f.keep(i32.add(first, at)), f.keep(i32.add(second, at))];
      const d = f.keep(mul(load(i32.add(gradient, at)), scale));
      const mean = f.keep(add(mul(beta1, load(m)), mul(rest1!, d)));
      const square = f.keep(add(mul(beta2, load(v)), mul(rest2!, mul(d, d))));
      f.store(m, mean);
      f.store(v, square);
      const step = div(mul(rate, mean), add(mul(sqrt(square), secondScale), epsilon));
      f.store(i32.add(out, at), sub(mul(load(i32.add(weight, at)), keep), step));
    });
  });
}

/** The next parameter: an address or a count. */
function p(f: Parameters<Parameters<ModuleBuilder['function']>[1]>[0]) {
  return f.parameter('i32');
}
