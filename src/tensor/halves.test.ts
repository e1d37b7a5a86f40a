import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Device } from './device.ts';
import { gatedLinear } from './gatedLinear.ts';
import {
  areHalves,
  formatFor,
  formatOf,
  packHalves,
  unpackHalves,
  widthOf,
  type HalfFormat,
} from './halves.ts';
import { linear } from './linear.ts';
import { linearGelu } from './linearGelu.ts';
import { packedLinear } from './packedLinear.ts';
import { withPlainOps } from './plainOps.ts';
import { key, normal, uniform } from './random.ts';
import { numbers, plainResults, relativeError, type Values } from './reference.ts';
import { Tape } from './tape.ts';
import { describeBackends, describePlainest, type Suite } from './testing.ts';

/** By its bits, every finite half that is not negative: IEEE 754, binary16. */
const halves = Float32Array.from({ length: 0x7c00 }, (_, bits) => {
  const [exponent, fraction] = [bits >> 10, bits & 0x3ff];
  return exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
});

/** Bits of the nearest half, by search among all of them; of two, the one with even bits. */
function nearest(value: number): number {
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (size >= 65520) return sign | 0x7c00;
  let [low, high] = [0, halves.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (halves[middle]! <= size) low = middle;
    else high = middle;
  }
  const above = (halves[low + 1] ?? 65536) - size;
  const below = size - halves[low]!;
  return sign | (above < below || (above === below && low % 2 === 1) ? low + 1 : low);
}

/** The float32 that is so many steps from another, away from zero. */
function neighbour(value: number, steps: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer);
  return new Float32Array(Int32Array.of(bits[0]! + steps).buffer)[0]!;
}

it('knows which numbers are halves', () => {
  expect(areHalves(halves)).toBe(true);
  expect(areHalves(halves.map((value) => -value))).toBe(true);
  for (const value of [65536, 65520, 1 + 2 ** -11, 1.5 * 2 ** -24, 2 ** -25, 2 ** -14 + 2 ** -25, Infinity]) {
    expect(areHalves(Float32Array.of(1, value, 0))).toBe(false);
  }
});

it('knows which numbers are the upper half of a float32', () => {
  expect(formatFor(halves)).toBe('f16');
  expect(formatFor(Float32Array.of(1 + 2 ** -7, -(2 ** -100), 3e38 - (3e38 % 2 ** 120), 0))).toBe('bf16');
  expect(formatFor(Float32Array.of(1 + 2 ** -8, 2 ** -100))).toBe(null);
  expect(formatFor(Float32Array.of(1e9 + 64))).toBe(null);
});

type Matrices = readonly tf.Tensor2D[];
type Vectors = readonly tf.Tensor1D[];

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly inner: number;
  /** of the weights */
  readonly widths: readonly number[];
  readonly apply: (
    tape: Tape | null,
    x: tf.Tensor2D,
    weights: Matrices,
    biases: Vectors,
    residual: tf.Tensor2D,
  ) => tf.Tensor2D;
}

const linearCase = (rows: number, inner: number, columns: number): Case => ({
  name: `linear [${rows}, ${inner}] x [${inner}, ${columns}]`,
  rows,
  inner,
  widths: [columns],
  apply: (tape, x, [w], [bias], residual) => linear(tape, x, w!, bias, residual),
});

const packedCase = (rows: number, inner: number, widths: readonly number[]): Case => ({
  name: `[${rows}, ${inner}] into ${widths.join(', ')} side by side`,
  rows,
  inner,
  widths,
  apply: (tape, x, weights, biases) => packedLinear(tape, x, weights, biases),
});

const gatedCase = (rows: number, inner: number, columns: number): Case => ({
  name: `gated linear [${rows}, ${inner}] x [${inner}, ${columns}]`,
  rows,
  inner,
  widths: [columns, columns],
  apply: (tape, x, [gate, up]) => gatedLinear(tape, x, gate!, up!),
});

const geluCase = (rows: number, inner: number, columns: number): Case => ({
  name: `linear into gelu [${rows}, ${inner}] x [${inner}, ${columns}]`,
  rows,
  inner,
  widths: [columns],
  apply: (tape, x, [w], [bias]) => linearGelu(tape, x, w!, bias!),
});

// Strips of 1, 2, 4 and 8 rows, of short and long sums, forward and turned; small and large tiles; an inner axis that
// is no multiple of four; widths that cannot be packed beside such that can.
const cases: readonly Case[] = [
  linearCase(1, 3, 4),
  linearCase(1, 2052, 20),
  linearCase(2, 131, 36),
  linearCase(3, 20, 2052),
  linearCase(7, 2050, 32),
  linearCase(16, 132, 68),
  linearCase(70, 33, 36),
  linearCase(515, 20, 44),
  linearCase(400, 24, 452),
  linearCase(387, 452, 24),
  packedCase(1, 96, [96, 32, 32]),
  packedCase(20, 24, [24, 7, 8]),
  packedCase(81, 30, [68, 36, 36]),
  packedCase(259, 10, [12, 5, 4]),
  gatedCase(1, 64, 96),
  gatedCase(13, 30, 52),
  gatedCase(90, 40, 72),
  gatedCase(261, 12, 516),
  geluCase(3, 33, 20),
  geluCase(130, 48, 100),
];

