import type * as tf from '@tensorflow/tfjs-core';
import { asMatrix } from '../rank.ts';
import type { AttentionShape, Visible } from '../attentionShape.ts';
import { runProgram, type Program } from '../program.ts';
import { reduceWgsl, threads } from './reduce.ts';

/** Scores that a workgroup holds: beyond, tiled products of whole matrices are better anyway. */
const mostKeys = 1024;

/**
 * Whether these programs serve a shape: few queries and keys, as in decoding and in short sequences, and heads of which
 * a thread takes two numbers at most.
 */
export function suitsPrograms({ queries, keys, headDim }: AttentionShape): boolean {
  return keys <= mostKeys && queries * keys <= 256 * 256 && headDim <= 2 * threads;
}

export interface AttentionInputs {
  readonly q: tf.Tensor2D;
  readonly k: tf.Tensor2D;
  readonly v: tf.Tensor2D;
  readonly shape: AttentionShape;
  readonly visible: Visible | null;
}

/** The forward pass: one workgroup a query, whose scores stay in its memory. */
export function attentionProgram(inputs: AttentionInputs): tf.Tensor2D {
  const { q, k, v, shape } = inputs;
  const sight = sightOf(inputs);
  const slots = slotsFor(shape.keys);
  return asMatrix(
    runProgram({
      ...common(shape),
      name: `Attention${sight.name}${slots}`,
      inputs: { q, k, v, ...sight.inputs },
      outputShape: q.shape,
      workgroups: shape.batch * shape.heads * shape.queries,
      declarations: declarations(sight.wgsl, slots),
      body: /* wgsl */ `${scoresWgsl}
        let value = value_at(place, 0);
        for (var d = i32(localIndex); d < uniforms.head_dim; d += ${threads}) {
          var sum = 0.0;
          for (var j = 0; j < uniforms.keys; j++) { sum += scores[j] * v[value + j * key_stride() + d]; }
          result[query + d] = sum / weight;
        }
      `,
    }),
  );
}

/** The gradients of q, k and v, with the output of the forward pass. */
export function attentionGradientPrograms(
  inputs: AttentionInputs,
  y: tf.Tensor2D,
  dy: tf.Tensor,
): tf.Tensor[] {
  const { q, k, v, shape } = inputs;
  const { batch, heads, keyValueHeads, queries, keys } = shape;
  const sight = sightOf(inputs);
  const slots = slotsFor(shape.keys);
  // Of every query: the largest score, the sum of exponentials, and the mean slope of its probabilities (the product
  // of the output and its gradient). [batch * heads * queries, 3]
  const stats = runProgram({
    ...common(shape),
    name: `AttentionStats${sight.name}${slots}`,
    inputs: { q, k, y, dy, ...sight.inputs },
    outputShape: [batch * heads * queries, 3],
    workgroups: batch * heads * queries,
    declarations: declarations(sight.wgsl, slots),
    body: /* wgsl */ `${scoresWgsl}
      var along = 0.0;
      for (var d = i32(localIndex); d < uniforms.head_dim; d += ${threads}) { along += dy[query + d] * y[query + d]; }
      let mean = total(along);
      if (localIndex == 0u) {
        result[3 * place.index] = largest;
        result[3 * place.index + 1] = weight;
        result[3 * place.index + 2] = mean;
      }
    `,
  });
  const dq = runProgram({
    ...common(shape),
    name: `AttentionQueryBack${sight.name}${slots}`,
    inputs: { q, k, v, dy, stats, ...sight.inputs },
    outputShape: q.shape,
    workgroups: batch * heads * queries,
    declarations: declarations(sight.wgsl, slots),
    body: /* wgsl */ `${placeWgsl}
      let value = value_at(place, 0);
      for (var j = i32(localIndex); j < uniforms.keys; j += ${threads}) {
        var term = 0.0;
        if (sees(place, j)) {
          let key = value + j * key_stride();
          let p = exp(score(place, query, key, j) - stats[3 * place.index]) / stats[3 * place.index + 1];
          var slope = 0.0;
          for (var d = 0; d < uniforms.head_dim; d++) { slope += dy[query + d] * v[key + d]; }
          term = p * (slope - stats[3 * place.index + 2]) * uniforms.scale;
        }
        scores[j] = term;
      }
      workgroupBarrier();
      for (var d = i32(localIndex); d < uniforms.head_dim; d += ${threads}) {
        var sum = 0.0;
        for (var j = 0; j < uniforms.keys; j++) { sum += scores[j] * k[value + j * key_stride() + d]; }
        result[query + d] = sum;
      }
    `,
  });
  const byKey = (name: string, ofKey: boolean): tf.Tensor =>
    runProgram({
      ...common(shape),
      name: `${name}${sight.name}`,
      inputs: { q, k, dy, stats, ...(ofKey && { v }), ...sight.inputs },
      outputShape: k.shape,
      workgroups: batch * keyValueHeads * keys,
      declarations: declarations(sight.wgsl, threads),
      // One workgroup a key: the queries of all heads that share it, a stretch of them at a time.
      body: /* wgsl */ `
        let group = uniforms.heads / uniforms.key_value_heads;
        let at = min(workgroup_index(), uniforms.batch * uniforms.key_value_heads * uniforms.keys - 1);
        let j = at % uniforms.keys;
        let shared_head = (at / uniforms.keys) % uniforms.key_value_heads;
        let b = at / (uniforms.keys * uniforms.key_value_heads);
        let key = (b * uniforms.keys + j) * key_stride() + shared_head * uniforms.head_dim;
        var sum = 0.0;
        var sum_next = 0.0;
        let pairs = group * uniforms.queries;
        for (var first = 0; first < pairs; first += ${threads}) {
          let pair = first + i32(localIndex);
          var term = 0.0;
          if (pair < pairs) {
            let place = Place(b, shared_head * group + pair / uniforms.queries, pair % uniforms.queries, 0);
            let query = query_at(place);
            if (sees(place, j)) {
              let stat = 3 * ((place.b * uniforms.heads + place.h) * uniforms.queries + place.i);
              let p = exp(score(place, query, key, j) - stats[stat]) / stats[stat + 1];
              ${
                ofKey
                  ? /* wgsl */ `
              var slope = 0.0;
              for (var d = 0; d < uniforms.head_dim; d++) { slope += dy[query + d] * v[key + d]; }
              term = p * (slope - stats[stat + 2]) * uniforms.scale;`
                  : 'term = p;'
              }
            }
          }
          scores[localIndex] = term;
          workgroupBarrier();
          for (var n = 0; n < min(${threads}, pairs - first); n++) {
            let pair_n = first + n;
            let query = query_at(Place(b, shared_head * group + pair_n / uniforms.queries, pair_n % uniforms.queries, 0));
            let d = i32(localIndex);
            if (d < uniforms.head_dim) { sum += scores[n] * ${ofKey ? 'q' : 'dy'}[query + d]; }
            if (d + ${threads} < uniforms.head_dim) { sum_next += scores[n] * ${ofKey ? 'q' : 'dy'}[query + d + ${threads}]; }
          }
          workgroupBarrier();
        }
        if (i32(localIndex) < uniforms.head_dim) { result[key + i32(localIndex)] = sum; }
        if (i32(localIndex) + ${threads} < uniforms.head_dim) { result[key + i32(localIndex) + ${threads}] = sum_next; }
      `,
    });
  const gradients = [dq, byKey('AttentionKeyBack', true), byKey('AttentionValueBack', false)];
  stats.dispose();
  return gradients;
}

