import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { ModuleBuilder } from './assembler.ts';

/** A function of a module of ours, on the memory of the backend's tensors. */
export type Kernel = (...numbers: number[]) => void;

const instances = new WeakMap<WebAssembly.Memory, Map<string, ReadonlyMap<string, Kernel> | null>>();

/**
 * Kernels assembled by `write`, on the memory of this backend's tensors; made once per name. Null where they cannot
 * run: no SIMD, or a memory that the backend does not show (its threaded build).
 */
export function instanceOf(
  wasm: BackendWasm,
  name: string,
  write: (module: ModuleBuilder) => void,
): ReadonlyMap<string, Kernel> | null {
  const memory = memoryOf(wasm);
  if (memory === null) return null;
  let named = instances.get(memory);
  if (named === undefined) instances.set(memory, (named = new Map()));
  let exports = named.get(name);
  if (exports === undefined) named.set(name, (exports = instantiate(memory, write)));
  return exports;
}

function memoryOf(wasm: BackendWasm): WebAssembly.Memory | null {
  const module: unknown = Reflect.get(wasm, 'wasm');
  const asm: unknown = isObject(module) ? Reflect.get(module, 'asm') : null;
  const memory: unknown = isObject(asm) ? Reflect.get(asm, 'memory') : null;
  return memory instanceof WebAssembly.Memory ? memory : null;
}

function instantiate(
  memory: WebAssembly.Memory,
  write: (module: ModuleBuilder) => void,
): ReadonlyMap<string, Kernel> | null {
  // An engine without relaxed SIMD refuses the first, one without any SIMD both.
  const bytes = [true, false]
    .map((relaxed) => {
      const builder = new ModuleBuilder(relaxed);
      write(builder);
      return builder.bytes();
    })
    .find((binary) => WebAssembly.validate(binary));
  if (bytes === undefined) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const found = new Map<string, Kernel>();
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value === 'function')
      found.set(name, (...numbers) => void Reflect.apply(value, undefined, numbers));
  }
  return found;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
