import type { HeadShape } from '../attentionLayout.ts';

const mostRows = 64;

/**
 * How a workgroup shares its work. A row (a query of one head in the passes over queries, a key in the pass over keys)
 * is held in registers by `lanes` threads, `vectors` vec4 each, so that no thread holds much; what they all read goes
 * through workgroup memory, `tile` rows at a time.
 */
export interface Tiling {
  readonly lanes: number;
  readonly vectors: number;
  readonly rows: number;
  readonly tile: number;
}

/** `held` vec4 in a thread's registers at most, `matrices` tiles at once, `exchanged` vec4 per four rows of a tile. */
export function tilingOf(headDim: number, held: number, matrices: number, exchanged: number): Tiling {
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

export function common(
  { heads, keyValueHeads }: HeadShape,
  tokens: number,
): Readonly<Record<string, number>> {
  return { tokens, heads, key_value_heads: keyValueHeads };
}

export const widthWgsl = '(uniforms.heads + 2 * uniforms.key_value_heads) * HEAD_DIM';

/** Text for each of `count` registers, which WGSL cannot index without leaving them. */
export function each(count: number, text: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => text(i)).join('\n');
}

/** Products of a thread's part of a row with its part of four rows of a tile. */
export function dots(name: string, tile: string, { lanes, vectors }: Tiling, first: string): string {
  const one = (j: number): string =>
    Array.from(
      { length: vectors },
      (_, i) =>
        `dot(${name}${i}, ${tile}[(${first} + ${j}) * ${lanes * vectors} + lane * ${vectors} + ${i}])`,
    ).join(' + ');
  return `vec4<f32>(${[0, 1, 2, 3].map(one).join(', ')})`;
}

/** Four rows of a tile, the i-th vec4 of a thread's part, weighed. */
export function mix(
  weights: string,
  tile: string,
  { lanes, vectors }: Tiling,
  first: string,
  i: number,
): string {
  return ['x', 'y', 'z', 'w']
    .map(
      (lane, j) =>
        `${weights}.${lane} * ${tile}[(${first} + ${j}) * ${lanes * vectors} + lane * ${vectors} + ${i}]`,
    )
    .join(' + ');
}

/** What the threads of a row have found of four products, together. */
export function shared(exchange: string, { lanes, tile }: Tiling, four: string): string {
  return Array.from(
    { length: lanes },
    (_, lane) => `${exchange}[(${lane} * ${tile / 4} + ${four}) * ROWS + row]`,
  ).join(' + ');
}

/** How rows are read and written, and the memory that a workgroup finds its reach in. */
export function rowDeclarations({ lanes, rows }: Tiling, headDim: number, backward: boolean): string {
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

/** The same, how tiles of keys are read, and which of them a query sees. */
export function queryDeclarations(tiling: Tiling, headDim: number, backward: boolean): string {
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
export function placeWgsl({ rows }: Tiling, group: number): string {
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

/** Before what `hull` collects. */
export const emptyHull = /* wgsl */ `
    if (thread < 4) { atomicStore(&hull[thread], 0); }
    workgroupBarrier();`;

/** Tiles of the first range, then of the second. */
export function forEachTile(tile: number): string {
  return /* wgsl */ `
    for (
      var at = min(reach.x, reach.z);
      at < max(reach.y, reach.w);
      at = select(at + ${tile}, reach.z, at < reach.y && at + ${tile} >= reach.y)
    ) {
      let limit = select(reach.w, reach.y, at < reach.y);
  `;
}

export const endTiles = '}';
