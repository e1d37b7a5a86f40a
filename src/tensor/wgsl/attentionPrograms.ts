import * as tf from '@tensorflow/tfjs-core';
import { type AttentionLayout, type HeadShape } from '../attentionLayout.ts';
import { runProgram } from '../program.ts';
import { asMatrix } from '../rank.ts';
import {
  common,
  dots,
  each,
  endTiles,
  forEachTile,
  mix,
  placeWgsl,
  queryDeclarations,
  shared,
  tilingOf,
} from './attentionSource.ts';

/** Heads that the tiles fit 16 KB of workgroup memory and 256 threads for. */
const largestHead = 128;

export function suitsPrograms({ heads, keyValueHeads, headDim }: HeadShape): boolean {
  return headDim <= largestHead && heads / keyValueHeads <= 32;
}

/**
 * The forward pass. Where a gradient will be asked for, `whole` has rows more than `output`, which is a handle on its
 * first ones: behind the outputs lies the logarithm of the sum of exponentials of every query and head, which the
 * backward pass reads. A program has one output; a second dispatch would only copy.
 */
export function attentionProgram(
  qkv: tf.Tensor2D,
  shape: HeadShape,
  layout: AttentionLayout,
  keeps: boolean,
): { readonly output: tf.Tensor2D; readonly whole: tf.Tensor2D } {
  const { heads, keyValueHeads, headDim } = shape;
  const tiling = tilingOf(headDim, 8, 1, 1);
  const { lanes, vectors, rows, tile } = tiling;
  const group = heads / keyValueHeads;
  const tokensPerTile = Math.floor(rows / group);
  const { tokens } = layout;
  const whole = asMatrix(
    runProgram({
      name: `Attention ${headDim} ${group} ${keeps}`,
      inputs: { qkv, sights: layout.table },
      vectors: headDim % 4 === 0 ? ['qkv'] : [],
      outputShape: [tokens + (keeps ? Math.ceil(tokens / headDim) : 0), heads * headDim],
      integers: common(shape, tokens),
      floats: { scale: 1 / Math.sqrt(headDim) },
      workgroups: Math.ceil(tokens / tokensPerTile) * keyValueHeads,
      workgroupSize: lanes * rows,
      declarations: /* wgsl */ `${queryDeclarations(tiling, headDim, false)}
        var<workgroup> keys : array<vec4<f32>, ${tile * lanes * vectors}>;
        var<workgroup> exchange : array<vec4<f32>, ${lanes * (tile / 4) * rows}>;`,
      body: /* wgsl */ `${placeWgsl(tiling, group)}
        ${each(vectors, (i) => `let q${i} = load_row(token * width + head * HEAD_DIM, lane * ${vectors} + ${i}) * uniforms.scale; var y${i} = vec4<f32>(0.0);`)}
        var high = -1.0e30;
        var sum = 0.0;
        ${forEachTile(tile)}
          for (var i = thread; i < ${tile * lanes * vectors}; i += THREADS) { keys[i] = load_key(at, limit, i, key_offset); }
          workgroupBarrier();
          for (var j = 0; j < ${tile}; j += 4) {
            exchange[(lane * ${tile / 4} + j / 4) * ROWS + row] = ${dots('q', 'keys', tiling, 'j')};
          }
          workgroupBarrier();
          for (var i = thread; i < ${tile * lanes * vectors}; i += THREADS) { keys[i] = load_key(at, limit, i, value_offset); }
          var largest = high;
          for (var j = 0; j < ${tile}; j += 4) {
            let s = select(vec4<f32>(-1.0e30), ${shared('exchange', tiling, 'j / 4')}, visible(sight, limit, at + j));
            largest = max(largest, max(max(s.x, s.y), max(s.z, s.w)));
          }
          let shrink = exp(high - largest);
          high = largest;
          sum *= shrink;
          ${each(vectors, (i) => `y${i} *= shrink;`)}
          workgroupBarrier();
          for (var j = 0; j < ${tile}; j += 4) {
            let s = ${shared('exchange', tiling, 'j / 4')};
            let p = select(vec4<f32>(0.0), exp(s - largest), visible(sight, limit, at + j));
            sum += p.x + p.y + p.z + p.w;
            ${each(vectors, (i) => `y${i} += ${mix('p', 'keys', tiling, 'j', i)};`)}
          }
          workgroupBarrier();
        ${endTiles}
        if (takes_part) {
          let inverse = select(0.0, 1.0 / sum, sum > 0.0);
          let y_at = (token * uniforms.heads + head) * HEAD_DIM;
          ${each(vectors, (i) => `store_row(y_at, lane * ${vectors} + ${i}, y${i} * inverse);`)}
          ${keeps ? 'if (lane == 0) { result[uniforms.tokens * uniforms.heads * HEAD_DIM + token * uniforms.heads + head] = high + log(max(sum, 1.0e-30)); }' : ''}
        }
      `,
    }),
  );
  return { output: keeps ? firstRows(whole, tokens) : whole, whole };
}

/** Another handle on a tensor's memory that shows its first rows; the memory lives as long as either. */
function firstRows(tensor: tf.Tensor2D, rows: number): tf.Tensor2D {
  const { dataId, dtype } = tensor;
  tf.backend().incRef(dataId);
  return asMatrix(tf.engine().makeTensorFromTensorInfo({ dataId, shape: [rows, tensor.shape[1]], dtype }));
}
