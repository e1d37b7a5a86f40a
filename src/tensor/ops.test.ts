import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { add } from './add.ts';
import { attention } from './attention.ts';
import { mutualLayout, promptLayout } from './attentionLayout.ts';
import { concatRows, gatherRows } from './gatherRows.ts';
import { gatedLinear } from './gatedLinear.ts';
import { gelu } from './gelu.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';
import { linearGelu } from './linearGelu.ts';
import { packedLinear } from './packedLinear.ts';
import { numbers } from './reference.ts';
import { rmsNorm } from './rmsNorm.ts';
import { rotationTable } from './rope.ts';
import { swiglu } from './swiglu.ts';
import { Tape } from './tape.ts';
import { describeBackends } from './testing.ts';
import { tokenLogProbs } from './tokenLogProbs.ts';

interface OpCase {
  readonly name: string;
  /** [rows, columns] of each matrix the op takes */
  readonly matrices: readonly string[];
  /** length of each vector the op takes */
  readonly vectors?: readonly number[];
  readonly apply: (
    tape: Tape | null,
    matrices: readonly tf.Tensor2D[],
    vectors: readonly tf.Tensor1D[],
  ) => tf.Tensor;
}

const grouped = { heads: 4, keyValueHeads: 2, headDim: 4 };

const cases: readonly OpCase[] = [
  { name: 'linear', matrices: ['5x6', '6x7'], apply: (tape, [x, w]) => linear(tape, x!, w!) },
  {
    name: 'linear with a bias',
    matrices: ['5x6', '6x7'],
    vectors: [7],
    apply: (tape, [x, w], [bias]) => linear(tape, x!, w!, bias),
  },
  {
    name: 'linear with a bias and a residual',
    matrices: ['5x6', '6x7', '5x7'],
    vectors: [7],
    apply: (tape, [x, w, r], [bias]) => linear(tape, x!, w!, bias, r),
  },
  {
    name: 'linear with a residual that is its own input',
    matrices: ['5x6', '6x6'],
    apply: (tape, [x, w]) => linear(tape, x!, w!, null, x),
  },
  {
    name: 'linear into gelu',
    matrices: ['5x6', '6x7'],
    vectors: [7],
    apply: (tape, [x, w], [bias]) => linearGelu(tape, x!, w!, bias!),
  },
  {
    name: 'three linears side by side',
    matrices: ['5x6', '6x7', '6x4', '6x8'],
    apply: (tape, [x, q, k, v]) => packedLinear(tape, x!, [q!, k!, v!], null),
  },
  {
    name: 'three linears side by side with biases',
    matrices: ['5x8', '8x8', '8x4', '8x4'],
    vectors: [8, 4, 4],
    apply: (tape, [x, q, k, v], biases) => packedLinear(tape, x!, [q!, k!, v!], biases),
  },
  {
    name: 'a gated linear',
    matrices: ['5x6', '6x7', '6x7'],
    apply: (tape, [x, gate, up]) => gatedLinear(tape, x!, gate!, up!),
  },
  { name: 'add', matrices: ['5x6', '5x6'], apply: (tape, [a, b]) => add(tape, a!, b!) },
  { name: 'add to itself', matrices: ['5x6'], apply: (tape, [a]) => add(tape, a!, a!) },
  {
    name: 'gatherRows with a row taken twice',
    matrices: ['7x4'],
    apply: (tape, [x]) => gatherRows(tape, x!, Int32Array.of(3, 0, 3, 6)),
  },
  { name: 'concatRows', matrices: ['3x4', '2x4'], apply: (tape, [a, b]) => concatRows(tape, a!, b!) },
  {
    name: 'rmsNorm',
    matrices: ['5x8'],
    vectors: [8],
    apply: (tape, [x], [w]) => rmsNorm(tape, x!, w!, 1e-5),
  },
  {
    name: 'layerNorm',
    matrices: ['5x8'],
    vectors: [8, 8],
    apply: (tape, [x], [w, b]) => layerNorm(tape, x!, w!, b!, 1e-6),
  },
  { name: 'gelu', matrices: ['5x6'], apply: (tape, [x]) => gelu(tape, x!) },
  { name: 'swiglu', matrices: ['5x6', '5x6'], apply: (tape, [a, b]) => swiglu(tape, a!, b!) },
  {
    name: 'grouped causal attention',
    matrices: ['10x32'],
    apply: (tape, [qkv]) => {
      const rows = { prompt: 5, completions: [] };
      return attention(tape, qkv!, grouped, promptLayout([rows, rows]));
    },
  },
  {
    name: 'attention to some tokens',
    matrices: ['10x32'],
    apply: (tape, [qkv]) => attention(tape, qkv!, grouped, mutualLayout(5, [3, 5])),
  },
  {
    name: 'rotated attention of completions to a prompt',
    matrices: ['12x64'],
    apply: (tape, [qkv]) => {
      const layout = promptLayout([{ prompt: 3, completions: [4, 1, 0, 2] }], 12);
      return attention(tape, qkv!, { ...grouped, headDim: 8 }, layout, rotationTable(7, 8, 10000));
    },
  },
  {
    name: 'tokenLogProbs',
    matrices: ['5x6', '6x9'],
    apply: (tape, [x, head]) => tokenLogProbs(tape, x!, head!, Int32Array.of(1, 0, 8, 3, 3)),
  },
];

