import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { gelu, plainGelu, plainGeluGradient } from './gelu.ts';
import { layerNorm, plainLayerNorm, plainLayerNormGradients } from './layerNorm.ts';
import { linear } from './linear.ts';
import { plainProduct } from './product.ts';
import { asMatrix } from './rank.ts';
import { numbers, plainResults, relativeError } from './reference.ts';
import { plainRmsNorm, plainRmsNormGradients, rmsNorm } from './rmsNorm.ts';
import { plainSwiglu, plainSwigluGradients, swiglu } from './swiglu.ts';
import { Tape } from './tape.ts';
import { describeBackends, describePlainest, type Suite } from './testing.ts';
import { plainLogProbGradient, plainLogProbs, tokenLogProbs } from './tokenLogProbs.ts';

type Matrices = readonly tf.Tensor2D[];
type Vectors = readonly tf.Tensor1D[];

/** An op by its kernels beside the same in plain ops. */
interface Twin {
  readonly name: string;
  readonly matrices: readonly (readonly [rows: number, columns: number])[];
  readonly vectors: readonly number[];
  readonly kernel: (tape: Tape, matrices: Matrices, vectors: Vectors) => tf.Tensor;
  readonly plain: (matrices: Matrices, vectors: Vectors) => tf.Tensor;
  /** of the matrices, then of the vectors */
  readonly gradients: (matrices: Matrices, vectors: Vectors, dy: tf.Tensor) => readonly (tf.Tensor | null)[];
}

const someTargets = Int32Array.from({ length: 37 }, (_, i) => (i * 97) % 332);

// Sizes past a vector, a workgroup, a tile and a block of rows, most of them no multiple of any.
const twins: readonly Twin[] = [
  {
    name: 'rmsNorm',
    matrices: [[131, 132]],
    vectors: [132],
    kernel: (tape, [x], [w]) => rmsNorm(tape, x!, w!, 1e-5),
    plain: ([x], [w]) => plainRmsNorm(x!, w!, 1e-5),
    gradients: ([x], [w], dy) => plainRmsNormGradients(x!, w!, dy, 1e-5),
  },
  {
    name: 'layerNorm',
    matrices: [[131, 132]],
    vectors: [132, 132],
    kernel: (tape, [x], [w, b]) => layerNorm(tape, x!, w!, b!, 1e-6),
    plain: ([x], [w, b]) => plainLayerNorm(x!, w!, b!, 1e-6),
    gradients: ([x], [w], dy) => plainLayerNormGradients(x!, w!, dy, 1e-6),
  },
  {
    name: 'rmsNorm of an odd width',
    matrices: [[67, 133]],
    vectors: [133],
    kernel: (tape, [x], [w]) => rmsNorm(tape, x!, w!, 1e-5),
    plain: ([x], [w]) => plainRmsNorm(x!, w!, 1e-5),
    gradients: ([x], [w], dy) => plainRmsNormGradients(x!, w!, dy, 1e-5),
  },
  {
    name: 'layerNorm of one odd row',
    matrices: [[1, 37]],
    vectors: [37, 37],
    kernel: (tape, [x], [w, b]) => layerNorm(tape, x!, w!, b!, 1e-6),
    plain: ([x], [w, b]) => plainLayerNorm(x!, w!, b!, 1e-6),
    gradients: ([x], [w], dy) => plainLayerNormGradients(x!, w!, dy, 1e-6),
  },
  {
    name: 'gelu',
    matrices: [[67, 100]],
    vectors: [],
    kernel: (tape, [x]) => gelu(tape, x!),
    plain: ([x]) => plainGelu(x!),
    gradients: ([x], _, dy) => [plainGeluGradient(x!, dy)],
  },
  {
    name: 'swiglu',
    matrices: [
      [67, 100],
      [67, 100],
    ],
    vectors: [],
    kernel: (tape, [gate, up]) => swiglu(tape, gate!, up!),
    plain: ([gate, up]) => plainSwiglu(gate!, up!),
    gradients: ([gate, up], _, dy) => plainSwigluGradients(gate!, up!, dy),
  },
  {
    name: 'linear past a band of rows and a strip of terms',
    matrices: [
      [275, 260],
      [260, 52],
    ],
    vectors: [52],
    kernel: (tape, [x, w], [b]) => linear(tape, x!, w!, b),
    plain: ([x, w], [b]) => plainProduct(x!, w!, b),
    gradients: ([x, w], _, dy) => [
      tf.matMul(dy, w!, false, true),
      tf.matMul(x!, dy, true, false),
      tf.sum(dy, 0),
    ],
  },
  {
    name: 'linear',
    matrices: [
      [301, 68],
      [68, 44],
    ],
    vectors: [44],
    kernel: (tape, [x, w], [b]) => linear(tape, x!, w!, b),
    plain: ([x, w], [b]) => tf.add(tf.matMul(x!, w!), b!),
    gradients: ([x, w], _, dy) => [
      tf.matMul(dy, w!, false, true),
      tf.matMul(x!, dy, true, false),
      tf.sum(dy, 0),
    ],
  },
  {
    name: 'tokenLogProbs',
    matrices: [
      [37, 68],
      [68, 332],
    ],
    vectors: [],
    kernel: (tape, [hidden, head]) => tokenLogProbs(tape, hidden!, head!, someTargets),
    plain: ([hidden, head]) => plainLogProbs(tf.matMul(hidden!, head!), someTargets),
    gradients: ([hidden, head], _, dy) => {
      const dLogits = plainLogProbGradient(tf.matMul(hidden!, head!), someTargets, asMatrix(dy));
      return [tf.matMul(dLogits, head!, false, true), tf.matMul(hidden!, dLogits, true, false)];
    },
  },
];

