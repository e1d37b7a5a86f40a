import { blockReader, fourOf, halfReaders, isBlockFormat, perNumber, type HalfFormat } from '../halves.ts';
import type { Extension } from '../program.ts';

/** How a product of matrices is computed, as far as its source depends on it. */
export interface ProductSource {
  readonly shape: ProductShape;
  /** the left operand lies in memory as [inner, rows] instead of [rows, inner] */
  readonly leftTurned: boolean;
  /** right operands lie in memory as [columns, inner] instead of [inner, columns] */
  readonly rightTurned: boolean;
  /** right operands */
  readonly parts: number;
  /**
   * What several right operands make: `columns` side by side, `sum` of products with as many parts of the left
   * operand's columns, `gate` silu(left @ first) * (left @ second)
   */
  readonly join: 'columns' | 'sum' | 'gate';
  readonly bias: boolean;
  readonly residual: boolean;
  readonly gelu: boolean;
  /** arrays of `vec4<f32>` */
  readonly vectors: readonly string[];
  /** right operands that are halves, as `array<vec2<i32>>` */
  readonly halves: Halves;
  readonly extensions: readonly Extension[];
}

/**
 * `tile`: a workgroup makes a tile of the result; `strip`: few rows of few columns, of which `lanes` threads share the
 * inner sums, four terms at a time each.
 */
export type ProductShape =
  | { readonly kind: 'tile'; readonly size: 32 | 64 }
  | { readonly kind: 'strip'; readonly rows: number; readonly lanes: 16 | 32 };

type Halves = Readonly<Record<string, HalfFormat>>;

type Strip = Extract<ProductShape, { kind: 'strip' }>;

/** Terms of the inner sum that tiles hold at a time. */
export const tileDepth = 16;
/** Columns of a strip. */
export const stripColumns = 16;
/** Vectors of workgroup memory for adding up what the threads of a strip have: it is cleared first, so not more. */
const stripMemory = 256;

export function threadsOf(shape: ProductShape): number {
  return shape.kind === 'tile'
    ? (shape.size / rowsPerThread(shape.size)) * (shape.size / 4)
    : shape.lanes * 4;
}

export function rowsOf(shape: ProductShape): number {
  return shape.kind === 'tile' ? shape.size : shape.rows;
}

export function columnsOf(shape: ProductShape): number {
  return shape.kind === 'tile' ? shape.size : stripColumns;
}

/**
 * Whether the threads of a strip add up within subgroups first. Of many rows each thread has so many sums that to
 * exchange them all takes longer than to add them up from workgroup memory, where there is a thread for each result.
 */
export function sharesInSubgroups(shape: ProductShape): boolean {
  return shape.kind === 'strip' && shape.rows <= 4;
}

/** Whether tiles of the right operands are kept in numbers of 16 bits. */
function keepsHalves({ shape, parts, halves, extensions }: ProductSource): boolean {
  const formats = Object.values(halves);
  const all = formats.length === parts && formats.every((format) => format === 'f16');
  return shape.kind === 'tile' && all && extensions.includes('f16');
}

/** Eight rows of four columns need three vectors from workgroup memory for 32 multiplications. */
function rowsPerThread(size: number): number {
  return size === 64 ? 8 : 4;
}

const counted = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const join = (count: number, line: (i: number) => string): string => counted(count).map(line).join('\n');

export function declarationsOf(source: ProductSource): string {
  const { shape, parts, halves, leftTurned, rightTurned } = source;
  const rows = leftTurned ? 'uniforms.leftShape.y' : 'uniforms.leftShape.x';
  return /* wgsl */ `
${memoryOf(source)}
fn row_count() -> i32 { return ${rows}; }
fn inner_of(part : i32) -> i32 { return ${byPart(parts, (p) => (rightTurned ? widthOf(`right${p}`, halves) : heightOf(`right${p}`, halves)))}; }
fn columns_of(part : i32) -> i32 { return ${byPart(parts, (p) => (rightTurned ? heightOf(`right${p}`, halves) : `${widthOf(`right${p}`, halves)} - uniforms.unused`))}; }
fn tiles_of(part : i32) -> i32 { return (columns_of(part) + ${columnsOf(shape) - 1}) / ${columnsOf(shape)}; }
${halfReaders(Object.values(halves))}
alias right_number = ${keepsHalves(source) ? 'f16' : 'f32'};
alias right_four = vec4<right_number>;
${reader('left', source)}
${join(parts, (p) => reader(`right${p}`, source))}
fn right_at(part : i32, row : i32, column : i32) -> right_four {
  ${join(parts - 1, (p) => `if (part == ${p}) { return right${p}_at(row, column); }`)}
  return right${parts - 1}_at(row, column);
}
${finish(source)}
`;
}