function sizeOf(shape: string): [number, number] {
  const [rows, columns] = shape.split('x').map(Number);
  return [rows!, columns!];
}

/** A fixed weighting of an output: its sum with it is a loss whose gradients are of order one. */
function weighting(output: tf.Tensor): tf.Tensor {
  return tf.tensor(numbers(99, output.size), output.shape);
}

/** On WGSL the others' gradients are compared with those of plain ops, which is sharper. */
const withoutTwins = cases.filter(({ name }) => /^(add|gatherRows|concatRows)/.test(name));

describeBackends('an op', (backend, device) => {
  it.each(backend === 'wasm' ? cases : withoutTwins)(
    '$name: gradients equal finite differences',
    async ({ matrices, vectors = [], apply }) => {
      const shapes = matrices.map(sizeOf);
      const values = shapes.map(([rows, columns], i) => numbers(i, rows * columns));
      const vectorValues = vectors.map((length, i) => numbers(50 + i, length));
      const leaves = (): [tf.Tensor2D[], tf.Tensor1D[]] => [
        values.map((value, i) => tf.tensor2d(value.slice(), shapes[i])),
        vectorValues.map((value) => tf.tensor1d(value.slice())),
      ];
      const tensorsBefore = tf.memory().numTensors;
      const gradients = tf.tidy(() => {
        const tape = new Tape();
        const [m, v] = leaves();
        for (const leaf of [...m, ...v]) tape.watch(leaf);
        const output = apply(tape, m, v);
        tape.backward(output, weighting(output));
        return [...m, ...v].map((leaf) => tape.gradient(leaf)!);
      });
      const loss = async (): Promise<number> => {
        const output = tf.tidy(() => apply(null, ...leaves()));
        const data = await device().read(output);
        output.dispose();
        // Summed in double precision, so that only the op itself rounds.
        let sum = 0;
        for (const [i, weight] of numbers(99, data.length).entries()) sum += weight * data[i]!;
        return sum;
      };

      const step = 0.02;
      for (const [i, value] of [...values, ...vectorValues].entries()) {
        const found = await device().read(gradients[i]!);
        expect(found).toHaveLength(value.length);
        for (let n = 0; n < Math.min(5, value.length); n++) {
          const entry = (n * 7) % value.length;
          const kept = value[entry]!;
          const slopes: number[] = [];
          for (const distance of [step, 2 * step]) {
            value[entry] = kept + distance;
            const above = await loss();
            value[entry] = kept - distance;
            slopes.push((above - (await loss())) / (2 * distance));
          }
          value[entry] = kept;
          // Richardson's extrapolation: the error falls with the fourth power of the step, below 1e-4 here; float32
          // rounding of outputs of order ten over a step of 0.02 leaves about the same.
          const expected = (4 * slopes[0]! - slopes[1]!) / 3;
          expect(Math.abs(found[entry]! - expected)).toBeLessThan(2e-3 * Math.max(1, Math.abs(expected)));
        }
      }
      tf.dispose(gradients);
      expect(tf.memory().numTensors).toBe(tensorsBefore);
    },
  );

  it('frees activations while it goes back', () => {
    tf.tidy(() => {
      const tape = new Tape();
      const x = tf.ones<tf.Rank.R2>([4, 4]);
      tape.watch(x);
      const hidden = gelu(tape, x);
      const output = gelu(tape, hidden);
      tape.backward(output, tf.onesLike(output));
      expect([x, hidden, output].map((tensor) => tensor.isDisposed)).toEqual([false, true, true]);
    });
  });

  it('needs no gradient where nothing is watched', () => {
    tf.tidy(() => {
      const tape = new Tape();
      const [x, w] = [tf.ones<tf.Rank.R2>([2, 3]), tf.ones<tf.Rank.R2>([3, 2])];
      tape.watch(w);
      const frozen = gelu(tape, x);
      const output = linear(tape, frozen, w);
      tape.backward(output, tf.onesLike(output));
      expect(tape.gradient(x)).toBeNull();
      expect(tape.gradient(frozen)).toBeNull();
      expect(tape.gradient(w)?.shape).toEqual([3, 2]);
    });
  });
});