/** The gradient that comes back to a result. */
const slopes = ({ size, shape }: tf.Tensor): tf.Tensor => tf.tensor(numbers(99, size), shape);

const suite: Suite = (_backend, device) => {
  it.each(twins)('of $name equal the plain ops, forward and backward', async (twin) => {
    const before = tf.memory().numTensors;
    const inputs = (): readonly [tf.Tensor2D[], tf.Tensor1D[]] => [
      twin.matrices.map((shape, i) => tf.tensor2d(numbers(i, shape[0] * shape[1]), [...shape])),
      twin.vectors.map((length, i) => tf.tensor1d(numbers(50 + i, length))),
    ];
    const [expected, ...expectedGradients] = await plainResults(device(), () =>
      tf.tidy(() => {
        const [matrices, vectors] = inputs();
        const result = twin.plain(matrices, vectors);
        const gradients = twin.gradients(matrices, vectors, slopes(result));
        return [result, ...gradients.filter((gradient) => gradient !== null)];
      }),
    );
    const [output, ...gradients] = tf.tidy(() => {
      const [matrices, vectors] = inputs();
      const tape = new Tape();
      for (const leaf of [...matrices, ...vectors]) tape.watch(leaf);
      const result = twin.kernel(tape, matrices, vectors);
      const output = tf.clone(result);
      tape.backward(result, slopes(result));
      return [output, ...[...matrices, ...vectors].map((leaf) => tape.gradient(leaf)!)];
    });
    // The same sums in another order, and exponentials of another polynomial: 1e-5 of the largest value.
    expect(relativeError(await device().read(output), expected!.values)).toBeLessThan(1e-5);
    expect(gradients).toHaveLength(expectedGradients.length);
    for (const [i, gradient] of gradients.entries()) {
      expect(gradient.shape).toEqual(expectedGradients[i]!.shape);
      expect(relativeError(await device().read(gradient), expectedGradients[i]!.values)).toBeLessThan(1e-5);
    }
    tf.dispose([output, ...gradients]);
    expect(tf.memory().numTensors).toBe(before);
  });
};

describeBackends('the kernels', suite);
describePlainest('the kernels', suite);