export function bodyOf(source: ProductSource): string {
  const { shape, parts, join: joined, extensions } = source;
  // Neighbours within a subgroup are neighbours in what follows, however the device numbers them.
  const subgroups = extensions.includes('subgroups');
  // Workgroups beyond the last repeat it. Those that run together share a weight's strip, or rows of the left operand.
  return /* wgsl */ `
  let group = min(workgroup_index(), uniforms.groups - 1);
  var tile = ${shape.kind === 'tile' ? 'group % uniforms.across' : '(group / uniforms.down) % uniforms.across'};
  let first_row = ${rowsOf(shape)} * (${shape.kind === 'tile' ? '(group / uniforms.across) % uniforms.down' : 'group % uniforms.down'});
  let split = group / (uniforms.across * uniforms.down);
  var part = 0;
  var first = 0;
  ${joined === 'columns' ? join(parts - 1, (p) => `if (part == ${p} && tile >= tiles_of(${p})) { tile -= tiles_of(${p}); first += columns_of(${p}); part = ${p + 1}; }`) : ''}
  let first_column = tile * ${columnsOf(shape)};
  let thread = ${subgroups ? 'i32(subgroupMin(localIndex) + subgroupExclusiveAdd(1u))' : 'i32(localIndex)'};
  ${shape.kind === 'tile' ? tileBody(source, shape.size) : stripBody(source, shape)}
`;
}

function memoryOf({ shape, join: joined }: ProductSource): string {
  if (shape.kind === 'strip')
    return `var<workgroup> sums : array<vec4<f32>, ${4 * shape.lanes * roundOf(shape)}>;`;
  const size = (tileDepth * shape.size) / 4;
  const rights = joined === 'gate' ? ['right_tile0', 'right_tile1'] : ['right_tile0'];
  return /* wgsl */ `
var<workgroup> left_tile : array<vec4<f32>, ${size}>;
${rights.map((name) => `var<workgroup> ${name} : array<right_four, ${size}>;`).join('\n')}`;
}

function byPart(parts: number, value: (part: number) => string): string {
  return counted(parts - 1).reduceRight(
    (rest, p) => `select(${rest}, ${value(p)}, part == ${p})`,
    value(parts - 1),
  );
}

/** Columns of a matrix, in WGSL. */
function widthOf(name: string, halves: Halves): string {
  const format = halves[name];
  return `${format === undefined ? '' : `${perNumber(format)} * `}uniforms.${name}Shape.y`;
}

/** Rows of a matrix, in WGSL. */
function heightOf(name: string, halves: Halves): string {
  const rows = `uniforms.${name}Shape.x`;
  if (halves[name] === 'q8') return `(${rows} / 17 * 16)`;
  return halves[name] === 'q4' ? `(${rows} / 9 * 8)` : rows;
}

/** Four neighbours of a row in memory, zeros outside the matrix. */
function reader(name: string, source: ProductSource): string {
  const { vectors, halves } = source;
  const shape = `uniforms.${name}Shape`;
  const width = widthOf(name, halves);
  const four = name === 'left' ? 'vec4<f32>' : 'right_four';
  const format = halves[name];
  if (isBlockFormat(format)) {
    return /* wgsl */ `
${blockReader(name, format)}
fn ${name}_at(row : i32, column : i32) -> ${four} {
  let inside = row < ${heightOf(name, halves)} && column < ${width};
  return select(${four}(), ${name}_packed(row, column), inside);
}`;
  }
  const expand = keepsHalves(source) ? 'bitcast<vec4<f16>>' : format === undefined ? '' : fourOf(format);
  const packed = `return select(${four}(), ${expand}(${name}[(row * ${width} + column) >> 2u]), inside);`;
  const vector = `return select(vec4<f32>(), ${name}[(row * ${shape}.y + column) >> 2u], inside);`;
  const numbers = `
    let at = row * ${shape}.y + column;
    let found = vec4<f32>(${counted(4)
      .map((i) => `${name}[at + ${i}]`)
      .join(', ')});
    let left_over = vec4<i32>(${shape}.y - column) > vec4<i32>(0, 1, 2, 3);
    return select(vec4<f32>(), found, left_over & vec4<bool>(inside));`;
  return /* wgsl */ `
fn ${name}_at(row : i32, column : i32) -> ${four} {
  let inside = row < ${shape}.x && column < ${width};
  ${format !== undefined ? packed : vectors.includes(name) ? vector : numbers}
}`;
}

