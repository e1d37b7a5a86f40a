import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { attention } from './attention.ts';
import {
  layoutColumns,
  mutualLayout,
  packedWidth,
  promptLayout,
  type AttentionLayout,
  type HeadShape,
} from './attentionLayout.ts';
import { plainAttention, plainGradient } from './plainAttention.ts';
import { numbers, plainResults, relativeError } from './reference.ts';
import { plainRotate, rotationTable } from './rope.ts';
import { Tape } from './tape.ts';
import { describeBackends } from './testing.ts';

/** What both sides compute from, each on its own backend. */
interface Inputs {
  readonly layout: AttentionLayout;
  readonly qkv: tf.Tensor2D;
  readonly dy: tf.Tensor2D;
  readonly angles: tf.Tensor2D | null;
}

interface Twin {
  readonly name: string;
  readonly shape: HeadShape;
  readonly layout: () => AttentionLayout;
  readonly rotated?: boolean;
}

/** `heads` over `keyValueHeads` heads of so many numbers. */
const of = (heads: number, keyValueHeads: number, headDim: number): HeadShape => ({
  heads,
  keyValueHeads,
  headDim,
});
const alone = (...prompts: readonly number[]): AttentionLayout =>
  promptLayout(prompts.map((prompt) => ({ prompt, completions: [] })));

// Sizes past tiles of 4 to 16 keys and of 16 to 64 queries, most of them no multiple of any.
const twins: readonly Twin[] = [
  { name: 'one token', shape: of(3, 1, 16), layout: () => alone(1), rotated: true },
  { name: 'one sequence past every tile', shape: of(4, 2, 32), layout: () => alone(151), rotated: true },
  { name: 'sequences of several lengths', shape: of(6, 6, 16), layout: () => alone(7, 1, 64, 33, 2) },
  {
    name: 'completions after their prompts',
    shape: of(6, 2, 32),
    layout: () =>
      promptLayout(
        [
          { prompt: 37, completions: [5, 1, 19, 0, 33] },
          { prompt: 1, completions: [3] },
          { prompt: 12, completions: [] },
          { prompt: 0, completions: [4, 4] },
          { prompt: 3, completions: Array.from({ length: 20 }, (_, i) => i % 5) },
        ],
        192,
      ),
    rotated: true,
  },
  {
    name: 'completions after a prompt in heads shared by four',
    shape: of(8, 2, 64),
    layout: () => promptLayout([{ prompt: 21, completions: [17, 40] }]),
    rotated: true,
  },
  {
    name: 'heads shared by three, of 80 numbers',
    shape: of(3, 1, 80),
    layout: () => promptLayout([{ prompt: 9, completions: [30, 2] }]),
    rotated: true,
  },
  { name: 'heads of 128 numbers', shape: of(2, 1, 128), layout: () => alone(43), rotated: true },
  { name: 'heads of 20 numbers', shape: of(4, 2, 20), layout: () => alone(18, 18) },
  { name: 'heads of 6 numbers', shape: of(5, 5, 6), layout: () => mutualLayout(16, [16, 5]) },
  { name: 'pictures that do not fill their grid', shape: of(3, 3, 32), layout: () => mutualLayout(70, [70, 1, 41]) }, // prettier-ignore
];

describeBackends('the attention kernels', (_backend, device) => {
  it.each(twins)(
    'equal the plain ops on $name, forward and backward',
    async ({ shape, layout: make, rotated }) => {
      const before = tf.memory().numTensors;
      const { heads, headDim } = shape;
      const inputs = (): Inputs => {
        const layout = make();
        const { tokens } = layout;
        return {
          layout,
          qkv: tf.tensor2d(numbers(1, tokens * packedWidth(shape)), [tokens, packedWidth(shape)]),
          dy: tf.tensor2d(numbers(2, tokens * heads * headDim), [tokens, heads * headDim]),
          angles: rotated === true ? rotationTable(tokens, headDim, 10000) : null,
        };
      };
      const plain = (): tf.Tensor[] => {
        const { layout, qkv, dy, angles } = inputs();
        const positions = Int32Array.from(
          { length: layout.tokens },
          (_, i) => layout.host[i * layoutColumns]!,
        );
        const turn = (x: tf.Tensor2D, sign: 1 | -1): tf.Tensor2D =>
          angles === null ? x : plainRotate(x, shape, angles, tf.tensor1d(positions, 'int32'), sign);
        const turned = turn(qkv, 1);
        return [plainAttention(turned, shape, layout), turn(plainGradient(turned, dy, shape, layout), -1)];
      };
      const [expected, expectedGradient] = await plainResults(device(), () => tf.tidy(plain));
      const { output, gradient } = tf.tidy(() => {
        const { layout, qkv, dy, angles } = inputs();
        const tape = new Tape();
        tape.watch(qkv);
        const result = attention(tape, qkv, shape, layout, angles);
        const output = tf.clone(result);
        tape.backward(result, dy);
        return { output, gradient: tape.gradient(qkv)! };
      });
      // Handles on the first rows of a tensor are read as a whole.
      const values = (await device().read(output)).subarray(0, output.size);
      // The same sums in another order, and exponentials of another polynomial: 1e-5 of the largest value.
      expect(relativeError(values, expected!.values)).toBeLessThan(1e-5);
      expect(gradient.shape).toEqual(expectedGradient!.shape);
      expect(relativeError(await device().read(gradient), expectedGradient!.values)).toBeLessThan(1e-5);
      tf.dispose([output, gradient]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