/** A strip and a tile of each way to join. */
const formatCases: readonly Case[] = [
  linearCase(1, 132, 20),
  linearCase(70, 33, 36),
  packedCase(3, 24, [24, 8, 8]),
  packedCase(81, 30, [68, 36, 36]),
  gatedCase(2, 30, 52),
  gatedCase(90, 40, 72),
];

/** Halves of about a fiftieth, as weights are, and some of them subnormal. */
const halfNumbers = (name: number, size: number): Float32Array =>
  numbers(name, size).map((value, i) => {
    const bits = nearest(value * (i % 7 === 0 ? 3e-5 : 0.02));
    return bits >= 0x8000 ? -halves[bits - 0x8000]! : halves[bits]!;
  });

/** What is nearest among the upper halves of float32s, ties to even. */
function nearestUpper(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  const rest = bits % 65536;
  const kept = (bits - rest) / 65536;
  return kept + (rest > 32768 || (rest === 32768 && kept % 2 === 1) ? 1 : 0);
}

const upperValue = (bits: number): number => new Float32Array(Uint32Array.of(bits * 65536).buffer)[0]!;

/** Weights, a fiftieth, in the numbers of a format. */
const numbersOf = (format: HalfFormat, name: number, size: number): Float32Array =>
  format === 'f16'
    ? halfNumbers(name, size)
    : numbers(name, size).map((value, i) => upperValue(nearestUpper(value * (i % 7 === 0 ? 1e-9 : 0.02))));

/** The result without a tape and with one, and the gradients of x and of what else is watched. */
function runs(
  { apply }: Case,
  x: tf.Tensor2D,
  weights: Matrices,
  biases: Vectors,
  residual: tf.Tensor2D,
): tf.Tensor[] {
  return tf.tidy(() => {
    const untaped = apply(null, x, weights, biases, residual);
    const tape = new Tape();
    tape.watch(x);
    const result = apply(tape, x, weights, biases, residual);
    const output = tf.clone(result);
    tape.backward(result, tf.tensor(numbers(99, result.size), result.shape));
    return [untaped, output, tape.gradient(x)!];
  });
}

interface Inputs {
  readonly x: tf.Tensor2D;
  readonly weights: Matrices;
  readonly biases: Vectors;
  readonly residual: tf.Tensor2D;
}

/** On the backend in use, with weights of these numbers. */
function inputsOf({ rows, inner, widths }: Case, weights: readonly Float32Array[]): Inputs {
  return {
    x: tf.tensor2d(numbers(0, rows * inner), [rows, inner]),
    weights: weights.map((values, i) => tf.tensor2d(values.slice(), [inner, widths[i]!])),
    biases: widths.map((width, i) => tf.tensor1d(numbers(50 + i, width))),
    residual: tf.tensor2d(numbers(60, rows * widths[0]!), [rows, widths[0]!]),
  };
}

/** What plain ops make of them. */
async function plainly(device: Device, one: Case, values: readonly Float32Array[]): Promise<Values[]> {
  return plainResults(device, () =>
    tf.tidy(() => {
      const { x, weights, biases, residual } = inputsOf(one, values);
      return runs(one, x, weights, biases, residual);
    }),
  );
}

