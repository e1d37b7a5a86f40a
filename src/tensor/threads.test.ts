import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { openDevice, readFloats, type Device } from './device.ts';
import { gatedLinear } from './gatedLinear.ts';
import { gelu } from './gelu.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';
import { nodePlatform } from './nodePlatform.ts';
import { packedLinear } from './packedLinear.ts';
import { withPlainOps } from './plainOps.ts';
import { key, normal } from './random.ts';
import { rmsNorm } from './rmsNorm.ts';
import { swiglu } from './swiglu.ts';
import { asMatrix } from './rank.ts';
import { Tape } from './tape.ts';
import { tokenLogProbs } from './tokenLogProbs.ts';

type Matrices = readonly tf.Tensor2D[];

interface Case {
  readonly name: string;
  /** the first is the op's first input; all get gradients */
  readonly shapes: readonly (readonly [rows: number, columns: number])[];
  readonly apply: (tape: Tape | null, inputs: Matrices) => tf.Tensor;
}

const vector = (x: tf.Tensor | undefined): tf.Tensor1D => tf.reshape(x!, [-1]);

/** Sizes past the blocks of products (96 rows, 64 columns, 256 terms), tiles and blocks of rows, and not multiples. */
const cases: readonly Case[] = [
  ...(
    [
      [1, 64, 1100],
      [1, 131, 384],
      [1, 300, 260],
      [1, 21, 4500],
      [2, 130, 540],
      [2, 35, 4500],
      [3, 258, 260],
      [4, 343, 192],
      [3, 260, 132],
      [7, 20, 8],
      [16, 300, 200],
      [17, 300, 200],
      [97, 513, 68],
      [401, 64, 260],
    ] as const
  ).map(
    // prettier-ignore
    ([rows, inner, columns]): Case => ({
      name: `linear [${rows}, ${inner}] x [${inner}, ${columns}]`,
      shapes: [[rows, inner], [inner, columns], [rows, columns]], // prettier-ignore
      apply: (tape, [x, w, residual]) => linear(tape, x!, w!, null, residual),
    }),
  ),
  {
    name: 'packed linears',
    shapes: [[130, 192], [192, 192], [192, 64], [192, 68]], // prettier-ignore
    apply: (tape, [x, ...weights]) => packedLinear(tape, x!, weights, null),
  },
  {
    name: 'a gated linear',
    shapes: [[130, 192], [192, 260], [192, 260]], // prettier-ignore
    apply: (tape, [x, gate, up]) => gatedLinear(tape, x!, gate!, up!),
  },
  {
    name: 'RMSNorm',
    shapes: [[1001, 196], [1, 196]], // prettier-ignore
    apply: (tape, [x, w]) => rmsNorm(tape, x!, viewed(tape, w!), 1e-5),
  },
  {
    name: 'LayerNorm',
    shapes: [[1001, 196], [1, 196], [1, 196]], // prettier-ignore
    apply: (tape, [x, w, b]) => layerNorm(tape, x!, viewed(tape, w!), viewed(tape, b!), 1e-5),
  },
  { name: 'GELU', shapes: [[501, 196]], apply: (tape, [x]) => gelu(tape, x!) },
  {
    name: 'SwiGLU',
    shapes: [[501, 196], [501, 196]], // prettier-ignore
    apply: (tape, [gate, up]) => swiglu(tape, gate!, up!),
  },
  {
    name: 'log-probabilities',
    shapes: [[203, 36], [36, 1000]], // prettier-ignore
    apply: (tape, [hidden, head]) =>
      tokenLogProbs(
        tape,
        hidden!,
        head!,
        Int32Array.from({ length: 203 }, (_, i) => (i * 37) % 1000),
      ),
  },
];

/** A row as a vector, for the tape. */
function viewed(tape: Tape | null, row: tf.Tensor2D): tf.Tensor1D {
  const y = vector(row);
  return tape?.record(y, [row], (dy) => [tf.reshape(dy, row.shape)]) ?? y;
}

function drawn(seed: number, shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => normal(key(7, seed), i)),
    [...shape],
  );
}

/** Widths and depths for each way in which a product reads its right operand, in part and as a whole. */
const operands = [
  [131, 384],
  [300, 260],
  [21, 4500],
  [343, 192],
] as const;

/** The result, with and without a tape, and the gradient of every input. */
async function numbersOf({ shapes, apply }: Case): Promise<Float32Array[]> {
  const tensors = tf.tidy(() => {
    const inputs = shapes.map((shape, i) => asMatrix(drawn(i, shape)));
    const untaped = apply(null, inputs);
    const tape = new Tape();
    for (const input of inputs) tape.watch(input);
    const result = apply(tape, inputs);
    tape.backward(result, drawn(99, result.shape));
    return [untaped, ...inputs.map((input) => tape.gradient(input)!)];
  });
  const found: Float32Array[] = [];
  for (const tensor of tensors) found.push(await readFloats(tensor));
  tf.dispose(tensors);
  return found;
}

describe('on any number of threads', async () => {
  const devices: Device[] = [];
  for (const threads of [1, 2, 4]) {
    devices.push(await openDevice({ backend: 'wasm', platform: nodePlatform, threads }));
  }
  afterAll(() => devices.forEach((device) => device.close()));

  it.each(cases)('$name gives the same numbers, and those of plain ops', async (it) => {
    const [first, ...others] = devices;
    await first!.activate();
    const alone = await numbersOf(it);
    expect(first!.adapter).toBe('WebAssembly SIMD, 1 thread');
    for (const device of others) {
      await device.activate();
      const together = await numbersOf(it);
      for (const [i, numbers] of together.entries()) {
        expect(Buffer.from(numbers.buffer).equals(Buffer.from(alone[i]!.buffer))).toBe(true);
      }
    }
    const plain = await withPlainOps(() => numbersOf(it));
    for (const [i, numbers] of plain.entries()) {
      // float32 sums of at most 1001 terms of size one, in another order
      const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      const off = numbers.reduce((most, value, j) => Math.max(most, Math.abs(value - alone[i]![j]!)), 0);
      expect(off / largest).toBeLessThan(2e-5);
    }
  });

  it.each(operands)(
    'the first row times [%i, %i] does not depend on how many rows there are',
    async (inner, columns) => {
      for (const device of devices) {
        await device.activate();
        const [w, bias] = [asMatrix(drawn(1, [inner, columns])), vector(drawn(2, [columns]))];
        const x = asMatrix(drawn(3, [17, inner]));
        const added = asMatrix(drawn(4, [17, columns]));
        const first = async (rows: number): Promise<Buffer> => {
          const [some, residual] = [
            tf.slice2d(x, [0, 0], [rows, inner]),
            tf.slice2d(added, [0, 0], [rows, columns]),
          ];
          const y = linear(null, some, w, bias, residual);
          const numbers = await readFloats(y);
          tf.dispose([some, residual, y]);
          return Buffer.from(numbers.slice(0, columns).buffer);
        };
        const all = await first(17);
        for (const rows of [1, 2, 3, 4, 5]) expect((await first(rows)).equals(all)).toBe(true);
        tf.dispose([w, bias, x, added]);
      }
    },
  );
});