/** Writes four neighbours of the result: `row` and `column` within their part, which begins at `first`. */
function finish({ join: joined, parts, bias, residual, gelu, vectors }: ProductSource): string {
  const four = (name: string, at: string): string =>
    vectors.includes(name)
      ? `${name}[(${at}) >> 2u]`
      : `vec4<f32>(${counted(4)
          .map((i) => `${name}[${at} + ${i}]`)
          .join(', ')})`;
  const second = joined === 'gate' ? ', second : vec4<f32>' : '';
  return /* wgsl */ `
fn finish(part : i32, split : i32, first : i32, row : i32, column : i32, value : vec4<f32>${second}) {
  if (row >= row_count() || column >= columns_of(part)) { return; }
  let at = (split * row_count() + row) * uniforms.outShape.y + first + column;
  var y = value;
  ${bias ? join(parts, (p) => `if (part == ${p}) { y += ${four(`bias${p}`, 'column')}; }`) : ''}
  ${joined === 'gate' ? 'y = y / (1.0 + exp(-y)) * second;' : ''}
  ${gelu ? 'y = y / (1.0 + exp(-y * (uniforms.linear + uniforms.cubic * y * y)));' : ''}
  ${residual ? `y += ${four('residual', 'at')};` : ''}
  ${
    vectors.includes('result')
      ? 'result[at >> 2u] = y;'
      : join(4, (i) => `if (column + ${i} < columns_of(part)) { result[at + ${i}] = y[${i}]; }`)
  }
}`;
}

/** The inner sums, one after the other: `terms` of them from the given columns of the left operand on. */
function sweeps(
  { parts, join: joined }: ProductSource,
  sweep: (terms: string, start: string, leftStart: string, rights: readonly string[]) => string,
): string {
  if (joined === 'gate') return sweep('inner_of(0)', '0', '0', ['0', '1']);
  if (joined === 'columns') return sweep('uniforms.span', 'split * uniforms.span', '0', ['part']);
  return join(parts, (p) => sweep(`inner_of(${p})`, '0', innerBefore(p), [`${p}`]));
}

function innerBefore(part: number): string {
  return ['0', ...counted(part).map((i) => `inner_of(${i})`)].join(' + ');
}

/** The name of a thread's sum of a row; a gate has two sets of them. */
function sum(set: number, row: number): string {
  return `sum${set}_${row}`;
}

function tileBody(source: ProductSource, size: number): string {
  const { leftTurned, rightTurned } = source;
  const height = rowsPerThread(size);
  const across = size / 4;
  const threads = threadsOf(source.shape);
  const sets = source.join === 'gate' ? [0, 1] : [0];
  /** Tiles lie as [depth, size], so an operand with its inner axis last is turned by blocks of four times four. */
  const fill = (
    tile: string,
    number: string,
    turn: boolean,
    read: (outer: string, inner: string) => string,
  ): string =>
    turn
      ? /* wgsl */ `
      for (var block = thread; block < ${across * (tileDepth / 4)}; block += ${threads}) {
        let outer = 4 * (block % ${across});
        let inner = 4 * (block / ${across});
        let turned = transpose(mat4x4<${number}>(${counted(4)
          .map((i) => read(`outer + ${i}`, 'inner'))
          .join(', ')}));
        ${join(4, (i) => `${tile}[(inner + ${i}) * ${across} + outer / 4] = turned[${i}];`)}
      }`
      : /* wgsl */ `
      for (var block = thread; block < ${across * tileDepth}; block += ${threads}) {
        let outer = 4 * (block % ${across});
        let inner = block / ${across};
        ${tile}[block] = ${read('outer', 'inner')};
      }`;
  const loop = sweeps(source, (terms, start, leftStart, rights) => {
    const left = (outer: string, inner: string): string =>
      leftTurned
        ? `left_at(begin + ${inner}, first_row + ${outer})`
        : `left_at(first_row + ${outer}, ${leftStart} + begin + ${inner})`;
    return /* wgsl */ `
    for (var term = 0; term < ${terms}; term += ${tileDepth}) {
      let begin = ${start} + term;
      ${fill('left_tile', 'f32', !leftTurned, left)}
      ${rights
        .map((part, set) =>
          fill(`right_tile${set}`, 'right_number', rightTurned, (outer, inner) =>
            rightTurned
              ? `right_at(${part}, first_column + ${outer}, begin + ${inner})`
              : `right_at(${part}, begin + ${inner}, uniforms.skipped + first_column + ${outer})`,
          ),
        )
        .join('\n')}
      workgroupBarrier();
      for (var k = 0; k < ${tileDepth}; k++) {
        ${join(height / 4, (i) => `let a${i} = left_tile[k * ${across} + down * ${height / 4} + ${i}];`)}
        ${sets.map((set) => `let b${set} = vec4<f32>(right_tile${set}[k * ${across} + along]);`).join('\n')}
        ${sets.map((set) => join(height, (i) => `${sum(set, i)} += a${i >> 2}[${i % 4}] * b${set};`)).join('\n')}
      }
      workgroupBarrier();
    }`;
  });
  return /* wgsl */ `
  let along = thread % ${across};
  let down = thread / ${across};
  ${sets.map((set) => join(height, (i) => `var ${sum(set, i)} = vec4<f32>();`)).join('\n')}
  ${loop}
  ${join(height, (i) => `finish(part, split, first, first_row + ${height} * down + ${i}, first_column + 4 * along, ${sets.map((set) => sum(set, i)).join(', ')});`)}
`;
}

