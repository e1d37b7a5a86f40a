import type * as tf from '@tensorflow/tfjs-core';
import { runProgram } from '../program.ts';

/** Rows that one thread adds up. */
const span = 64;

/** The sum of all rows of x [rows, width], as [width]: neighbours in memory are read by neighbouring threads. */
export function sumRowsProgram(x: tf.Tensor): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const parts = Math.ceil(rows / span);
  const sums = runProgram({
    name: 'SumRows',
    inputs: { x },
    outputShape: parts === 1 ? [width] : [parts, width],
    integers: { rows, width, parts },
    workgroups: Math.ceil((parts * width) / 64),
    workgroupSize: 64,
    body: /* wgsl */ `
      let at = workgroup_index() * 64 + i32(localIndex);
      let width = uniforms.width;
      if (at >= uniforms.parts * width) { return; }
      let first = (at / width) * ${span};
      var sum = 0.0;
      for (var row = first; row < min(first + ${span}, uniforms.rows); row++) { sum += x[row * width + at % width]; }
      result[at] = sum;
    `,
  });
  if (parts === 1) return sums;
  const all = sumRowsProgram(sums);
  sums.dispose();
  return all;
}
