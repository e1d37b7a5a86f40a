import * as tf from '@tensorflow/tfjs-core';
import { heapKernels, wasmBackend } from './heap.ts';
import { runProgram, runsPrograms } from './program.ts';
import { adamKernels } from './wasm/adamKernels.ts';

/** `sum + part` in the place of `sum` where nothing else uses its memory; both are taken, the result is `sum` or new. */
export function accumulate(sum: tf.Tensor, part: tf.Tensor): tf.Tensor {
  const result = added(sum, part);
  if (result !== sum) sum.dispose();
  part.dispose();
  return result;
}

function added(sum: tf.Tensor, part: tf.Tensor): tf.Tensor {
  if (runsPrograms()) return accumulateProgram(sum, part);
  const heap = heapKernels('adam', adamKernels);
  if (heap === null || wasmBackend()!.refCount(sum.dataId) > 1) return tf.add(sum, part);
  const whole = 4 * Math.floor(sum.size / 4);
  heap.run('accumulate', sum, part, 4 * whole);
  const [values, more] = [heap.floats(sum), heap.floats(part)];
  for (let i = whole; i < sum.size; i++) values[i] = values[i]! + more[i]!;
  return sum;
}

function accumulateProgram(sum: tf.Tensor, part: tf.Tensor): tf.Tensor {
  return runProgram({
    name: 'Accumulate',
    inputs: { part },
    outputShape: sum.shape,
    integers: { count: sum.size },
    workgroups: Math.ceil(sum.size / 64),
    workgroupSize: 64,
    body: /* wgsl */ `
      let i = workgroup_index() * 64 + i32(localIndex);
      if (i < uniforms.count) { result[i] += part[i]; }
    `,
    into: sum,
  });
}
