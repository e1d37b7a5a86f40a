/**
 * Products of square float32 matrices by tiles of several shapes, straight on the GPU: the best of them is what an
 * adapter can do. The engine's own products are measured beside them.
 */

/** Numbers of the result that a workgroup and a thread compute, and terms that are staged at once. */
export interface Tile {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly terms: number;
  readonly threadRows: number;
  /** a multiple of 4: columns are vectors */
  readonly threadColumns: number;
}

const tile = (
  rows: number,
  columns: number,
  terms: number,
  threadRows: number,
  threadColumns: number,
): Tile => ({
  name: `${rows}x${columns} tile, ${threadRows}x${threadColumns} a thread`,
  rows,
  columns,
  terms,
  threadRows,
  threadColumns,
});

/** All within the smallest legal limits: 256 invocations, 16 KB of workgroup memory. */
export const tiles: readonly Tile[] = [
  tile(32, 32, 32, 4, 4),
  tile(64, 64, 16, 4, 4),
  tile(64, 64, 16, 8, 8),
  tile(128, 64, 16, 8, 4),
  tile(128, 128, 8, 8, 8),
];

const each = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

function source({ rows, columns, terms, threadRows, threadColumns }: Tile, size: number): string {
  const [across, down] = [columns / threadColumns, rows / threadRows];
  const threads = across * down;
  const vectors = threadColumns / 4;
  return /* wgsl */ `
@group(0) @binding(0) var<storage, read> a : array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b : array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> c : array<vec4<f32>>;
// Terms lie outermost, so that a thread's rows and columns are side by side.
var<workgroup> left : array<f32, ${terms * rows}>;
var<workgroup> right : array<vec4<f32>, ${(terms * columns) / 4}>;
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) local : u32) {
  let x = local % ${across}u;
  let y = local / ${across}u;
  let top = group.y * ${rows}u;
  let start = group.x * ${columns / 4}u;
  ${each(threadRows, (r) => each(vectors, (v) => `var s${r}_${v} = vec4<f32>(0.0);`).join(' ')).join('\n  ')}
  for (var k = 0u; k < ${size}u; k += ${terms}u) {
    for (var i = local; i < ${(rows * terms) / 4}u; i += ${threads}u) {
      let row = i / ${terms / 4}u;
      let term = i % ${terms / 4}u;
      let v = a[(top + row) * ${size / 4}u + k / 4u + term];
      left[(term * 4u) * ${rows}u + row] = v.x;
      left[(term * 4u + 1u) * ${rows}u + row] = v.y;
      left[(term * 4u + 2u) * ${rows}u + row] = v.z;
      left[(term * 4u + 3u) * ${rows}u + row] = v.w;
    }
    for (var i = local; i < ${(terms * columns) / 4}u; i += ${threads}u) {
      right[i] = b[(k + i / ${columns / 4}u) * ${size / 4}u + start + i % ${columns / 4}u];
    }
    workgroupBarrier();
    for (var t = 0u; t < ${terms}u; t++) {
      ${each(vectors, (v) => `let w${v} = right[t * ${columns / 4}u + x + ${v * across}u];`).join(' ')}
      ${each(threadRows, (r) => `let u${r} = left[t * ${rows}u + y * ${threadRows}u + ${r}u]; ${each(vectors, (v) => `s${r}_${v} = fma(vec4<f32>(u${r}), w${v}, s${r}_${v});`).join(' ')}`).join('\n      ')}
    }
    workgroupBarrier();
  }
  ${each(threadRows, (r) => each(vectors, (v) => `c[(top + y * ${threadRows}u + ${r}u) * ${size / 4}u + start + x + ${v * across}u] = s${r}_${v};`).join(' ')).join('\n  ')}
}`;
}

/** One kernel for matrices of one size, with memory of its own. */
export interface Matmul {
  /** Multiplies `times` times over and waits until it is done. */
  readonly run: (times: number) => Promise<void>;
  /** The product of two matrices. */
  multiply(a: Float32Array<ArrayBuffer>, b: Float32Array<ArrayBuffer>): Promise<Float32Array>;
  destroy(): void;
}

/** `size` must be a multiple of 128. */
export function matmulOf(gpu: GPUDevice, tile: Tile, size: number): Matmul {
  const module = gpu.createShaderModule({ code: source(tile, size) });
  const pipeline = gpu.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const bytes = 4 * size * size;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [left, right, result] = [0, 1, 2].map(() => gpu.createBuffer({ size: bytes, usage }));
  const buffers = [left!, right!, result!];
  const bindings = gpu.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const submit = (times: number, then: (encoder: GPUCommandEncoder) => void): void => {
    const encoder = gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    for (let i = 0; i < times; i++) pass.dispatchWorkgroups(size / tile.columns, size / tile.rows);
    pass.end();
    then(encoder);
    gpu.queue.submit([encoder.finish()]);
  };
  return {
    async run(times) {
      submit(times, () => undefined);
      await gpu.queue.onSubmittedWorkDone();
    },
    async multiply(a, b) {
      gpu.queue.writeBuffer(left!, 0, a);
      gpu.queue.writeBuffer(right!, 0, b);
      const staging = gpu.createBuffer({
        size: bytes,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      });
      submit(1, (encoder) => encoder.copyBufferToBuffer(result!, 0, staging, 0, bytes));
      await staging.mapAsync(GPUMapMode.READ);
      const values = new Float32Array(staging.getMappedRange().slice(0));
      staging.destroy();
      return values;
    },
    destroy() {
      for (const buffer of buffers) buffer.destroy();
    },
  };
}