const suite: Suite = (_backend, device) => {
  it('are the nearest to every number, ties to even, and exact for what is a half', async () => {
    const between = Array.from(halves, (value, i) => (value + (halves[i + 1] ?? 65536)) / 2);
    const random = Array.from(
      { length: 4096 },
      (_, i) => normal(key(1), i) * 2 ** (40 * uniform(key(2), i) - 25),
    );
    const positive = [
      ...halves,
      ...between,
      ...between.map((value) => neighbour(value, 1)),
      ...between.map((value) => neighbour(value, -1)),
      ...random,
      1e9,
      3e38,
      Infinity,
    ];
    const values = Float32Array.from([...positive, ...positive.map((value) => -value)]);
    const padded = new Float32Array(4 * Math.ceil(values.length / 4));
    padded.set(values);
    const matrix = tf.tensor2d(padded, [padded.length / 4, 4]);
    const packed = packHalves(matrix);
    expect([packed.dtype, packed.shape, widthOf(packed)]).toEqual(['int32', [padded.length / 4, 2], 4]);
    const found = new Uint16Array(Int32Array.from(await device().read(packed)).buffer);
    expect(found).toEqual(Uint16Array.from(padded, nearest));
    const unpacked = unpackHalves(packed);
    const restored = await device().readFloats(unpacked);
    let [inexact, worst] = [0, 0];
    for (const [i, value] of padded.entries()) {
      if (areHalves(padded.subarray(i, i + 1))) inexact += Number(restored[i] !== value);
      // Half a unit in the last of 11 places, for normal halves.
      else if (Math.abs(value) >= 2 ** -14 && Math.abs(value) < 65520)
        worst = Math.max(worst, Math.abs(restored[i]! - value) / Math.abs(value));
    }
    expect(inexact).toBe(0);
    expect(worst).toBeLessThanOrEqual(2 ** -11);
    expect(worst).toBeGreaterThan(2 ** -12);
    tf.dispose([matrix, packed, unpacked]);
  });

  it('of the other format are the nearest to every number, and exact for what they have', async () => {
    const uppers = Array.from({ length: 0x7f80 - 0x80 }, (_, i) => upperValue(0x80 + i));
    const positive = [0, ...uppers, ...uppers.map((value, i) => value * (1 + uniform(key(3), i) / 128))];
    const values = Float32Array.from([...positive, ...positive.map((value) => -value)]);
    const padded = new Float32Array(4 * Math.ceil(values.length / 4));
    padded.set(values);
    const matrix = tf.tensor2d(padded, [padded.length / 4, 4]);
    const packed = packHalves(matrix, 'bf16');
    expect([formatOf(packed), formatOf(tf.clone(packed)), widthOf(packed)]).toEqual(['bf16', 'bf16', 4]);
    const expected = Uint16Array.from(padded, nearestUpper);
    expect(new Uint16Array(Int32Array.from(await device().read(packed)).buffer)).toEqual(expected);
    const unpacked = unpackHalves(packed);
    expect(await device().readFloats(unpacked)).toEqual(Float32Array.from(expected, upperValue));
    tf.dispose([matrix, packed, unpacked]);
  });

  it.each(formatCases)('$name: the same bits from packed weights of either format', async (one) => {
    const { inner, widths } = one;
    const beside = widths.map((_, i): 'f16' | 'bf16' => (i % 2 === 0 ? 'bf16' : 'f16'));
    for (const formats of [widths.map((): 'f16' | 'bf16' => 'f16'), beside]) {
      const host = widths.map((width, i) => numbersOf(formats[i]!, 1 + i, inner * width));
      const { x, weights, biases, residual } = inputsOf(one, host);
      const packed = weights.map((weight, i) => packHalves(weight, formats[i]));
      const found = runs(one, x, packed, biases, residual);
      const twins = runs(one, x, weights, biases, residual);
      const plain = await plainly(device(), one, host);
      for (const [i, tensor] of found.entries()) {
        const values = await device().readFloats(tensor);
        expect(values).toEqual(await device().readFloats(twins[i]!));
        expect(relativeError(values, plain[i]!.values)).toBeLessThan(1e-5);
      }
      tf.dispose([x, ...weights, ...packed, ...biases, residual, ...found, ...twins]);
    }
  });

  it('are refused where they cannot serve', () => {
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R2>([2, 8]);
      const packed = packHalves(tf.ones<tf.Rank.R2>([8, 8]));
      const bias = tf.ones<tf.Rank.R1>([8]);
      const tape = new Tape();
      tape.watch(packed);
      expect(() => linear(tape, x, packed)).toThrow(/frozen: unpack it to train/);
      expect(() => packedLinear(tape, x, [packed], null)).toThrow(/frozen/);
      expect(() => gatedLinear(tape, x, packed, packed)).toThrow(/frozen/);
      expect(() => linearGelu(tape, x, packed, bias)).toThrow(/frozen/);
      expect(() => withPlainOps(() => linear(null, x, packed))).toThrow(/unpack them for plain ops/);
      expect(() => withPlainOps(() => packedLinear(null, x, [packed], null))).toThrow(/plain ops/);
      expect(() => packHalves(tf.ones([8, 6]))).toThrow(/multiple of four/);
    });
  });
};

describeBackends(
  'products of halves',
  (_backend, device) => {
    it.each(cases)('$name: the same bits as from unpacked weights, and as plain ops', async (one) => {
      const before = tf.memory().numTensors;
      const { inner, widths } = one;
      const host = widths.map((width, i) => halfNumbers(1 + i, inner * width));
      const { x, weights, biases, residual } = inputsOf(one, host);
      const packed = weights.map((weight, i) => (widths[i]! % 4 === 0 ? packHalves(weight) : weight));
      const found = runs(one, x, packed, biases, residual);
      const twins = runs(one, x, weights, biases, residual);
      const plain = await plainly(device(), one, host);
      for (const [i, tensor] of found.entries()) {
        const values = await device().readFloats(tensor);
        // The vectors that kernels multiply are the same numbers, in the same order.
        expect(values).toEqual(await device().readFloats(twins[i]!));
        // Sums of up to some thousand terms in another order.
        expect(relativeError(values, plain[i]!.values)).toBeLessThan(1e-5);
      }
      tf.dispose([x, ...weights, ...packed, ...biases, residual, ...found, ...twins]);
      expect(tf.memory().numTensors).toBe(before);
    });
  },
  ['webgpu'],
);
describeBackends('halves', suite, ['webgpu']);
describePlainest('halves', suite);
