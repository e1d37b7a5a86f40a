import * as tf from '@tensorflow/tfjs-core';
import { packedWidth, type AttentionLayout, type HeadShape } from '../attentionLayout.ts';
import { runProgram } from '../program.ts';
import { asMatrix } from '../rank.ts';

/** Heads that the tiles below fit 16 KB of workgroup memory and 256 threads for. */
const largestHead = 128;
const mostRows = 64;

export function suitsPrograms({ heads, keyValueHeads, headDim }: HeadShape): boolean {
  return headDim <= largestHead && heads / keyValueHeads <= 32;
}

/**
 * How a workgroup shares its work. A row (a query of one head in the passes over queries, a key in the pass over keys)
 * is held in registers by `lanes` threads, `vectors` vec4 each, so that no thread holds much; what they all read goes
 * through workgroup memory, `tile` rows at a time.
 */
interface Tiling {
  readonly lanes: number;
  readonly vectors: number;
  readonly rows: number;
  readonly tile: number;
}

/** `held` vec4 in a thread's registers at most, `matrices` tiles at once, `exchanged` vec4 per four rows of a tile. */
function tilingOf(headDim: number, held: number, matrices: number, exchanged: number): Tiling {
  const whole = Math.ceil(headDim / 4);
  let lanes = 1;
  while (Math.ceil(whole / lanes) > held) lanes *= 2;
  const vectors = Math.ceil(whole / lanes);
  const rows = Math.min(mostRows, 128 / lanes);
  const bytes = (tile: number): number =>
    16 * (tile * lanes * vectors * matrices + (tile / 4) * lanes * rows * exchanged);
  let tile = 16;
  while (tile > 4 && bytes(tile) > 12288) tile /= 2;
  return { lanes, vectors, rows, tile };
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

/** Another handle on a tensor's memory that shows its first rows; the memory lives as long as either. */
function firstRows(tensor: tf.Tensor2D, rows: number): tf.Tensor2D {
  const { dataId, dtype } = tensor;
  tf.backend().incRef(dataId);
  return asMatrix(tf.engine().makeTensorFromTensorInfo({ dataId, shape: [rows, tensor.shape[1]], dtype }));
}

function common({ heads, keyValueHeads }: HeadShape, tokens: number): Readonly<Record<string, number>> {
  return { tokens, heads, key_value_heads: keyValueHeads };
}

const widthWgsl = '(uniforms.heads + 2 * uniforms.key_value_heads) * HEAD_DIM';

/** Text for each of `count` registers, which WGSL cannot index without leaving them. */
function each(count: number, text: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => text(i)).join('\n');
}

/** Products of a thread's part of a row with its part of four rows of a tile. */
function dots(name: string, tile: string, { lanes, vectors }: Tiling, first: string): string {
  const one = (j: number): string =>
    Array.from(
      { length: vectors },
      (_, i) =>
        `dot(${name}${i}, ${tile}[(${first} + ${j}) * ${lanes * vectors} + lane * ${vectors} + ${i}])`,
    ).join(' + ');
  return `vec4<f32>(${[0, 1, 2, 3].map(one).join(', ')})`;
}

/** Four rows of a tile, the i-th vec4 of a thread's part, weighed. */
function mix(weights: string, tile: string, { lanes, vectors }: Tiling, first: string, i: number): string {
  return ['x', 'y', 'z', 'w']
    .map(
      (lane, j) =>
        `${weights}.${lane} * ${tile}[(${first} + ${j}) * ${lanes * vectors} + lane * ${vectors} + ${i}]`,
    )
    .join(' + ');
}

/** What the threads of a row have found of four products, together. */
function shared(exchange: string, { lanes, tile }: Tiling, four: string): string {
  return Array.from(
    { length: lanes },
    (_, lane) => `${exchange}[(${lane} * ${tile / 4} + ${four}) * ROWS + row]`,
  ).join(' + ');
}

function rowDeclarations({ lanes, rows }: Tiling, headDim: number, backward: boolean): string {
  const whole = headDim % 4 === 0;
  const guarded = (name: string, array: string): string => /* wgsl */ `
fn ${name}(start : i32, vector : i32) -> vec4<f32> {
  let d = 4 * vector;
  let at = start + d;
  ${
    whole
      ? `if (d >= HEAD_DIM) { return vec4<f32>(0.0); }
  return ${array}[at / 4];`
      : `var x = vec4<f32>(0.0);
  if (d < HEAD_DIM) { x.x = ${array}[at]; }
  if (d + 1 < HEAD_DIM) { x.y = ${array}[at + 1]; }
  if (d + 2 < HEAD_DIM) { x.z = ${array}[at + 2]; }
  if (d + 3 < HEAD_DIM) { x.w = ${array}[at + 3]; }
  return x;`
  }
}`;
  return /* wgsl */ `
const HEAD_DIM = ${headDim};
const ROWS = ${rows};
const THREADS = ${lanes * rows};
const FAR = 1073741824;
var<workgroup> hull : array<atomic<i32>, 4>;
var<workgroup> bounds : vec4<i32>;
${guarded('load_row', 'qkv')}
${backward ? guarded('load_slope', 'dy') : ''}
fn store_row(start : i32, vector : i32, x : vec4<f32>) {
  let d = 4 * vector;
  ${whole && backward ? 'if (d < HEAD_DIM) { result[(start + d) / 4] = x; }' : scalarStore}
}`;
}

