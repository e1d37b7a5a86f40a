import * as tf from '@tensorflow/tfjs-core';
import { formatOf, halfExtension, heightOf, isBlockFormat, isHalves, perNumber, widthOf } from '../halves.ts';
import { runProgram } from '../program.ts';
import { asMatrix } from '../rank.ts';
import {
  bodyOf,
  columnsOf,
  declarationsOf,
  rowsOf,
  sharesInSubgroups,
  stripColumns,
  threadsOf,
  tileDepth,
  type ProductShape,
  type ProductSource,
} from './productSource.ts';
import { subgroupExtension } from './reduce.ts';

/** What is done with a product before it is written. */
export interface Epilogue {
  /** one [columns] for each right operand */
  readonly biases?: readonly tf.Tensor1D[] | null;
  /** [rows, columns], added last */
  readonly residual?: tf.Tensor2D | null;
  /** terms of GELU's tanh approximation: `y sigmoid(linear y + cubic y^3)` */
  readonly gelu?: { readonly linear: number; readonly cubic: number } | null;
}

/** Products of x [rows, inner] with weights [inner, columns] (or halves) side by side, or as both parts of a gate. */
export function productProgram(
  x: tf.Tensor2D,
  weights: readonly tf.Tensor2D[],
  join: 'columns' | 'gate' = 'columns',
  epilogue: Epilogue = {},
): tf.Tensor2D {
  const widths = weights.map(widthOf);
  return run({
    left: x,
    rights: weights,
    rows: x.shape[0],
    widths: join === 'gate' ? widths.slice(0, 1) : widths,
    inner: x.shape[1],
    source: { leftTurned: false, rightTurned: false, join },
    epilogue,
  });
}

/**
 * The sum of products of parts of x [rows, sum of inner_i], with weights [columns, inner_i] (or halves) as they lie in
 * memory, each transposed: the gradient of what several linears read.
 */
export function turnedProductProgram(x: tf.Tensor2D, weights: readonly tf.Tensor2D[]): tf.Tensor2D {
  return run({
    left: x,
    rights: weights,
    rows: x.shape[0],
    widths: [heightOf(weights[0]!)],
    inner: x.shape[1],
    source: { leftTurned: false, rightTurned: true, join: 'sum' },
  });
}

/**
 * The transpose of x [rows, width] times y [rows, sum of widths], cut into [width, widths_i]; null where not wanted.
 * The sum over many rows is cut into spans, each with a sum of its own, and those are added up in order.
 */
export function weightGradientPrograms(
  x: tf.Tensor2D,
  y: tf.Tensor2D,
  widths: readonly number[],
  wanted: readonly boolean[],
): (tf.Tensor2D | null)[] {
  const [rows, width] = x.shape;
  // Nothing has no buffer on the GPU.
  if (rows === 0) return widths.map((count, i) => (wanted[i] === true ? tf.zeros([width, count]) : null));
  const starts = widths.map((_, i) => widths.slice(0, i).reduce((a, b) => a + b, 0));
  const total = y.shape[1];
  const span = spanOf(rows, width, total);
  const splits = Math.ceil(rows / span);
  const several = wanted.filter((want) => want).length > 1 || widths.length === 1;
  const together = splits > 1 && several ? transposedProgram(x, y, 0, total, span) : null;
  const parts = widths.map((count, i) => {
    if (wanted[i] !== true) return null;
    const first = starts[i]!;
    if (together !== null) return sumSpans(together, splits, width, first, count);
    const ownSpan = spanOf(rows, width, count);
    const sums = transposedProgram(x, y, first, count, ownSpan);
    if (ownSpan >= rows) return sums;
    const sum = sumSpans(sums, Math.ceil(rows / ownSpan), width, 0, count);
    sums.dispose();
    return sum;
  });
  together?.dispose();
  return parts;
}

/** Rows that one workgroup adds up: all where the result alone has workgroups enough. */
function spanOf(rows: number, width: number, columns: number): number {
  const tiles = Math.ceil(width / 64) * Math.ceil(columns / 64);
  const splits = Math.min(Math.ceil(96 / tiles), Math.floor(rows / 128));
  return splits <= 1 ? Math.max(rows, 1) : Math.ceil(rows / splits / tileDepth) * tileDepth;
}

