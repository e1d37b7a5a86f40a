import type * as tf from '@tensorflow/tfjs-core';
import { packedWidth, type AttentionLayout, type HeadShape } from '../attentionLayout.ts';
import { runProgram } from '../program.ts';
import { asMatrix } from '../rank.ts';
import {
  common,
  dots,
  each,
  emptyHull,
  endTiles,
  forEachTile,
  mix,
  placeWgsl,
  queryDeclarations,
  rowDeclarations,
  shared,
  tilingOf,
  widthWgsl,
} from './attentionSource.ts';

/** The gradient of `qkv`, from what the forward pass left. */
export function attentionGradientPrograms(
  qkv: tf.Tensor2D,
  whole: tf.Tensor2D,
  dy: tf.Tensor,
  shape: HeadShape,
  layout: AttentionLayout,
): tf.Tensor2D {
  const { heads, keyValueHeads, headDim } = shape;
  const { tokens } = layout;
  const group = heads / keyValueHeads;
  const scale = 1 / Math.sqrt(headDim);
  // Of every query and head: the logarithm of the sum of exponentials, and the mean slope of its probabilities, which
  // is the product of the output and its gradient. [tokens * heads, 2]
  const stats = runProgram({
    name: `AttentionStats ${headDim}`,
    inputs: { y: whole, dy },
    outputShape: [tokens * heads, 2],
    integers: { count: tokens * heads },
    workgroups: Math.ceil((tokens * heads) / 64),
    workgroupSize: 64,
    body: /* wgsl */ `
      let at = workgroup_index() * 64 + i32(localIndex);
      if (at >= uniforms.count) { return; }
      var sum = 0.0;
      for (var d = at * ${headDim}; d < (at + 1) * ${headDim}; d++) { sum += y[d] * dy[d]; }
      result[2 * at] = y[uniforms.count * ${headDim} + at];
      result[2 * at + 1] = sum;
    `,
  });
  const dqkv = queryGradient(qkv, dy, stats, shape, layout);

  const tiling = tilingOf(headDim, 4, 2, 2);
  const { lanes, vectors, rows, tile } = tiling;
  const cells = tile * lanes * vectors;
  runProgram({
    name: `AttentionKeyBack ${headDim} ${group}`,
    inputs: { qkv, dy, stats, sights: layout.table },
    vectors: headDim % 4 === 0 ? ['qkv', 'dy', 'result'] : [],
    outputShape: [tokens, packedWidth(shape)],
    integers: common(shape, tokens),
    floats: { scale },
    workgroups: Math.ceil(tokens / rows) * keyValueHeads,
    workgroupSize: lanes * rows,
    declarations: /* wgsl */ `${rowDeclarations(tiling, headDim, true)}
      var<workgroup> queries : array<vec4<f32>, ${cells}>;
      var<workgroup> slopes : array<vec4<f32>, ${cells}>;
      var<workgroup> tile_stats : array<vec2<f32>, ${tile}>;
      var<workgroup> exchange : array<vec4<f32>, ${lanes * (tile / 4) * rows}>;
      var<workgroup> exchange_slopes : array<vec4<f32>, ${lanes * (tile / 4) * rows}>;`,
    body: /* wgsl */ `
      let thread = i32(localIndex);
      let row = thread % ROWS;
      let lane = thread / ROWS;
      let width = ${widthWgsl};
      let shared_head = workgroup_index() % uniforms.key_value_heads;
      let asked = (workgroup_index() / uniforms.key_value_heads) * ROWS + row;
      let takes_part = asked < uniforms.tokens;
      let token = min(asked, uniforms.tokens - 1);
      ${emptyHull}
      // The tokens that see this key.
      let first_reader = select(0, sights[token * 8 + 5], takes_part);
      let last_reader = select(0, sights[token * 8 + 6], takes_part);
      if (lane == 0 && last_reader > first_reader) {
        atomicMax(&hull[0], FAR - first_reader);
        atomicMax(&hull[1], last_reader);
      }
      workgroupBarrier();
      if (thread == 0) { bounds = vec4<i32>(FAR - atomicLoad(&hull[0]), atomicLoad(&hull[1]), 0, 0); }
      let reach = workgroupUniformLoad(&bounds);
      let key_at = token * width + (uniforms.heads + shared_head) * HEAD_DIM;
      let value_at = key_at + uniforms.key_value_heads * HEAD_DIM;
      ${each(
        vectors,
        (i) => `
        let k${i} = load_row(key_at, lane * ${vectors} + ${i}) * uniforms.scale;
        let v${i} = load_row(value_at, lane * ${vectors} + ${i});
        var dk${i} = vec4<f32>(0.0);
        var dv${i} = vec4<f32>(0.0);`,
      )}
      // Queries of all heads that share the key head, head after head of each token.
      for (var at = reach.x * ${group}; at < reach.y * ${group}; at += ${tile}) {
        for (var i = thread; i < ${cells}; i += THREADS) {
          let query = at + i / ${lanes * vectors};
          let here = query / ${group};
          let head = shared_head * ${group} + query % ${group};
          let inside = here < reach.y;
          queries[i] = select(vec4<f32>(0.0), load_row(min(here, uniforms.tokens - 1) * width + head * HEAD_DIM, i % ${lanes * vectors}), inside);
          slopes[i] = select(vec4<f32>(0.0), load_slope((min(here, uniforms.tokens - 1) * uniforms.heads + head) * HEAD_DIM, i % ${lanes * vectors}), inside);
        }
        for (var i = thread; i < ${tile}; i += THREADS) {
          let here = min((at + i) / ${group}, uniforms.tokens - 1);
          let stat = 2 * (here * uniforms.heads + shared_head * ${group} + (at + i) % ${group});
          tile_stats[i] = vec2<f32>(stats[stat], stats[stat + 1]);
        }
        workgroupBarrier();
        for (var j = 0; j < ${tile}; j += 4) {
          exchange[(lane * ${tile / 4} + j / 4) * ROWS + row] = ${dots('k', 'queries', tiling, 'j')};
          exchange_slopes[(lane * ${tile / 4} + j / 4) * ROWS + row] = ${dots('v', 'slopes', tiling, 'j')};
        }
        workgroupBarrier();
        for (var j = 0; j < ${tile}; j += 4) {
          let reader = (vec4<i32>(at + j) + vec4<i32>(0, 1, 2, 3)) / vec4<i32>(${group});
          let seen = (reader >= vec4<i32>(first_reader)) & (reader < vec4<i32>(last_reader));
          let a = tile_stats[j];
          let b = tile_stats[j + 1];
          let c = tile_stats[j + 2];
          let d = tile_stats[j + 3];
          let s = ${shared('exchange', tiling, 'j / 4')};
          let p = select(vec4<f32>(0.0), exp(s - vec4<f32>(a.x, b.x, c.x, d.x)), seen);
          let ds = p * (${shared('exchange_slopes', tiling, 'j / 4')} - vec4<f32>(a.y, b.y, c.y, d.y)) * uniforms.scale;
          ${each(
            vectors,
            (i) => `
            dv${i} += ${mix('p', 'slopes', tiling, 'j', i)};
            dk${i} += ${mix('ds', 'queries', tiling, 'j', i)};`,
          )}
        }
        workgroupBarrier();
      }
      if (takes_part) {
        ${each(
          vectors,
          (i) => `
          store_row(key_at, lane * ${vectors} + ${i}, dk${i});
          store_row(value_at, lane * ${vectors} + ${i}, dv${i});`,
        )}
      }
    `,
    into: dqkv,
  });
  stats.dispose();
  return dqkv;
}