const scalarStore = /* wgsl */ `
  if (d < HEAD_DIM) { result[start + d] = x.x; }
  if (d + 1 < HEAD_DIM) { result[start + d + 1] = x.y; }
  if (d + 2 < HEAD_DIM) { result[start + d + 2] = x.z; }
  if (d + 3 < HEAD_DIM) { result[start + d + 3] = x.w; }`;

function queryDeclarations(tiling: Tiling, headDim: number, backward: boolean): string {
  const { lanes, vectors } = tiling;
  return /* wgsl */ `${rowDeclarations(tiling, headDim, backward)}
// Part i of a tile of keys or values that begins with token \`at\`.
fn load_key(at : i32, limit : i32, i : i32, offset : i32) -> vec4<f32> {
  let token = at + i / ${lanes * vectors};
  if (token >= limit) { return vec4<f32>(0.0); }
  return load_row(token * (${widthWgsl}) + offset, i % ${lanes * vectors});
}
// Which of four tokens a query sees: its ranges are sight.xy and sight.zw.
fn visible(sight : vec4<i32>, limit : i32, at : i32) -> vec4<bool> {
  let key = vec4<i32>(at) + vec4<i32>(0, 1, 2, 3);
  let first = (key >= vec4<i32>(sight.x)) & (key < vec4<i32>(sight.y));
  let second = (key >= vec4<i32>(sight.z)) & (key < vec4<i32>(sight.w));
  return (first | second) & (key < vec4<i32>(limit));
}
`;
}

/**
 * The query of a thread, and the keys that the workgroup goes through: the smallest two ranges that hold what its
 * queries see, one where those touch. Workgroups and threads without a query go along: barriers allow no early return.
 */
function placeWgsl({ rows }: Tiling, group: number): string {
  const tokensPerTile = Math.floor(rows / group);
  return /* wgsl */ `
    let thread = i32(localIndex);
    let row = thread % ROWS;
    let lane = thread / ROWS;
    let width = ${widthWgsl};
    let shared_head = workgroup_index() % uniforms.key_value_heads;
    let asked = (workgroup_index() / uniforms.key_value_heads) * ${tokensPerTile} + row / ${group};
    let takes_part = row < ${tokensPerTile * group} && asked < uniforms.tokens;
    let token = min(asked, uniforms.tokens - 1);
    let head = shared_head * ${group} + row % ${group};
    let key_offset = (uniforms.heads + shared_head) * HEAD_DIM;
    let value_offset = key_offset + uniforms.key_value_heads * HEAD_DIM;
    let sight = select(vec4<i32>(0), vec4<i32>(sights[token * 8 + 1], sights[token * 8 + 2], sights[token * 8 + 3], sights[token * 8 + 4]), takes_part);
    ${emptyHull}
    if (lane == 0 && sight.y > sight.x) {
      atomicMax(&hull[0], FAR - sight.x);
      atomicMax(&hull[1], sight.y);
    }
    if (lane == 0 && sight.w > sight.z) {
      atomicMax(&hull[2], FAR - sight.z);
      atomicMax(&hull[3], sight.w);
    }
    workgroupBarrier();
    if (thread == 0) {
      let first = vec2<i32>(FAR - atomicLoad(&hull[0]), atomicLoad(&hull[1]));
      let second = vec2<i32>(FAR - atomicLoad(&hull[2]), atomicLoad(&hull[3]));
      bounds = vec4<i32>(first, second);
      // One range where there is one only, or where they overlap.
      if (first.y > second.x) { bounds = vec4<i32>(min(first.x, second.x), max(first.y, second.y), FAR, 0); }
    }
    let reach = workgroupUniformLoad(&bounds);
  `;
}

const emptyHull = /* wgsl */ `
    if (thread < 4) { atomicStore(&hull[thread], 0); }
    workgroupBarrier();`;

/** Tiles of the first range, then of the second. */
function forEachTile(tile: number): string {
  return /* wgsl */ `
    for (
      var at = min(reach.x, reach.z);
      at < max(reach.y, reach.w);
      at = select(at + ${tile}, reach.z, at < reach.y && at + ${tile} >= reach.y)
    ) {
      let limit = select(reach.w, reach.y, at < reach.y);
  `;
}

const endTiles = '}';
