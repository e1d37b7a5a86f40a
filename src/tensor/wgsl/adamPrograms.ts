import type * as tf from '@tensorflow/tfjs-core';
import type { Rates } from '../moments.ts';
import { runProgram } from '../program.ts';
import { reduction, threads } from './reduce.ts';

/** Workgroups, and so partial sums, of one buffer of gradients. */
export const normGroups = 128;

/** Partial sums of squares, and counts of numbers that are not finite, [normGroups, 2], into `partials`. */
export function squaresProgram(gradient: tf.Tensor, partials: tf.Tensor): void {
  runProgram({
    name: 'AdamSquares',
    inputs: { gradient },
    outputShape: partials.shape,
    integers: { count: gradient.size / 4 },
    workgroups: normGroups,
    workgroupSize: threads,
    ...reduction(),
    vectors: ['gradient'],
    body: /* wgsl */ `
      var squares = vec4<f32>(0.0);
      var wrong = vec4<u32>(0u);
      for (var i = workgroup_index() * ${threads} + i32(localIndex); i < uniforms.count; i += ${normGroups * threads}) {
        let g = gradient[i];
        squares += g * g;
        // By the bits: a compiler may assume that no number is infinite or not a number.
        wrong |= vec4<u32>((bitcast<vec4<u32>>(g) & vec4<u32>(0x7f800000u)) == vec4<u32>(0x7f800000u));
      }
      let sum = total(dot(squares, vec4<f32>(1.0)));
      let bad = total(f32(wrong.x + wrong.y + wrong.z + wrong.w));
      if (localIndex == 0u) {
        result[2 * workgroup_index()] = sum;
        result[2 * workgroup_index() + 1] = bad;
      }
    `,
    into: partials,
  });
}

/** Norm of all gradients, what they are scaled by, and 1 where every number is finite and an update is to be made, [3]. */
export function normProgram(partials: tf.Tensor, maxNorm: number): tf.Tensor {
  return runProgram({
    name: 'AdamNorm',
    inputs: { partials },
    outputShape: [3],
    integers: { count: partials.size / 2 },
    // The largest float stands for no limit.
    floats: { maxNorm: Math.min(maxNorm, 3e38) },
    workgroups: 1,
    workgroupSize: threads,
    ...reduction(),
    body: /* wgsl */ `
      var part = 0.0;
      var wrong = 0.0;
      for (var i = i32(localIndex); i < uniforms.count; i += ${threads}) {
        part += partials[2 * i];
        wrong += partials[2 * i + 1];
      }
      let squares = total(part);
      let bad = total(wrong);
      if (localIndex == 0u) {
        // clip_grad_norm_: max_norm / (norm + 1e-6), at most 1
        let norm = sqrt(squares);
        result[0] = norm;
        result[1] = min(1.0, uniforms.maxNorm / (norm + 1.0e-6));
        result[2] = select(0.0, 1.0, bad == 0.0 && squares < 3.0e38);
      }
    `,
  });
}

/** New moments, first and second side by side, in place; `norm` from `normProgram`. */
export function momentsProgram(gradient: tf.Tensor, norm: tf.Tensor, moments: tf.Tensor, n: Rates): void {
  const pairs = gradient.size / 2;
  runProgram({
    name: 'AdamMoments',
    inputs: { gradient, norm },
    outputShape: moments.shape,
    integers: { pairs },
    floats: { beta1: n.beta1, beta2: n.beta2 },
    workgroups: Math.ceil(pairs / threads),
    workgroupSize: threads,
    vectors: ['result'],
    body: /* wgsl */ `
      let i = workgroup_index() * ${threads} + i32(localIndex);
      if (i >= uniforms.pairs || norm[2] == 0.0) { return; }
      let d = vec2<f32>(gradient[2 * i], gradient[2 * i + 1]) * norm[1];
      let beta = vec4<f32>(uniforms.beta1, uniforms.beta2, uniforms.beta1, uniforms.beta2);
      result[i] = beta * result[i] + (vec4<f32>(1.0) - beta) * vec4<f32>(d.x, d.x * d.x, d.y, d.y * d.y);
    `,
    into: moments,
  });
}

/** New weights into `updated`. */
export function weightsProgram(weight: tf.Tensor, moments: tf.Tensor, updated: tf.Tensor, n: Rates): void {
  const fours = weight.size / 4;
  runProgram({
    name: 'AdamWeights',
    inputs: { weight, moments },
    outputShape: updated.shape,
    integers: { fours },
    floats: { keep: n.keep, rate: n.rate, secondScale: n.secondScale, epsilon: n.epsilon },
    workgroups: Math.ceil(fours / threads),
    workgroupSize: threads,
    vectors: ['weight', 'moments', 'result'],
    body: /* wgsl */ `
      let i = workgroup_index() * ${threads} + i32(localIndex);
      if (i >= uniforms.fours) { return; }
      let left = moments[2 * i];
      let right = moments[2 * i + 1];
      let first = vec4<f32>(left.xz, right.xz);
      let second = vec4<f32>(left.yw, right.yw);
      let step = uniforms.rate * first / (sqrt(second) * uniforms.secondScale + vec4<f32>(uniforms.epsilon));
      result[i] = weight[i] * uniforms.keep - step;
    `,
    into: updated,
  });
}
