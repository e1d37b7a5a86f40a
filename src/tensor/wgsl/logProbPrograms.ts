import type * as tf from '@tensorflow/tfjs-core';
import { runProgram } from '../program.ts';
import { reduction, threads } from './reduce.ts';

// One workgroup a row of logits; workgroups beyond the last row repeat it.
const sums = (logits: string): string => /* wgsl */ `
  let row = min(workgroup_index(), uniforms.rows - 1);
  let vocab = uniforms.vocab;
  let start = row * vocab;
  var high = -3.0e38;
  for (var v = i32(localIndex); v < vocab; v += ${threads}) { high = max(high, ${logits}[start + v]); }
  let largest = highest(high);
  var e_sum = 0.0;
  var e_weighted = 0.0;
  for (var v = i32(localIndex); v < vocab; v += ${threads}) {
    let above = ${logits}[start + v] - largest;
    let e = exp(above);
    e_sum += e;
    e_weighted += e * above;
  }
  let sum = total(e_sum);
  let log_sum = log(sum);
  let entropy = log_sum - total(e_weighted) / sum;
`;

/** Log-probability of each row's target and entropy of its distribution, [rows, 2]. */
export function logProbProgram(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor {
  return runProgram({
    name: 'LogProbs',
    inputs: { logits, targets },
    outputShape: [logits.shape[0], 2],
    integers: { rows: logits.shape[0], vocab: logits.shape[1] },
    workgroups: logits.shape[0],
    workgroupSize: threads,
    ...reduction(),
    body: /* wgsl */ `${sums('logits')}
      if (localIndex == 0u) {
        result[2 * row] = logits[start + targets[row]] - largest - log_sum;
        result[2 * row + 1] = entropy;
      }
    `,
  });
}

/** Turns logits into their gradient, from that of `logProbProgram`'s result. */
export function logProbGradientProgram(logits: tf.Tensor2D, targets: tf.Tensor1D, dy: tf.Tensor): tf.Tensor {
  return runProgram({
    name: 'LogProbsBack',
    inputs: { targets, dy },
    outputShape: logits.shape,
    integers: { rows: logits.shape[0], vocab: logits.shape[1] },
    workgroups: logits.shape[0],
    workgroupSize: threads,
    ...reduction(),
    body: /* wgsl */ `${sums('result')}
      let d_chosen = dy[2 * row];
      let d_entropy = dy[2 * row + 1];
      // A workgroup beyond the last row leaves the row to its own.
      let end = select(0, vocab, workgroup_index() < uniforms.rows);
      for (var v = i32(localIndex); v < end; v += ${threads}) {
        let log_p = result[start + v] - largest - log_sum;
        let chosen = select(0.0, d_chosen, v == targets[row]);
        result[start + v] = chosen - exp(log_p) * (d_chosen + d_entropy * (log_p + entropy));
      }
    `,
    into: logits,
  });
}