/** Four terms of the sums of four columns, of `a` with four vectors of the right operand. */
function fourTerms(set: number, rightTurned: boolean): string {
  const vectors = counted(4).map((i) => `b${set}_${i}`);
  if (rightTurned) return `vec4<f32>(${vectors.map((b) => `dot(a, ${b})`).join(', ')})`;
  return vectors.map((b, i) => `a[${i}] * ${b}`).join(' + ');
}

/** Lanes of a strip that add up within a subgroup, at most: two or four sums are left then, and no exchange is idle in 32. */
const exchanged = 8;

/** Rows of a strip that are added up at a time. */
function roundOf({ rows, lanes }: Strip): number {
  return Math.min(rows, stripMemory / (4 * lanes));
}

function stripBody(source: ProductSource, shape: Strip): string {
  const { rows, lanes } = shape;
  const { rightTurned } = source;
  const sets = source.join === 'gate' ? [0, 1] : [0];
  const round = roundOf(shape);
  const loop = sweeps(source, (terms, start, leftStart, rights) => {
    return /* wgsl */ `
    for (var term = 4 * lane; term < ${terms}; term += ${4 * lanes}) {
      let begin = ${start} + term;
      ${rights.map((part, set) => join(4, (i) => `let b${set}_${i} = ${rightTurned ? `right_at(${part}, column + ${i}, begin)` : `right_at(${part}, begin + ${i}, uniforms.skipped + column)`};`)).join('\n')}
      ${join(rows, (row) => `{ let a = left_at(first_row + ${row}, ${leftStart} + begin); ${sets.map((set) => `${sum(set, row)} += ${fourTerms(set, rightTurned)};`).join(' ')} }`)}
    }`;
  });
  const subgroups = source.extensions.includes('subgroups');
  const stride = rightTurned ? 1 : 4;
  /** Neighbouring lanes of a subgroup, as many as it has, add up what they have of a column. */
  const exchange = /* wgsl */ `
  let lanes = i32(subgroupAdd(1u));
  let step = clamp(lanes / ${stride}, 1, ${exchanged});
  ${sets
    .map((set) =>
      join(rows, (row) =>
        join(Math.log2(exchanged), (i) => {
          const mask = stride * 2 ** i;
          // Beyond the subgroup there is nothing to be had.
          return `${sum(set, row)} += select(vec4<f32>(), subgroupShuffleXor(${sum(set, row)}, ${mask}u), lanes > ${mask});`;
        }),
      ),
    )
    .join('\n')}`;
  const total = (set: number, from: number): string => /* wgsl */ `
  ${join(round, (i) => `sums[(lane * ${round} + ${i}) * 4 + along] = ${sum(set, from + i)};`)}
  workgroupBarrier();
  var total${set}_${from} = vec4<f32>();
  if (thread < ${4 * round}) {
    for (var i = 0; i < ${lanes}; i += ${subgroups ? 'step' : 1}) { total${set}_${from} += sums[i * ${4 * round} + thread]; }
  }
  workgroupBarrier();`;
  const rounds = counted(rows / round).map((i) => i * round);
  // Neighbouring threads read neighbours in memory.
  return /* wgsl */ `
  let along = ${rightTurned ? `thread / ${lanes}` : 'thread % 4'};
  let lane = ${rightTurned ? `thread % ${lanes}` : 'thread / 4'};
  let column = first_column + 4 * along;
  ${sets.map((set) => join(rows, (i) => `var ${sum(set, i)} = vec4<f32>();`)).join('\n')}
  ${loop}
  ${subgroups ? exchange : ''}
  ${rounds
    .map(
      (from) => /* wgsl */ `
  ${sets.map((set) => total(set, from)).join('\n')}
  if (thread < ${4 * round}) {
    finish(part, split, first, first_row + ${from} + thread / 4, first_column + 4 * (thread % 4), ${sets.map((set) => `total${set}_${from}`).join(', ')});
  }`,
    )
    .join('\n')}
`;
}
