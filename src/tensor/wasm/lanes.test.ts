import { expect, it } from 'vitest';
import { f32x4, i32, ModuleBuilder, type FunctionBuilder, type V128 } from './assembler.ts';
import { exp, maxLanes, sumFour, sumLanes } from './lanes.ts';

type Transform = (f: FunctionBuilder, x: V128) => V128;

/** Runs `write` over floats in memory, four at a time. */
function run(input: readonly number[], write: Transform): Float32Array {
  const module = new ModuleBuilder(false);
  module.function('run', (f) => {
    const bytes = f.parameter('i32');
    f.loop(0, bytes, 16, (at) => f.store(at, write(f, f.keep(f32x4.load(at))), 1024));
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Float32Array(memory.buffer).set(input);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { env: { memory } });
  const kernel = exports['run'];
  if (typeof kernel !== 'function') throw new TypeError('no kernel');
  Reflect.apply(kernel, undefined, [4 * input.length]);
  return new Float32Array(memory.buffer, 1024, input.length);
}

it('exp is right to two units in the last place over its range, and stays finite beyond', () => {
  const input = Array.from({ length: 176 }, (_, i) => Math.fround(-87 + i * 0.9987));
  const found = run(input, exp);
  for (const [i, x] of input.entries()) {
    // A unit in the last place is 1.2e-7 at most.
    expect(Math.abs(found[i]! / Math.exp(x) - 1)).toBeLessThan(2.4e-7);
  }
  const ends = run([-1e30, -200, 200, 1e30], exp);
  expect(ends[0]).toBeLessThan(2e-38);
  expect(ends[1]).toBe(ends[0]);
  expect(ends[3]).toBe(ends[2]);
  expect(Number.isFinite(ends[2])).toBe(true);
  expect(run([Number.NaN, 0, 0, 0], exp)[0]).toBeNaN();
  expect(run([0, 0, 0, 0], exp)[1]).toBe(1);
});

it('lanes are summed, compared and crossed', () => {
  const input = [1, 20, -300, 4000];
  expect([...run(input, sumLanes)]).toEqual([3721, 3721, 3721, 3721]);
  expect([...run(input, maxLanes)]).toEqual([4000, 4000, 4000, 4000]);
  const four = run(input, (f, x) => sumFour(f, [x, f32x4.of(1), f32x4.mul(x, f32x4.of(2)), f32x4.of(-1)]));
  expect([...four]).toEqual([3721, 4, 7442, -4]);
});

it('integers of every size are encoded', () => {
  for (const value of [0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8193, 2 ** 31 - 1, -(2 ** 31)]) {
    const module = new ModuleBuilder(false);
    module.function('run', (f) => {
      const at = f.parameter('i32');
      f.when(i32.sub(at, value), () => f.store(i32.of(0), f32x4.of(1)));
    });
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { env: { memory } });
    const kernel = exports['run'];
    if (typeof kernel !== 'function') throw new TypeError('no kernel');
    Reflect.apply(kernel, undefined, [value]);
    expect(new Float32Array(memory.buffer)[0]).toBe(0);
    Reflect.apply(kernel, undefined, [value ^ 1]);
    expect(new Float32Array(memory.buffer)[0]).toBe(1);
  }
});