/** A new gradient of packed rows of which the queries' part is filled. */
function queryGradient(
  qkv: tf.Tensor2D,
  dy: tf.Tensor,
  stats: tf.Tensor,
  shape: HeadShape,
  layout: AttentionLayout,
): tf.Tensor2D {
  const { heads, keyValueHeads, headDim } = shape;
  const { tokens } = layout;
  const group = heads / keyValueHeads;
  const tiling = tilingOf(headDim, 8, 2, 2);
  const { lanes, vectors, rows, tile } = tiling;
  const tokensPerTile = Math.floor(rows / group);
  const cells = tile * lanes * vectors;
  return asMatrix(
    runProgram({
      name: `AttentionQueryBack ${headDim} ${group}`,
      inputs: { qkv, dy, stats, sights: layout.table },
      vectors: headDim % 4 === 0 ? ['qkv', 'dy', 'result'] : [],
      outputShape: [tokens, packedWidth(shape)],
      integers: common(shape, tokens),
      floats: { scale: 1 / Math.sqrt(headDim) },
      workgroups: Math.ceil(tokens / tokensPerTile) * keyValueHeads,
      workgroupSize: lanes * rows,
      declarations: /* wgsl */ `${queryDeclarations(tiling, headDim, true)}
        var<workgroup> keys : array<vec4<f32>, ${cells}>;
        var<workgroup> values : array<vec4<f32>, ${cells}>;
        var<workgroup> exchange : array<vec4<f32>, ${lanes * (tile / 4) * rows}>;
        var<workgroup> exchange_slopes : array<vec4<f32>, ${lanes * (tile / 4) * rows}>;`,
      body: /* wgsl */ `${placeWgsl(tiling, group)}
        let query_at = token * width + head * HEAD_DIM;
        let stat = token * uniforms.heads + head;
        let log_sum = stats[2 * stat];
        let mean = stats[2 * stat + 1];
        ${each(
          vectors,
          (i) => `
          let q${i} = load_row(query_at, lane * ${vectors} + ${i}) * uniforms.scale;
          let g${i} = load_slope(stat * HEAD_DIM, lane * ${vectors} + ${i});
          var dq${i} = vec4<f32>(0.0);`,
        )}
        ${forEachTile(tile)}
          for (var i = thread; i < ${cells}; i += THREADS) {
            keys[i] = load_key(at, limit, i, key_offset);
            values[i] = load_key(at, limit, i, value_offset);
          }
          workgroupBarrier();
          for (var j = 0; j < ${tile}; j += 4) {
            exchange[(lane * ${tile / 4} + j / 4) * ROWS + row] = ${dots('q', 'keys', tiling, 'j')};
            exchange_slopes[(lane * ${tile / 4} + j / 4) * ROWS + row] = ${dots('g', 'values', tiling, 'j')};
          }
          workgroupBarrier();
          for (var j = 0; j < ${tile}; j += 4) {
            let seen = visible(sight, limit, at + j);
            let s = ${shared('exchange', tiling, 'j / 4')};
            let p = select(vec4<f32>(0.0), exp(s - log_sum), seen);
            let ds = p * (${shared('exchange_slopes', tiling, 'j / 4')} - mean) * uniforms.scale;
            ${each(vectors, (i) => `dq${i} += ${mix('ds', 'keys', tiling, 'j', i)};`)}
          }
          workgroupBarrier();
        ${endTiles}
        if (takes_part) {
          ${each(vectors, (i) => `store_row(query_at, lane * ${vectors} + ${i}, dq${i});`)}
        }
      `,
    }),
  );
}
