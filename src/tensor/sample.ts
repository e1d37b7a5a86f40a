import * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, integers, wasmBackend } from './heap.ts';
import { runProgram, type Program } from './program.ts';
import { randomWgsl } from './random.ts';
import { asMatrix } from './rank.ts';
import { sampleRow, type Sampling } from './sampleRow.ts';

const threads = 64;

/**
 * Draws one token per row of logits [batch, vocab], on the device. `keys` is int32 [batch], the bits of each row's
 * random key; `position` counts the tokens of a completion, so one key serves all of them.
 *
 * Result [batch, 2]: the id (exact in float32) and its log-probability under the logits as they are.
 * `tf.multinomial` is no alternative: on WebGPU its first row always draws outcome 0.
 */
export function sampleTokens(
  logits: tf.Tensor2D,
  keys: tf.Tensor1D,
  position: number,
  sampling: Sampling,
): tf.Tensor2D {
  const [batch, vocab] = logits.shape;
  const wasm = wasmBackend();
  if (wasm === null) return asMatrix(runProgram(programOf(logits, keys, position, sampling)));
  const output = allocate(wasm, [batch, 2]);
  const [result, values, rowKeys] = [floats(wasm, output), floats(wasm, logits), integers(wasm, keys)];
  for (let row = 0; row < batch; row++) {
    const rowLogits = values.subarray(row * vocab, (row + 1) * vocab);
    const { id, logProb } = sampleRow(rowLogits, rowKeys[row]!, position, sampling);
    result[2 * row] = id;
    result[2 * row + 1] = logProb;
  }
  return asMatrix(output);
}

function programOf(
  logits: tf.Tensor2D,
  keys: tf.Tensor1D,
  position: number,
  { temperature, topK, topP }: Sampling,
): Program {
  const [batch, vocab] = logits.shape;
  return {
    name: 'SampleTokens',
    inputs: { logits, keys },
    outputShape: [batch, 2],
    integers: { position, topK: topK < vocab ? topK : 0 },
    floats: { temperature, topP },
    workgroups: batch,
    workgroupSize: threads,
    declarations,
    body,
  };
}

// One workgroup draws one row. The edge of top-k and top-p is found bit by bit, from the highest: 32 passes over
// the row in place of a sort.
const declarations = /* wgsl */ `
${randomWgsl}
var<workgroup> partial : array<f32, ${threads}>;
var<workgroup> partialId : array<i32, ${threads}>;

fn logit_at(row : i32, v : i32) -> f32 { return logits[row * uniforms.logitsShape[1] + v]; }

// Orders floats as unsigned integers.
fn ordered(x : f32) -> u32 {
  let b = bitcast<u32>(x);
  return select(b | 0x80000000u, ~b, (b >> 31u) == 1u);
}

fn total(value : f32) -> f32 {
  partial[localIndex] = value;
  workgroupBarrier();
  var sum = 0.0;
  for (var i = 0; i < ${threads}; i++) { sum += partial[i]; }
  workgroupBarrier();
  return sum;
}

// The largest value over the workgroup and its id, the lowest id of equals.
fn winner(value : f32, id : i32) -> i32 {
  partial[localIndex] = value;
  partialId[localIndex] = id;
  workgroupBarrier();
  var best = 0;
  for (var i = 1; i < ${threads}; i++) {
    let above = partial[i] > partial[best];
    let first = partial[i] == partial[best] && partialId[i] < partialId[best];
    if (above || first) { best = i; }
  }
  let found = partialId[best];
  workgroupBarrier();
  return found;
}

// Count or tempered weight of the logits of at least an edge.
fn mass_above(row : i32, edge : u32, floor_ : u32, largest : f32, counting : bool) -> f32 {
  var sum = 0.0;
  for (var v = i32(localIndex); v < uniforms.logitsShape[1]; v += ${threads}) {
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

const body = /* wgsl */ `
  // Workgroups beyond the last row repeat it: barriers allow no early return.
  let row = min(workgroup_index(), uniforms.outShape[0] - 1);
  let vocab = uniforms.logitsShape[1];
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

  let stream = random_bits(bitcast<u32>(keys[row]), u32(uniforms.position));
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
  if (localIndex == 0u) {
    result[2 * row] = f32(best);
    result[2 * row + 1] = logit_at(row, best) - largest - logSum;
  }
`;
