import type * as tf from '@tensorflow/tfjs-core';
import { runProgram } from '../program.ts';

const threads = 64;

/**
 * Numbers from those at the same place of the inputs: `expression` reads `at` and writes `result[at]`, in the type
 * `number`, which is four neighbours where all sizes are multiples of four.
 */
function byElement(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  shape: number[],
  expression: string,
  floats: Readonly<Record<string, number>> = {},
  four = [...Object.values(inputs).map((input) => input.shape), shape].every(
    (s) => (s.at(-1) ?? 0) % 4 === 0,
  ),
): tf.Tensor {
  const count = shape.reduce((a, b) => a * b, 1) / (four ? 4 : 1);
  return runProgram({
    name: four ? `${name}4` : name,
    inputs,
    outputShape: shape,
    vectors: four ? [...Object.keys(inputs), 'result'] : [],
    integers: { count, width: (shape.at(-1) ?? 0) / (four ? 4 : 1) },
    floats,
    workgroups: Math.ceil(count / threads),
    workgroupSize: threads,
    declarations: /* wgsl */ `
      alias number = ${four ? 'vec4<f32>' : 'f32'};
      fn sigmoid(x : number) -> number { return 1.0 / (1.0 + exp(-x)); }
    `,
    body: /* wgsl */ `
      let at = workgroup_index() * ${threads} + i32(localIndex);
      if (at >= uniforms.count) { return; }
      ${expression}
    `,
  });
}

export function swigluProgram(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
  return byElement('Swiglu', { gate, up }, gate.shape, 'result[at] = gate[at] * sigmoid(gate[at]) * up[at];');
}

/** Gradients of gate and up. */
export function swigluGradientPrograms(gate: tf.Tensor, up: tf.Tensor, dy: tf.Tensor): tf.Tensor[] {
  return [
    byElement(
      'SwigluGateBack',
      { gate, up, dy },
      gate.shape,
      'let s = sigmoid(gate[at]); result[at] = dy[at] * up[at] * s * (1.0 + gate[at] * (1.0 - s));',
    ),
    byElement(
      'SwigluUpBack',
      { gate, dy },
      gate.shape,
      'result[at] = dy[at] * gate[at] * sigmoid(gate[at]);',
    ),
  ];
}

/** As `swigluProgram` of the halves of each row of packed [rows, 2 * width], gate first. */
export function packedSwigluProgram(packed: tf.Tensor2D): tf.Tensor {
  const [rows, columns] = packed.shape;
  const expression = `
    let source = at + (at / uniforms.width) * uniforms.width;
    let gate = packed[source];
    result[at] = gate * sigmoid(gate) * packed[source + uniforms.width];`;
  return byElement('PackedSwiglu', { packed }, [rows, columns / 2], expression);
}

/** The gradient of packed [rows, 2 * width] from dy [rows, width]. */
export function packedSwigluGradientProgram(packed: tf.Tensor2D, dy: tf.Tensor): tf.Tensor {
  const expression = `
    let half = uniforms.width / 2;
    let row = at / uniforms.width;
    let column = at % uniforms.width;
    let d = dy[row * half + column % half];
    if (column < half) {
      let s = sigmoid(packed[at]);
      result[at] = d * packed[at + half] * s * (1.0 + packed[at] * (1.0 - s));
    } else {
      result[at] = d * packed[at - half] * sigmoid(packed[at - half]);
    }`;
  return byElement('PackedSwigluBack', { packed, dy }, packed.shape, expression);
}

/** `x sigmoid(linear x + cubic x^3)` */
export function geluProgram(x: tf.Tensor, linear: number, cubic: number): tf.Tensor {
  const expression =
    'let a = x[at]; result[at] = a * sigmoid(a * (uniforms.linear + uniforms.cubic * a * a));';
  return byElement('Gelu', { x }, x.shape, expression, { linear, cubic });
}

export function geluGradientProgram(x: tf.Tensor, dy: tf.Tensor, linear: number, cubic: number): tf.Tensor {
  const expression = `
    let a = x[at];
    let square = uniforms.cubic * a * a;
    let s = sigmoid(a * (uniforms.linear + square));
    result[at] = dy[at] * (s + a * (uniforms.linear + 3.0 * square) * s * (1.0 - s));`;
  return byElement('GeluBack', { x, dy }, x.shape, expression, { linear, cubic });
}
