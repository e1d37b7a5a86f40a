import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/index.js';
import { plainOps } from './plainOps.ts';

/** A WGSL kernel of ours, run by the backend of TensorFlow.js in order with its own kernels. */
export interface Program {
  /** identity of the source: two programs of one name and different source would share a pipeline */
  readonly name: string;
  /** names of the inputs in the source: `array<f32>` or `array<i32>` each, every one must be read */
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputShape: number[];
  readonly outputType?: 'float32' | 'int32';
  /** scalars by name, in `uniforms`; integers as i32, `float` as f32 */
  readonly integers?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  /** workgroups; the source finds its own with `workgroup_index()` */
  readonly workgroups: number;
  readonly workgroupSize: number;
  /** declarations before `main` */
  readonly declarations?: string;
  /** body of `main`, which writes `result` */
  readonly body: string;
  /** names, `result` among them, of arrays of `vec4<f32>`: their sizes are multiples of four */
  readonly vectors?: readonly string[];
  /** likewise of arrays of two components */
  readonly pairs?: readonly string[];
  /** what the source needs beyond the core of WGSL; part of its identity */
  readonly extensions?: readonly Extension[];
  /** an existing tensor to write in place, instead of a new one */
  readonly into?: tf.Tensor;
}

/** Extensions of WGSL that kernels use where the device has their feature; none needs one. */
export type Extension = 'f16' | 'subgroups';

const featureOf: Readonly<Record<Extension, GPUFeatureName>> = { f16: 'shader-f16', subgroups: 'subgroups' };

/** The extensions that kernels on the device in use are written with. */
export function hasExtension(extension: Extension): boolean {
  const backend = tf.backend();
  return backend instanceof WebGPUBackend && backend.device.features.has(featureOf[extension]);
}

/** All of them. */
export function extensionsHere(): Extension[] {
  return (['f16', 'subgroups'] as const).filter(hasExtension);
}

let sources: Map<string, string> | null = null;

/** From now on, programs of one name and different source throw: for tests. */
export function compareSources(): void {
  sources ??= new Map();
}

function checkSource(key: string, source: string): void {
  if (sources === null) return;
  const known = sources.get(key);
  if (known !== undefined && known !== source)
    throw new Error(`Two programs of different source are named ${key}.`);
  sources.set(key, source);
}

/** Whether programs are to run: the backend in use is WebGPU, and nobody asked for plain ops. */
export function runsPrograms(): boolean {
  return !plainOps() && tf.backend() instanceof WebGPUBackend;
}

/** Enqueues a program; the result is its output, in the current `tf.tidy` scope (or `into` itself). */
export function runProgram(program: Program): tf.Tensor {
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend))
    throw new TypeError('This kernel runs on the WebGPU backend only.');
  const integers = Object.entries(program.integers ?? {});
  const floats = Object.entries(program.floats ?? {});
  const type = program.outputType ?? 'float32';
  const components = (name: string): number =>
    program.vectors?.includes(name) ? 4 : program.pairs?.includes(name) ? 2 : 1;
  const extensions = program.extensions ?? [];
  const key = [program.name, ...extensions].join(' ');
  const uniforms = [
    ...integers.map(([name]) => `${name} : i32,`),
    ...floats.map(([name]) => `${name} : f32,`),
  ].join(' ');
  const sourceOf = (): string => `
${extensions.map((extension) => `enable ${extension};`).join('\n')}
${program.declarations ?? ''}
fn workgroup_index() -> i32 {
  return i32((workgroupId.z * numWorkgroups.y + workgroupId.y) * numWorkgroups.x + workgroupId.x);
}
fn main(index : i32) {
${program.body}
}`;
  if (sources !== null) {
    // TensorFlow.js tells programs apart by these too.
    const identity = [key, program.workgroupSize, ...Object.keys(program.inputs)].join(' ');
    checkSource(identity, [uniforms, program.vectors, program.pairs, sourceOf()].join('\n'));
  }
  const output = backend.runWebGPUProgram(
    {
      variableNames: Object.keys(program.inputs),
      variableComponents: Object.keys(program.inputs).map(components),
      outputComponent: components('result'),
      outputShape: program.outputShape,
      dispatchLayout: { x: [0] },
      dispatch: [program.workgroups, 1, 1],
      workgroupSize: [program.workgroupSize, 1, 1],
      uniforms,
      shaderKey: key,
      getUserCode: sourceOf,
    },
    Object.values(program.inputs),
    type,
    [
      ...integers.map(([, value]) => ({ type: 'int32', data: [value] })),
      ...floats.map(([, value]) => ({ type: 'float32', data: [value] })),
    ],
    program.into,
  );
  return program.into ?? tf.engine().makeTensorFromTensorInfo(output);
}
