import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { ModuleBuilder } from './assembler.ts';

/** A function of a module of ours, on the memory of the backend's tensors. */
export type Kernel = (...numbers: number[]) => void;

/** A module of ours on one memory. */
export interface KernelModule {
  readonly memory: WebAssembly.Memory;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** by name, with their places among the module's exports */
  readonly kernels: ReadonlyMap<string, { readonly place: number; readonly call: Kernel }>;
}

const instances = new WeakMap<WebAssembly.Memory, Map<string, KernelModule | null>>();

/**
 * Kernels assembled by `write`, on the memory of this backend's tensors; made once per name. Null where they cannot
 * run: no SIMD, or a memory that the backend does not show (its threaded build).
 */
export function instanceOf(
  wasm: BackendWasm,
  name: string,
  write: (module: ModuleBuilder) => void,
): KernelModule | null {
  const memory = memoryOf(wasm);
  if (memory === null) return null;
  let named = instances.get(memory);
  if (named === undefined) instances.set(memory, (named = new Map()));
  let module = named.get(name);
  if (module === undefined) named.set(name, (module = instantiate(memory, write)));
  return module;
}

/** The memory of a backend's tensors; null for one that does not show it. */
export function memoryOf(wasm: BackendWasm): WebAssembly.Memory | null {
  const module: unknown = Reflect.get(wasm, 'wasm');
  const asm: unknown = isObject(module) ? Reflect.get(module, 'asm') : null;
  const memory: unknown = isObject(asm) ? Reflect.get(asm, 'memory') : null;
  return memory instanceof WebAssembly.Memory ? memory : null;
}

function instantiate(
  memory: WebAssembly.Memory,
  write: (module: ModuleBuilder) => void,
): KernelModule | null {
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  // An engine without relaxed SIMD refuses the first, one without any SIMD both.
  const bytes = [true, false]
    .map((relaxed) => {
      const builder = new ModuleBuilder(relaxed);
      write(builder);
      return builder.bytes(shared);
    })
    .find((binary) => WebAssembly.validate(binary));
  if (bytes === undefined) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const kernels = new Map<string, { readonly place: number; readonly call: Kernel }>();
  for (const [place, [name, value]] of Object.entries(exports).entries()) {
    if (typeof value !== 'function') continue;
    kernels.set(name, { place, call: (...numbers) => void Reflect.apply(value, undefined, numbers) });
  }
  return { memory, bytes, kernels };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
