import type * as tf from '@tensorflow/tfjs-core';
import { runProgram } from '../program.ts';
import { sumRowsProgram } from './sumRows.ts';
import { reduceWgsl, threads } from './reduce.ts';

/** A norm by row of x [rows, width]; bias null and `centred` false make it the root-mean-square norm. */
export interface RowNorm {
  readonly x: tf.Tensor2D;
  readonly weight: tf.Tensor1D;
  readonly bias: tf.Tensor1D | null;
  readonly epsilon: number;
}

// One workgroup a row; workgroups beyond the last row repeat it.
const statistics = /* wgsl */ `
  let row = min(workgroup_index(), uniforms.xShape[0] - 1);
  let width = uniforms.xShape[1];
  let start = row * width;
  var mean = 0.0;
  if (uniforms.centred == 1) {
    var sum = 0.0;
    for (var j = i32(localIndex); j < width; j += ${threads}) { sum += x[start + j]; }
    mean = total(sum) / f32(width);
  }
  var squares = 0.0;
  for (var j = i32(localIndex); j < width; j += ${threads}) {
    let centred = x[start + j] - mean;
    squares += centred * centred;
  }
  let inverse = 1.0 / sqrt(total(squares) / f32(width) + uniforms.epsilon);
`;

export function normProgram({ x, weight, bias, epsilon }: RowNorm): tf.Tensor {
  return runProgram({
    name: bias === null ? 'RmsNorm' : 'LayerNorm',
    inputs: { x, weight, ...(bias && { bias }) },
    outputShape: x.shape,
    integers: { centred: bias === null ? 0 : 1 },
    floats: { epsilon },
    workgroups: x.shape[0],
    workgroupSize: threads,
    declarations: reduceWgsl,
    body: /* wgsl */ `${statistics}
      for (var j = i32(localIndex); j < width; j += ${threads}) {
        result[start + j] = (x[start + j] - mean) * inverse * weight[j]${bias === null ? '' : ' + bias[j]'};
      }
    `,
  });
}

/** Gradients of x, of weight, and of bias where there is one. */
export function normGradientPrograms({ x, weight, bias, epsilon }: RowNorm, dy: tf.Tensor): tf.Tensor[] {
  const integers = { centred: bias === null ? 0 : 1 };
  const shared = {
    integers,
    floats: { epsilon },
    workgroups: x.shape[0],
    workgroupSize: threads,
    declarations: reduceWgsl,
  };
  const dx = runProgram({
    ...shared,
    name: 'NormBack',
    inputs: { x, weight, dy },
    outputShape: x.shape,
    body: /* wgsl */ `${statistics}
      var plain = 0.0;
      var along = 0.0;
      for (var j = i32(localIndex); j < width; j += ${threads}) {
        let d = dy[start + j] * weight[j];
        plain += d;
        along += d * (x[start + j] - mean) * inverse;
      }
      let plainMean = select(0.0, total(plain) / f32(width), uniforms.centred == 1);
      let alongMean = total(along) / f32(width);
      for (var j = i32(localIndex); j < width; j += ${threads}) {
        let normed = (x[start + j] - mean) * inverse;
        result[start + j] = inverse * (dy[start + j] * weight[j] - plainMean - normed * alongMean);
      }
    `,
  });
  const products = runProgram({
    ...shared,
    name: 'NormWeightBack',
    inputs: { x, dy },
    outputShape: x.shape,
    body: /* wgsl */ `${statistics}
      for (var j = i32(localIndex); j < width; j += ${threads}) {
        result[start + j] = dy[start + j] * (x[start + j] - mean) * inverse;
      }
    `,
  });
  const dWeight = sumRowsProgram(products);
  products.dispose();
  return bias === null ? [dx, dWeight] : [dx, dWeight, sumRowsProgram(dy)];
}
