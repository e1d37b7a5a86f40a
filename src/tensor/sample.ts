import type * as tf from '@tensorflow/tfjs-core';
import { rowColumns, type Decoding } from './decoding.ts';
import { floats, wasmBackend } from './heap.ts';
import { runProgram } from './program.ts';
import { randomWgsl } from './random.ts';
import { reduction } from './wgsl/reduce.ts';
import { sampleRow, type Sampling } from './sampleRow.ts';

/**
 * Draws one token per row of logits [rows, vocab], on the device, and counts on: its id (exact in float32) and its
 * log-probability under the logits as they are go behind those that the completion has in `drawn`. The position of a
 * token in its completion is folded into the row's key, so one key serves all of them.
 *
 * `tf.multinomial` is no alternative: on WebGPU its first row always draws outcome 0.
 */
export function sampleTokens(
  logits: tf.Tensor2D,
  { rows, table, drawn }: Decoding,
  sampling: Sampling,
): void {
  const [, vocab] = logits.shape;
  const width = drawn.shape[1];
  const wasm = wasmBackend();
  if (wasm === null) {
    const { temperature, topK, topP } = sampling;
    const threads = vocab <= 1024 ? 64 : 256;
    const reduce = reduction(threads);
    runProgram({
      name: `SampleTokens ${threads}`,
      inputs: { logits, places: table },
      outputShape: drawn.shape,
      integers: { rows: rows.length, vocab, width, topK: topK < vocab ? topK : 0 },
      floats: { temperature, topP },
      workgroups: rows.length,
      workgroupSize: threads,
      extensions: reduce.extensions,
      declarations: reduce.declarations + declarations(threads),
      body: body(threads),
      into: drawn,
    });
    return;
  }
  const [state, values] = [floats(wasm, drawn), floats(wasm, logits)];
  for (const [row, { slot, key }] of rows.entries()) {
    const rowLogits = values.subarray(row * vocab, (row + 1) * vocab);
    const position = state[slot * width]!;
    const { id, logProb } = sampleRow(rowLogits, key, position, sampling);
    state[slot * width + 2 + 2 * position] = id;
    state[slot * width + 3 + 2 * position] = logProb;
    state[slot * width] = position + 1;
  }
}

// One workgroup draws one row, and sums in a fixed order, so draws repeat. The edge of top-k and top-p is found bit by bit, from the highest: 32 passes over
// the row in place of a sort.
const declarations = (threads: number): string => /* wgsl */ `
${randomWgsl}

fn logit_at(row : i32, v : i32) -> f32 { return logits[row * uniforms.vocab + v]; }

// Orders floats as unsigned integers.
fn ordered(x : f32) -> u32 {
  let b = bitcast<u32>(x);
  return select(b | 0x80000000u, ~b, (b >> 31u) == 1u);
}

// Count or tempered weight of the logits of at least an edge.
fn mass_above(row : i32, edge : u32, floor_ : u32, largest : f32, counting : bool) -> f32 {
  var sum = 0.0;
  for (var v = i32(localIndex); v < uniforms.vocab; v += ${threads}) {
    let x = logit_at(row, v);
    let o = ordered(x);
    if (o >= edge && o >= floor_) {
      sum += select(exp((x - largest) / uniforms.temperature), 1.0, counting);
    }
  }
  return total(sum);
}

// The largest edge that leaves at least the wanted mass above it.
fn edge_for(row : i32, wanted : f32, floor_ : u32, largest : f32, counting : bool) -> u32 {
  var edge = 0u;
  for (var bit = 32u; bit > 0u; bit--) {
    let candidate = edge | (1u << (bit - 1u));
    if (mass_above(row, candidate, floor_, largest, counting) >= wanted) { edge = candidate; }
  }
  return max(edge, floor_);
}
`;

const body = (threads: number): string => /* wgsl */ `
  // Workgroups beyond the last row repeat it, and write nothing: barriers allow no early return.
  let row = min(workgroup_index(), uniforms.rows - 1);
  let vocab = uniforms.vocab;
  let state = places[row * ${rowColumns}] * uniforms.width;
  let position = i32(result[state]);
  var value = -3.0e38;
  var id = vocab;
  for (var v = i32(localIndex); v < vocab; v += ${threads}) {
    let x = logit_at(row, v);
    if (x > value) { value = x; id = v; }
  }
  var best = winner(value, id);
  let largest = logit_at(row, best);
  var sum = 0.0;
  for (var v = i32(localIndex); v < vocab; v += ${threads}) { sum += exp(logit_at(row, v) - largest); }
  let logSum = log(total(sum));

  let stream = random_bits(bitcast<u32>(places[row * ${rowColumns} + 3]), u32(position));
  if (uniforms.temperature > 0.0) {
    var edge = 0u;
    if (uniforms.topK > 0) { edge = edge_for(row, f32(uniforms.topK), 0u, largest, true); }
    if (uniforms.topP < 1.0) {
      let all = mass_above(row, edge, 0u, largest, false);
      edge = edge_for(row, uniforms.topP * all, edge, largest, false);
    }
    value = -3.0e38;
    id = vocab;
    for (var v = i32(localIndex); v < vocab; v += ${threads}) {
      let x = logit_at(row, v);
      if (ordered(x) < edge) { continue; }
      let score = x / uniforms.temperature - log(-log(random_uniform(stream, u32(v))));
      if (score > value) { value = score; id = v; }
    }
    best = winner(value, id);
  }
  if (localIndex == 0u && workgroup_index() < uniforms.rows) {
    result[state + 2 + 2 * position] = f32(best);
    result[state + 3 + 2 * position] = logit_at(row, best) - largest - logSum;
    result[state] = f32(position + 1);
  }
`;
