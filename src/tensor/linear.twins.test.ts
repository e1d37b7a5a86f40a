import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { countGpu } from './counts.ts';
import { gatedLinear } from './gatedLinear.ts';
import { linear } from './linear.ts';
import { linearGelu } from './linearGelu.ts';
import { packedLinear } from './packedLinear.ts';
import { numbers, plainResults, relativeError } from './reference.ts';
import { Tape } from './tape.ts';
import { rmsNorm } from './rmsNorm.ts';
import { layerNorm } from './layerNorm.ts';
import { describeBackends } from './testing.ts';

type Matrices = readonly tf.Tensor2D[];
type Vectors = readonly tf.Tensor1D[];

interface Case {
  readonly name: string;
  readonly matrices: readonly (readonly [rows: number, columns: number])[];
  readonly vectors?: readonly number[];
  readonly apply: (tape: Tape | null, matrices: Matrices, vectors: Vectors) => tf.Tensor2D;
}

function linearCase(rows: number, inner: number, columns: number): Case {
  return {
    name: `linear [${rows}, ${inner}] x [${inner}, ${columns}]`,
    matrices: [
      [rows, inner],
      [inner, columns],
    ],
    apply: (tape, [x, w]) => linear(tape, x!, w!),
  };
}

function fullCase(rows: number, inner: number, columns: number): Case {
  return {
    name: `linear [${rows}, ${inner}] x [${inner}, ${columns}] with bias and residual`,
    matrices: [
      [rows, inner],
      [inner, columns],
      [rows, columns],
    ],
    vectors: [columns],
    apply: (tape, [x, w, residual], [bias]) => linear(tape, x!, w!, bias, residual),
  };
}

function packedCase(rows: number, inner: number, widths: readonly number[], biased: boolean): Case {
  return {
    name: `[${rows}, ${inner}] into ${widths.join(', ')} side by side${biased ? ' with biases' : ''}`,
    matrices: [[rows, inner], ...widths.map((width) => [inner, width] as const)],
    vectors: biased ? widths : [],
    apply: (tape, [x, ...weights], biases) => packedLinear(tape, x!, weights, biased ? biases : null),
  };
}

function gatedCase(rows: number, inner: number, columns: number): Case {
  return {
    name: `gated linear [${rows}, ${inner}] x [${inner}, ${columns}]`,
    matrices: [
      [rows, inner],
      [inner, columns],
      [inner, columns],
    ],
    apply: (tape, [x, gate, up]) => gatedLinear(tape, x!, gate!, up!),
  };
}

function geluCase(rows: number, inner: number, columns: number): Case {
  return {
    name: `linear into gelu [${rows}, ${inner}] x [${inner}, ${columns}]`,
    matrices: [
      [rows, inner],
      [inner, columns],
    ],
    vectors: [columns],
    apply: (tape, [x, w], [bias]) => linearGelu(tape, x!, w!, bias!),
  };
}

// Strips of every height (1, 2, 4, 8 rows) and of several blocks; small and large tiles; one span of rows and
// several for the gradient of the weight; widths that are multiples of four, of tiles, and of nothing; long sums.
const cases: readonly Case[] = [
  linearCase(1, 1, 1),
  linearCase(1, 2052, 20),
  linearCase(2, 131, 37),
  linearCase(3, 64, 16),
  linearCase(5, 2050, 33),
  linearCase(16, 132, 68),
  linearCase(64, 40, 20),
  linearCase(70, 33, 35),
  linearCase(96, 2048, 32),
  linearCase(515, 20, 44),
  linearCase(400, 24, 452),
  linearCase(387, 21, 509),
  fullCase(11, 30, 18),
  fullCase(72, 48, 64),
  fullCase(300, 18, 46),
  packedCase(1, 96, [96, 32, 32], false),
  packedCase(8, 40, [40, 20, 20], true),
  packedCase(20, 24, [24, 7, 9], true),
  packedCase(81, 32, [68, 36, 36], true),
  packedCase(270, 36, [36, 12, 12], false),
  packedCase(259, 10, [10, 5, 3], true),
  packedCase(14, 12, [12, 8, 4, 4], true),
  gatedCase(1, 64, 96),
  gatedCase(13, 30, 50),
  gatedCase(90, 40, 72),
  gatedCase(261, 12, 516),
  {
    name: 'a norm and a linear around a residual connection',
    matrices: [
      [70, 36],
      [36, 36],
    ],
    vectors: [36],
    apply: (tape, [x, w], [scale]) => linear(tape, rmsNorm(tape, x!, scale!, 1e-5), w!, null, x),
  },
  geluCase(3, 33, 21),
  geluCase(130, 48, 100),
];

function inputsOf({ matrices, vectors = [] }: Case): [tf.Tensor2D[], tf.Tensor1D[]] {
  return [
    matrices.map((shape, i) => tf.tensor2d(numbers(i, shape[0] * shape[1]), [...shape])),
    vectors.map((length, i) => tf.tensor1d(numbers(50 + i, length))),
  ];
}

/** The result without a tape and with one, and the gradient of every input. */
function runs({ apply }: Case, matrices: Matrices, vectors: Vectors): tf.Tensor[] {
  return tf.tidy(() => {
    const untaped = apply(null, matrices, vectors);
    const tape = new Tape();
    for (const leaf of [...matrices, ...vectors]) tape.watch(leaf);
    const result = apply(tape, matrices, vectors);
    const output = tf.clone(result);
    tape.backward(result, tf.tensor(numbers(99, result.size), result.shape));
    return [untaped, output, ...[...matrices, ...vectors].map((leaf) => tape.gradient(leaf)!)];
  });
}

