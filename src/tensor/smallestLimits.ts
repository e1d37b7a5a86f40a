import type { Platform } from './device.ts';

/** Limits that every WebGPU device has (WebGPU specification, 3.6.2), of those that the device asks for. */
const guaranteed: Readonly<Record<string, number>> = {
  maxStorageBuffersPerShaderStage: 8,
  maxStorageBufferBindingSize: 134_217_728,
  maxBufferSize: 268_435_456,
  maxComputeWorkgroupStorageSize: 16_384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupSizeY: 256,
  maxComputeWorkgroupSizeZ: 64,
  maxComputeWorkgroupsPerDimension: 65_535,
};

/** A platform whose adapter offers no more than every adapter must, and no optional feature: for tests. */
export function smallestLimits(platform: Platform): Platform {
  return {
    ...platform,
    async gpu() {
      const gpu = await platform.gpu();
      if (gpu === null) return null;
      return replaced(gpu, {
        requestAdapter: async (options?: GPURequestAdapterOptions) => {
          const adapter = await gpu.requestAdapter(options);
          if (adapter === null) return null;
          return replaced(adapter, { limits: guaranteed, features: new Set() });
        },
      });
    },
  };
}

/** An object with some properties in the place of its own; its methods still run on itself. */
function replaced<T extends object>(target: T, properties: Readonly<Record<string, unknown>>): T {
  return new Proxy(target, {
    get(object, name) {
      if (typeof name === 'string' && name in properties) return properties[name];
      const value: unknown = Reflect.get(object, name, object);
      return typeof value === 'function' ? value.bind(object) : value;
    },
  });
}
