import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import moduleFactory from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js';
import { importingSharedMemory, sharedMemory } from './sharedMemory.ts';

/**
 * The WASM backend on a memory that threads can share, from its single-threaded `binary`. Null where there is no such
 * memory, as on a page that is not cross-origin isolated.
 */
export async function sharedBackend(binary: ArrayBuffer): Promise<BackendWasm | null> {
  const rewritten = importingSharedMemory(new Uint8Array(binary));
  const memory = rewritten === null ? null : sharedMemory(rewritten.pages);
  if (rewritten === null || memory === null || !WebAssembly.validate(rewritten.bytes)) return null;
  const module = await WebAssembly.compile(rewritten.bytes);
  const wasm = await moduleFactory({
    instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(module, { ...imports, env: { ...imports['env'], memory } });
      receive(instance);
      return instance.exports;
    },
  });
  // What the package's own start gives its backend.
  const call = (name: string): ((...numbers: number[]) => number) => {
    const found: unknown = Reflect.get(wasm, `_${name}`);
    if (typeof found !== 'function') throw new Error(`The WASM binary has no ${name}.`);
    return (...numbers) => Number(Reflect.apply(found, wasm, numbers));
  };
  wasm.tfjs = {
    init: call('init'),
    initWithThreadsCount: call('init_with_threads_count'),
    getThreadsCount: call('get_threads_count'),
    registerTensor: call('register_tensor'),
    disposeData: call('dispose_data'),
    dispose: call('dispose'),
  };
  return new BackendWasm(wasm);
}