async function dispatches(run: () => unknown): Promise<number> {
  return (await countGpu(() => tf.tidy(() => void run()))).dispatches;
}

describeBackends('linears', (backend, device) => {
  it.each(cases)('$name: equal to the plain ops, and to itself bit by bit', async (one) => {
    const before = tf.memory().numTensors;
    const [matrices, vectors] = inputsOf(one);
    const found = runs(one, matrices, vectors);
    const again = runs(one, matrices, vectors);
    const expected = await plainResults(device(), () => tf.tidy(() => runs(one, ...inputsOf(one))));
    expect(found).toHaveLength(expected.length);
    for (const [i, tensor] of found.entries()) {
      expect(tensor.shape).toEqual(expected[i]!.shape);
      // Sums of up to some thousand terms in another order: 1e-5 of the largest value.
      const values = await device().read(tensor);
      expect(relativeError(values, expected[i]!.values)).toBeLessThan(1e-5);
      expect(await device().read(again[i]!)).toEqual(values);
    }
    tf.dispose([matrices, vectors, found, again]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes no gradient of frozen weights', () => {
    const one = packedCase(40, 16, [16, 8, 8], true);
    tf.tidy(() => {
      const [[x, ...weights], biases] = inputsOf(one);
      const tape = new Tape();
      tape.watch(x!);
      tape.watch(weights[1]!);
      const result = packedLinear(tape, x!, weights, biases);
      tape.backward(result, tf.onesLike(result));
      const found = [x!, ...weights, ...biases].map((leaf) => tape.gradient(leaf)?.shape ?? null);
      expect(found).toEqual([[40, 16], null, [16, 8], null, null, null, null]);
    });
  });

  it('takes no rows at all', async () => {
    const found = tf.tidy(() => {
      const tape = new Tape();
      const [x, q, k] = [
        tf.zeros<tf.Rank.R2>([0, 8]),
        tf.ones<tf.Rank.R2>([8, 8]),
        tf.ones<tf.Rank.R2>([8, 4]),
      ];
      const [scale, bias, kBias] = [
        tf.ones<tf.Rank.R1>([8]),
        tf.ones<tf.Rank.R1>([8]),
        tf.ones<tf.Rank.R1>([4]),
      ];
      for (const leaf of [q, k, scale, bias, kBias]) tape.watch(leaf);
      const hidden = rmsNorm(tape, linear(tape, x, q, bias, x), scale, 1e-5);
      const result = packedLinear(tape, hidden, [q, k], [bias, kBias]);
      expect(result.shape).toEqual([0, 12]);
      tape.backward(result, tf.zeros([0, 12]));
      return [q, k, scale, bias, kBias].map((leaf) => tape.gradient(leaf)!);
    });
    for (const gradient of found) {
      expect((await device().read(gradient)).every((value) => value === 0)).toBe(true);
      gradient.dispose();
    }
  });

  it('makes one dispatch of what is one product', async () => {
    if (backend !== 'webgpu') return;
    const [matrices, vectors] = inputsOf(packedCase(300, 32, [32, 16, 16], true));
    const [x, q, k, v] = matrices;
    const residual = tf.zeros<tf.Rank.R2>([300, 32]);
    // Uploads are not dispatches, but filling with zeros is.
    await device().read(residual);
    expect(await dispatches(() => linear(null, x!, q!, vectors[0], residual))).toBe(1);
    expect(await dispatches(() => packedLinear(null, x!, [q!, k!, v!], vectors))).toBe(1);
    expect(await dispatches(() => gatedLinear(null, x!, q!, q!))).toBe(1);
    expect(await dispatches(() => linearGelu(null, x!, q!, vectors[0]!))).toBe(1);
    const taped = (watched: readonly tf.Tensor[], run: (tape: Tape) => tf.Tensor2D): Promise<number> =>
      dispatches(() => {
        const tape = new Tape();
        for (const leaf of watched) tape.watch(leaf);
        tape.backward(run(tape), residual);
      });
    // Forward and the gradient of x; then those of the weights, in two spans of rows that are added up.
    expect(await taped([x!], (tape) => linear(tape, x!, q!, null, residual))).toBe(2);
    expect(await taped([x!, q!], (tape) => linear(tape, x!, q!, null, residual))).toBe(4);
    expect(await taped([residual], (tape) => linear(tape, x!, q!, null, residual))).toBe(1);
    const packed = tf.zeros<tf.Rank.R2>([300, 64]);
    await device().read(packed);
    const packedTape = (watched: readonly tf.Tensor[]): Promise<number> =>
      dispatches(() => {
        const tape = new Tape();
        for (const leaf of watched) tape.watch(leaf);
        tape.backward(packedLinear(tape, x!, [q!, k!, v!], null), packed);
      });
    expect(await packedTape([x!])).toBe(2);
    expect(await packedTape([x!, q!, k!, v!])).toBe(6);
    const norms = (watched: readonly tf.Tensor[], run: (tape: Tape) => tf.Tensor2D): Promise<number> =>
      taped(watched, (tape) => linear(tape, run(tape), q!, null, x));
    const [scale, bias] = [tf.tensor1d(numbers(7, 32)), tf.tensor1d(numbers(8, 32))];
    // Around a residual connection: two products and a norm, and the residual's gradient comes with that of the norm.
    expect(await norms([x!], (tape) => rmsNorm(tape, x!, scale, 1e-5))).toBe(4);
    expect(await norms([x!, scale], (tape) => rmsNorm(tape, x!, scale, 1e-5))).toBe(6);
    expect(await norms([x!, scale, bias], (tape) => layerNorm(tape, x!, scale, bias, 1e-5))).toBe(7);
    tf.dispose([matrices, vectors, residual, packed, scale, bias]);
  });
});