function common({
  batch,
  queries,
  keys,
  heads,
  keyValueHeads,
  headDim,
  causal,
}: AttentionShape): Pick<Program, 'integers' | 'floats' | 'workgroupSize'> {
  return {
    integers: {
      batch,
      queries,
      keys,
      heads,
      key_value_heads: keyValueHeads,
      head_dim: headDim,
      causal: causal ? 1 : 0,
    },
    floats: { scale: 1 / Math.sqrt(headDim) },
    workgroupSize: threads,
  };
}

function byCount(first: string): string {
  return `fn sees(place : Place, j : i32) -> bool {
    return j < ${first} + select(0, place.i, uniforms.causal == 1);
  }`;
}

/** How a program tells which keys may be seen: every declared input has to be read, so it is part of the source. */
function sightOf({ visible }: AttentionInputs): {
  readonly name: string;
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly wgsl: string;
} {
  if (visible?.counts)
    return { name: 'Counted', inputs: { counts: visible.counts }, wgsl: byCount('counts[place.b]') };
  const all = 'select(uniforms.keys, uniforms.keys - uniforms.queries + 1, uniforms.causal == 1)';
  if (!visible?.mask) return { name: '', inputs: {}, wgsl: byCount(all) };
  return {
    name: 'Masked',
    inputs: { mask: visible.mask },
    wgsl: `fn sees(place : Place, j : i32) -> bool {
      return mask[place.b * uniforms.keys + j] > 0.5 && j < ${all} + select(0, place.i, uniforms.causal == 1);
    }`,
  };
}

/** Room for a row of scores: a workgroup clears all of its memory first, so no more than twice what is needed. */
function slotsFor(keys: number): number {
  let slots = threads;
  while (slots < keys) slots *= 2;
  return slots;
}

function declarations(sight: string, slots: number): string {
  return /* wgsl */ `
${reduceWgsl}
var<workgroup> scores : array<f32, ${slots}>;
struct Place { b : i32, h : i32, i : i32, index : i32 };
${sight}
fn key_stride() -> i32 { return uniforms.key_value_heads * uniforms.head_dim; }
fn query_at(place : Place) -> i32 {
  return ((place.b * uniforms.queries + place.i) * uniforms.heads + place.h) * uniforms.head_dim;
}
fn value_at(place : Place, j : i32) -> i32 {
  let shared_head = place.h / (uniforms.heads / uniforms.key_value_heads);
  return (place.b * uniforms.keys + j) * key_stride() + shared_head * uniforms.head_dim;
}
fn score(place : Place, query : i32, key : i32, j : i32) -> f32 {
  if (!sees(place, j)) { return -1.0e9; }
  var sum = 0.0;
  for (var d = 0; d < uniforms.head_dim; d++) { sum += q[query + d] * k[key + d]; }
  return sum * uniforms.scale;
}
`;
}

/** The query of a workgroup; those beyond the last repeat it. */
const placeWgsl = /* wgsl */ `
  let query_index = min(workgroup_index(), uniforms.batch * uniforms.heads * uniforms.queries - 1);
  let place = Place(
    query_index / (uniforms.heads * uniforms.queries),
    (query_index / uniforms.queries) % uniforms.heads,
    query_index % uniforms.queries,
    query_index,
  );
  let query = query_at(place);
`;

/** The exponentials of a query's scores in `scores`, their `weight` together, and the `largest` score. */
const scoresWgsl = /* wgsl */ `${placeWgsl}
  var high = -3.0e38;
  for (var j = i32(localIndex); j < uniforms.keys; j += ${threads}) {
    let s = score(place, query, value_at(place, j), j);
    scores[j] = s;
    high = max(high, s);
  }
  let largest = highest(high);
  var part = 0.0;
  for (var j = i32(localIndex); j < uniforms.keys; j += ${threads}) {
    let e = exp(scores[j] - largest);
    scores[j] = e;
    part += e;
  }
  let weight = total(part);
`;
