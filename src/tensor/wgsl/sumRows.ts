import * as tf from '@tensorflow/tfjs-core';
import { runProgram } from '../program.ts';

/** Threads of a workgroup: they share the rows of sixteen columns. */
const threads = 128;

/** The sum of all rows of x [rows, width], or of `count` columns from `first` on, as [count]. */
export function sumRowsProgram(x: tf.Tensor, first = 0, count = (x.shape[1] ?? 0) - first): tf.Tensor {
  return sumOverRows('SumRows', { x }, x.shape, 'x[at]', first, count);
}

/**
 * The sum over rows of `term`, an expression of the inputs at `at` and of `row`: neighbours in memory are read by
 * neighbouring threads, and sums are added up in one order.
 */
export function sumOverRows(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  [rows = 0, width = 0]: readonly number[],
  term: string,
  first = 0,
  count = width,
  numbers: readonly string[] = [],
): tf.Tensor {
  // Nothing has no buffer on the GPU.
  if (rows === 0) return tf.zeros([count]);
  const four = [first, count, width].every((value) => value % 4 === 0);
  const [size, across] = four ? [4, 4] : [1, 16];
  const down = threads / across;
  return runProgram({
    name: four ? `${name}4` : name,
    inputs,
    outputShape: [count],
    vectors: four ? [...Object.keys(inputs).filter((input) => !numbers.includes(input)), 'result'] : [],
    integers: { rows, width: width / size, first: first / size, count: count / size },
    workgroups: Math.ceil(count / 16),
    workgroupSize: threads,
    declarations: /* wgsl */ `
      alias number = ${four ? 'vec4<f32>' : 'f32'};
      var<workgroup> sums : array<number, ${threads}>;
    `,
    body: /* wgsl */ `
      let thread = i32(localIndex);
      let column = workgroup_index() * ${across} + thread % ${across};
      var sum = number();
      if (column < uniforms.count) {
        for (var row = thread / ${across}; row < uniforms.rows; row += ${down}) {
          let at = row * uniforms.width + uniforms.first + column;
          sum += ${term};
        }
      }
      sums[thread] = sum;
      workgroupBarrier();
      if (thread < ${across} && column < uniforms.count) {
        for (var i = 1; i < ${down}; i++) { sum += sums[i * ${across} + thread]; }
        result[column] = sum;
      }
    `,
  });
}
