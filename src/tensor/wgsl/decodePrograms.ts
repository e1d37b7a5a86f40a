import type * as tf from '@tensorflow/tfjs-core';
import { packedWidth, type HeadShape } from '../attentionLayout.ts';
import { rowColumns, type Decoding } from '../decoding.ts';
import type { LayerCache } from '../kvCache.ts';
import { runProgram } from '../program.ts';
import { asMatrix } from '../rank.ts';
import { largestBySubgroups, subgroupExtension } from './reduce.ts';

export function suitsDecoding({ headDim }: HeadShape): boolean {
  return headDim % 4 === 0 && headDim <= 128;
}

/** Rotated keys, and values, into the cache; then attention of every row. */
export function decodePrograms(
  qkv: tf.Tensor2D,
  shape: HeadShape,
  cache: LayerCache,
  decoding: Decoding,
  angles: tf.Tensor2D,
): tf.Tensor2D {
  const { keyValueHeads, headDim } = shape;
  const { rows, table: places, drawn } = decoding;
  const half = headDim / 2;
  const capacity = cache.own.shape[0] / drawn.shape[0];
  const count = rows.length * keyValueHeads * half;
  runProgram({
    name: 'DecodeStore',
    inputs: { qkv, places, drawn, angles },
    outputShape: cache.own.shape,
    integers: {
      count,
      half,
      key_value_heads: keyValueHeads,
      capacity,
      packed: packedWidth(shape),
      drawn_width: drawn.shape[1],
    },
    workgroups: Math.ceil(count / 64),
    workgroupSize: 64,
    // A thread takes one number of each half of a key, and of its value.
    body: /* wgsl */ `
      let at = workgroup_index() * 64 + i32(localIndex);
      if (at >= uniforms.count) { return; }
      let half = uniforms.half;
      let within = at % half;
      let head = (at / half) % uniforms.key_value_heads;
      let row = at / (half * uniforms.key_value_heads);
      let width = uniforms.key_value_heads * 2 * half;
      let slot = places[row * ${rowColumns}];
      let newest = i32(drawn[slot * uniforms.drawn_width]) - 1;
      let angle = (places[row * ${rowColumns} + 2] + newest) * 2 * half + within;
      let key = (row + 1) * uniforms.packed - 2 * width + head * 2 * half + within;
      let to = (slot * uniforms.capacity + newest) * 2 * width + head * 2 * half + within;
      let c = angles[angle];
      let s = angles[angle + half];
      let a = qkv[key];
      let b = qkv[key + half];
      result[to] = a * c - b * s;
      result[to + half] = b * c + a * s;
      result[to + width] = qkv[key + width];
      result[to + width + half] = qkv[key + width + half];
    `,
    into: cache.own,
  });
  return attend(qkv, shape, cache, decoding, angles);
}

/**
 * A workgroup takes one row and the heads that share a key head, or one head where there are few rows. Its threads first
 * take a whole key each; then a band of them goes through the values, a vec4 a thread.
 */
