import type * as tf from '@tensorflow/tfjs-core';
import { runProgram, type Program } from '../program.ts';
import { reduction, threads } from './reduce.ts';
import { sumOverRows } from './sumRows.ts';

/** A norm by row of x [rows, width]; bias null makes it the root-mean-square norm, which does not centre. */
export interface RowNorm {
  readonly x: tf.Tensor2D;
  readonly weight: tf.Tensor1D;
  readonly bias: tf.Tensor1D | null;
  readonly epsilon: number;
}

// One workgroup a row; workgroups beyond the last row repeat it. A number is four neighbours where the width allows.
const statistics = /* wgsl */ `
  let row = min(workgroup_index(), uniforms.xShape[0] - 1);
  let size = f32(uniforms.xShape[1]);
  let width = uniforms.width;
  let start = row * width;
  var mean = 0.0;
  if (uniforms.centred == 1) {
    var sum = number();
    for (var j = i32(localIndex); j < width; j += ${threads}) { sum += x[start + j]; }
    mean = total(across(sum)) / size;
  }
  var squares = number();
  for (var j = i32(localIndex); j < width; j += ${threads}) {
    let centred = x[start + j] - mean;
    squares += centred * centred;
  }
  let inverse = 1.0 / sqrt(total(across(squares)) / size + uniforms.epsilon);
`;

/** A program of one workgroup a row of x; `numbers` names arrays that are never taken four at a time. */
function byRow(
  { x, bias, epsilon }: RowNorm,
  { name, inputs, outputShape, body }: Pick<Program, 'name' | 'inputs' | 'outputShape' | 'body'>,
  numbers: readonly string[] = [],
): tf.Tensor {
  const [rows, width] = x.shape;
  const four = width % 4 === 0;
  const { extensions, declarations } = reduction();
  return runProgram({
    name: four ? `${name}4` : name,
    inputs,
    outputShape,
    vectors: four ? [...Object.keys(inputs), 'result'].filter((input) => !numbers.includes(input)) : [],
    integers: { centred: bias === null ? 0 : 1, width: four ? width / 4 : width },
    floats: { epsilon },
    workgroups: rows,
    workgroupSize: threads,
    extensions,
    declarations: /* wgsl */ `${declarations}
      alias number = ${four ? 'vec4<f32>' : 'f32'};
      fn across(n : number) -> f32 { return ${four ? 'n.x + n.y + n.z + n.w' : 'n'}; }
    `,
    body: `${statistics}\n${body}`,
  });
}

export function normProgram(norm: RowNorm): tf.Tensor {
  const { x, weight, bias } = norm;
  return byRow(norm, {
    name: bias === null ? 'RmsNorm' : 'LayerNorm',
    inputs: { x, weight, ...(bias && { bias }) },
    outputShape: x.shape,
    body: /* wgsl */ `
      for (var j = i32(localIndex); j < width; j += ${threads}) {
        result[start + j] = (x[start + j] - mean) * inverse * weight[j]${bias === null ? '' : ' + bias[j]'};
      }
    `,
  });
}

/** The gradient of x, with `others` added to it: the rest of x's gradient where it is known already. */
export function normGradientProgram(norm: RowNorm, dy: tf.Tensor, others: tf.Tensor | null): tf.Tensor {
  const { x, weight } = norm;
  return byRow(norm, {
    name: others === null ? 'NormBack' : 'NormBackAdded',
    inputs: { x, weight, dy, ...(others && { others }) },
    outputShape: x.shape,
    body: /* wgsl */ `
      var plain = number();
      var along = number();
      for (var j = i32(localIndex); j < width; j += ${threads}) {
        let d = dy[start + j] * weight[j];
        plain += d;
        along += d * (x[start + j] - mean) * inverse;
      }
      var plain_mean = 0.0;
      if (uniforms.centred == 1) { plain_mean = total(across(plain)) / size; }
      let along_mean = total(across(along)) / size;
      for (var j = i32(localIndex); j < width; j += ${threads}) {
        let normed = (x[start + j] - mean) * inverse;
        let own = inverse * (dy[start + j] * weight[j] - plain_mean - normed * along_mean);
        result[start + j] = own${others === null ? '' : ' + others[start + j]'};
      }
    `,
  });
}

/** The gradient of the weight: the sum over rows of dy times the normed row, whose mean and scale come first. */
export function normWeightGradientPrograms(norm: RowNorm, dy: tf.Tensor): tf.Tensor {
  const { x } = norm;
  const moments = byRow(
    norm,
    {
      name: 'NormMoments',
      inputs: { x },
      outputShape: [x.shape[0], 2],
      body: /* wgsl */ `
        if (localIndex == 0u) {
          result[2 * row] = mean;
          result[2 * row + 1] = inverse;
        }
      `,
    },
    ['result'],
  );
  const term = 'dy[at] * (x[at] - moments[2 * row]) * moments[2 * row + 1]';
  const sum = sumOverRows('NormWeightBack', { x, dy, moments }, x.shape, term, 0, x.shape[1], ['moments']);
  moments.dispose();
  return sum;
}