/** Sums of spans of rows below each other, [spans * width, count]: x transposed times some columns of y. */
function transposedProgram(
  x: tf.Tensor2D,
  y: tf.Tensor2D,
  first: number,
  count: number,
  span: number,
): tf.Tensor2D {
  return run({
    left: x,
    rights: [y],
    rows: x.shape[1],
    widths: [count],
    inner: x.shape[0],
    first,
    span,
    source: { leftTurned: true, rightTurned: false, join: 'columns' },
  });
}

/** Adds up matrices [height, total] that lie below each other, of which `count` columns from `first` on are taken. */
function sumSpans(
  sums: tf.Tensor2D,
  splits: number,
  height: number,
  first: number,
  count: number,
): tf.Tensor2D {
  const total = sums.shape[1];
  const lanes = [first, count, total].every((value) => value % 4 === 0) ? 4 : 1;
  const size = (height * count) / lanes;
  return asMatrix(
    runProgram({
      name: `SumSpans${lanes}`,
      inputs: { sums },
      outputShape: [height, count],
      vectors: lanes === 4 ? ['sums', 'result'] : [],
      integers: {
        splits,
        size,
        count: count / lanes,
        first: first / lanes,
        total: total / lanes,
        stride: (height * total) / lanes,
      },
      workgroups: Math.ceil(size / 64),
      workgroupSize: 64,
      body: /* wgsl */ `
        let at = workgroup_index() * 64 + i32(localIndex);
        if (at >= uniforms.size) { return; }
        let source = (at / uniforms.count) * uniforms.total + uniforms.first + at % uniforms.count;
        var sum = sums[source];
        for (var i = 1; i < uniforms.splits; i++) { sum += sums[source + i * uniforms.stride]; }
        result[at] = sum;
      `,
    }),
  );
}

interface Product {
  readonly left: tf.Tensor2D;
  readonly rights: readonly tf.Tensor2D[];
  readonly rows: number;
  /** columns of each part of the result */
  readonly widths: readonly number[];
  readonly inner: number;
  /** first of the right operand's columns that are used, where it is used in part */
  readonly first?: number;
  /** terms of the inner sum that make a result of their own, a multiple of the depth of a tile; all if left out */
  readonly span?: number;
  readonly source: Pick<ProductSource, 'leftTurned' | 'rightTurned' | 'join'>;
  readonly epilogue?: Epilogue;
}

function run({
  left,
  rights,
  rows,
  widths,
  inner,
  first = 0,
  span = inner,
  source,
  epilogue = {},
}: Product): tf.Tensor2D {
  const columns = widths.reduce((a, b) => a + b, 0);
  const splits = Math.max(Math.ceil(inner / span), 1);
  const shape = shapeOf(rows, widths, inner, splits, source);
  const inputs: Record<string, tf.Tensor> = { left };
  for (const [i, right] of rights.entries()) inputs[`right${i}`] = right;
  for (const [i, bias] of (epilogue.biases ?? []).entries()) inputs[`bias${i}`] = bias;
  if (epilogue.residual) inputs['residual'] = epilogue.residual;
  const halves = Object.fromEntries(
    rights.flatMap((right, i) => (isHalves(right) ? [[`right${i}`, formatOf(right)]] : [])),
  );
  const full: ProductSource = {
    ...source,
    shape,
    parts: rights.length,
    bias: Boolean(epilogue.biases),
    residual: Boolean(epilogue.residual),
    gelu: Boolean(epilogue.gelu),
    halves,
    extensions: [
      ...halfExtension(Object.values(halves)),
      ...(sharesInSubgroups(shape) ? subgroupExtension() : []),
    ],
    vectors: vectorsOf(inputs, widths, first, source),
  };
  const { name, declarations, body } = sourceOf(full);
  const across = widths.map((width) => Math.ceil(width / columnsOf(shape))).reduce((a, b) => a + b, 0);
  const down = Math.ceil(rows / rowsOf(shape));
  return asMatrix(
    runProgram({
      name,
      inputs,
      outputShape: [splits * rows, columns],
      vectors: full.vectors,
      pairs: Object.keys(halves).filter((right) => !isBlockFormat(halves[right])),
      extensions: full.extensions,
      integers: {
        across,
        down,
        groups: across * down * splits,
        span,
        skipped: first,
        unused: source.rightTurned ? 0 : widthOf(rights[0]!) - widths[0]!,
      },
      ...(epilogue.gelu && { floats: { ...epilogue.gelu } }),
      workgroups: across * down * splits,
      workgroupSize: threadsOf(shape),
      declarations,
      body,
    }),
  );
}