function attend(
  qkv: tf.Tensor2D,
  shape: HeadShape,
  cache: LayerCache,
  { rows, table: places, drawn }: Decoding,
  angles: tf.Tensor2D,
): tf.Tensor2D {
  const { heads, keyValueHeads, headDim } = shape;
  const group = heads / keyValueHeads;
  const capacity = cache.own.shape[0] / drawn.shape[0];
  const longest = Math.max(...rows.map(({ promptLength }) => promptLength)) + capacity;
  const threads = longest <= 96 ? 64 : longest <= 512 ? 128 : 256;
  // What a head needs of 16 KB of workgroup memory: its query twice, and of every thread two numbers and a vec4.
  const bytes = 8 * headDim + 24 * threads;
  const together = rows.length * keyValueHeads < 32 ? 1 : largestDivisor(group, Math.floor(16000 / bytes));
  const vectors = headDim / 4;
  let lanes = 1;
  while (lanes < vectors) lanes *= 2;
  const bands = threads / lanes;
  const parts = heads / together;
  const extensions = subgroupExtension();
  const inSubgroups = extensions.length > 0;
  const perHead = (text: (h: number) => string): string =>
    Array.from({ length: together }, (_, h) => text(h)).join('\n');
  return asMatrix(
    runProgram({
      name: `DecodeAttention ${headDim} ${group} ${together} ${threads}`,
      inputs: { qkv, places, drawn, angles, prompts: cache.prompts, own: cache.own },
      vectors: ['prompts', 'own', 'result'],
      outputShape: [rows.length, heads * headDim],
      integers: { rows: rows.length, heads, key_value_heads: keyValueHeads, capacity, drawn_width: drawn.shape[1], parts }, // prettier-ignore
      floats: { scale: 1 / Math.sqrt(headDim) },
      workgroups: rows.length * parts,
      workgroupSize: threads,
      extensions,
      declarations: /* wgsl */ `
        const HEAD_DIM = ${headDim};
        const THREADS = ${threads};
        var<workgroup> turned : array<f32, ${together * headDim}>;
        var<workgroup> query : array<vec4<f32>, ${together * vectors}>;
        var<workgroup> scores : array<f32, ${together * threads}>;
        var<workgroup> partial : array<f32, ${together * threads}>;
        var<workgroup> sums : array<vec4<f32>, ${together * threads}>;
        var<workgroup> key_count : i32;
        ${inSubgroups ? largestBySubgroups('scores', threads) : ''}
        // Part i of key or value j: of the prompt, then of the completion itself.
        fn load_cache(prompt : vec2<i32>, own_start : i32, j : i32, i : i32) -> vec4<f32> {
          let stride = uniforms.key_value_heads * ${2 * vectors};
          if (j < prompt.y) { return prompts[(prompt.x + j) * stride + i]; }
          return own[(own_start + j - prompt.y) * stride + i];
        }
      `,
      body: /* wgsl */ `
        let thread = i32(localIndex);
        let asked = workgroup_index() / uniforms.parts;
        let row = min(asked, uniforms.rows - 1);
        let first_head = (workgroup_index() % uniforms.parts) * ${together};
        let shared_head = first_head / ${group};
        let slot = places[row * ${rowColumns}];
        let prompt = vec2<i32>(places[row * ${rowColumns} + 1], places[row * ${rowColumns} + 2]);
        let own_start = slot * uniforms.capacity;
        if (thread == 0) { key_count = prompt.y + i32(drawn[slot * uniforms.drawn_width]); }
        let count = workgroupUniformLoad(&key_count);
        let key_part = shared_head * ${vectors};
        let value_part = (uniforms.key_value_heads + shared_head) * ${vectors};

        // The queries, turned.
        for (var i = thread; i < ${together * (headDim / 2)}; i += THREADS) {
          let within = i % ${headDim / 2};
          let head = i / ${headDim / 2};
          let at = (row * (uniforms.heads + 2 * uniforms.key_value_heads) + first_head + head) * HEAD_DIM + within;
          let angle = (count - 1) * HEAD_DIM + within;
          let c = angles[angle];
          let s = angles[angle + ${headDim / 2}];
          let a = qkv[at] * uniforms.scale;
          let b = qkv[at + ${headDim / 2}] * uniforms.scale;
          turned[head * HEAD_DIM + within] = a * c - b * s;
          turned[head * HEAD_DIM + within + ${headDim / 2}] = b * c + a * s;
        }
        workgroupBarrier();
        for (var i = thread; i < ${together * vectors}; i += THREADS) {
          query[i] = vec4<f32>(turned[4 * i], turned[4 * i + 1], turned[4 * i + 2], turned[4 * i + 3]);
        }
        workgroupBarrier();

        let lane = thread % ${lanes};
        let band = thread / ${lanes};
        ${perHead((h) => `var high${h} = -1.0e30; var weight${h} = 0.0; var y${h} = vec4<f32>(0.0);`)}
        for (var start = 0; start < count; start += THREADS) {
          let j = start + thread;
          ${perHead((h) => `var s${h} = -1.0e30;`)}
          if (j < count) {
            ${perHead((h) => `s${h} = 0.0;`)}
            for (var i = 0; i < ${vectors}; i++) {
              let k = load_cache(prompt, own_start, j, key_part + i);
              ${perHead((h) => `s${h} += dot(query[${h * vectors} + i], k);`)}
            }
          }
          ${perHead((h) => `scores[${h} * THREADS + thread] = s${h};`)}
          workgroupBarrier();
          ${inSubgroups ? '' : stretchMaxima(together, threads)}
          ${perHead((h) => `let largest${h} = max(high${h}, ${inSubgroups ? `largest_in(${h * threads}u)` : largestOfStretches(h)});`)}
          ${inSubgroups ? 'workgroupBarrier();' : ''}
          ${perHead(
            (h) => `
          let shrink${h} = exp(high${h} - largest${h});
          high${h} = largest${h};
          weight${h} *= shrink${h};
          y${h} *= shrink${h};
          scores[${h} * THREADS + thread] = select(0.0, exp(s${h} - largest${h}), j < count);`,
          )}
          workgroupBarrier();
          for (var n = band; n < min(THREADS, count - start); n += ${bands}) {
            let v = load_cache(prompt, own_start, start + n, value_part + min(lane, ${vectors - 1}));
            ${perHead((h) => `let p${h} = scores[${h} * THREADS + n]; weight${h} += p${h}; y${h} += p${h} * v;`)}
          }
          workgroupBarrier();
        }
        ${perHead((h) => `sums[${h} * THREADS + thread] = y${h}; partial[${h} * THREADS + thread] = weight${h};`)}
        workgroupBarrier();
        for (var h = band; h < ${together}; h += ${bands}) {
          var y = vec4<f32>(0.0);
          var weight = 0.0;
          for (var b = 0; b < ${bands}; b++) {
            y += sums[h * THREADS + b * ${lanes} + lane];
            weight += partial[h * THREADS + b * ${lanes} + lane];
          }
          if (lane < ${vectors} && asked < uniforms.rows) {
            result[(row * uniforms.heads + first_head + h) * ${vectors} + lane] = y / weight;
          }
        }
      `,
    }),
  );
}

const stretches = 8;

/** The largest score of every stretch of threads, of each head, into `partial`. */
const stretchMaxima = (heads: number, threads: number): string => /* wgsl */ `
          if (thread < ${heads * stretches}) {
            let base = (thread / ${stretches}) * THREADS + (thread % ${stretches}) * ${threads / stretches};
            var largest = scores[base];
            for (var i = 1; i < ${threads / stretches}; i++) { largest = max(largest, scores[base + i]); }
            partial[thread] = largest;
          }
          workgroupBarrier();`;

function largestOfStretches(head: number): string {
  const [first, ...rest] = Array.from({ length: stretches }, (_, i) => `partial[${head * stretches + i}]`);
  return rest.reduce((largest, other) => `max(${largest}, ${other})`, first!);
}

function largestDivisor(of: number, most: number): number {
  let divisor = Math.min(of, most);
  while (of % divisor !== 0) divisor--;
  return divisor;
}
