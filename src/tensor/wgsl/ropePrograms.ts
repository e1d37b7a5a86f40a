import type * as tf from '@tensorflow/tfjs-core';
import { packedWidth, type HeadShape } from '../attentionLayout.ts';
import { runProgram } from '../program.ts';

/** Turns the queries and keys of packed rows in place: a thread takes one number of each half. */
export function rotateProgram(
  qkv: tf.Tensor2D,
  shape: HeadShape,
  sights: tf.Tensor2D,
  table: tf.Tensor2D,
  sign: number,
): void {
  const half = shape.headDim / 2;
  const turned = shape.heads + shape.keyValueHeads;
  const pairs = qkv.shape[0] * turned * half;
  runProgram({
    name: 'RotatePacked',
    inputs: { sights, angles: table },
    outputShape: qkv.shape,
    integers: { pairs, half, turned, width: packedWidth(shape) },
    floats: { sign },
    workgroups: Math.ceil(pairs / 64),
    workgroupSize: 64,
    body: /* wgsl */ `
      let at = workgroup_index() * 64 + i32(localIndex);
      if (at >= uniforms.pairs) { return; }
      let half = uniforms.half;
      let within = at % half;
      let head = at / half;
      let row = head / uniforms.turned;
      let angle = sights[row * 8] * 2 * half + within;
      let left = row * uniforms.width + (head % uniforms.turned) * 2 * half + within;
      let c = angles[angle];
      let s = angles[angle + half] * uniforms.sign;
      let a = result[left];
      let b = result[left + half];
      result[left] = a * c - b * s;
      result[left + half] = b * c + a * s;
    `,
    into: qkv,
  });
}