const sources = new Map<
  string,
  { readonly name: string; readonly declarations: string; readonly body: string }
>();

/** A source is some hundred lines and the same at every step, so it is written once. */
function sourceOf(source: ProductSource): {
  readonly name: string;
  readonly declarations: string;
  readonly body: string;
} {
  const { shape, leftTurned, rightTurned, parts, join, bias, residual, gelu, vectors, halves, extensions } =
    source;
  const size = shape.kind === 'tile' ? `tile${shape.size}` : `strip${shape.rows}_${shape.lanes}`;
  const flags = [leftTurned, rightTurned, bias, residual, gelu].map(Number).join('');
  const name = `Product_${size}_${join}${parts}_${flags}_${vectors.join('_')}${Object.entries(halves)
    .map((one) => `_${one.join('_')}`)
    .join('')}`;
  const key = [name, ...extensions].join(' ');
  let found = sources.get(key);
  if (found === undefined) {
    found = { name, declarations: declarationsOf(source), body: bodyOf(source) };
    sources.set(key, found);
  }
  return found;
}

/** Arrays that can be taken four numbers at a time: every row of them, and every part of a row, begins at a fourth. */
function vectorsOf(
  inputs: Readonly<Record<string, tf.Tensor>>,
  widths: readonly number[],
  first: number,
  { join, rightTurned }: Product['source'],
): string[] {
  const whole = widths.every((width) => width % 4 === 0);
  const found = whole ? ['result'] : [];
  const rights = Object.entries(inputs).filter(([name]) => name.startsWith('right'));
  // A part of the left operand begins where the one before ends.
  const parts =
    join !== 'sum' ||
    rights.every(
      ([, right]) =>
        (right.shape[rightTurned ? 1 : 0] ?? 0) % (isHalves(right) ? 4 / perNumber(formatOf(right)) : 4) ===
        0,
    );
  for (const [name, tensor] of Object.entries(inputs)) {
    if (isHalves(tensor)) continue;
    const aligned = (tensor.shape.at(-1) ?? 0) % 4 === 0;
    if (name === 'left' ? aligned && parts : name.startsWith('right') ? aligned && first % 4 === 0 : whole)
      found.push(name);
  }
  return found;
}

/**
 * Large tiles where there are workgroups enough to fill a GPU with them, else small ones; strips for few rows, as in
 * decoding, where the weight is what takes time to read.
 */
function shapeOf(
  rows: number,
  widths: readonly number[],
  inner: number,
  splits: number,
  { leftTurned }: Product['source'],
): ProductShape {
  const count = (size: number): number =>
    widths.reduce((sum, width) => sum + Math.ceil(width / size), 0) * Math.ceil(rows / size) * splits;
  // Rows of weights that few rows multiply are read once, or once for every eight.
  if (!leftTurned && (rows <= 16 || (rows <= 32 && count(32) < 64))) {
    const height = Math.min(2 ** Math.ceil(Math.log2(Math.max(rows, 1))), 8);
    // Few strips of long sums would leave most of a GPU idle.
    const strips = widths.reduce((sum, width) => sum + Math.ceil(width / stripColumns), 0);
    return { kind: 'strip', rows: height, lanes: inner > 512 && strips < 64 ? 32 : 16 };
  }
  // A large tile that is mostly outside the result is work for nothing.
  if (count(64) >= 48 && 4 * count(64) <= 1.5 * count(32)) return { kind: 'tile', size: 64 };
  return { kind: 'tile', size: 32 };
}
