import { afterAll, beforeAll, describe } from 'vitest';
import { openDevice, type BackendName, type Device } from './device.ts';
import { nodePlatform } from './nodePlatform.ts';

const adapter = await nodePlatform.gpu().then((gpu) => gpu?.requestAdapter());
const required = process.env['VISPLAY_REQUIRE_WEBGPU'] === '1';
if (required && !adapter) {
  throw new Error(
    'VISPLAY_REQUIRE_WEBGPU=1, but no WebGPU adapter was found. Install a Vulkan driver or Chromium, whose software driver serves.',
  );
}

/**
 * Runs a suite on WASM, and on WebGPU where the `webgpu` package finds an adapter (Chromium's software driver
 * will do); elsewhere the WebGPU suite is skipped, or fails if VISPLAY_REQUIRE_WEBGPU=1.
 *
 * `device()` is for use inside tests and hooks.
 */
export function describeBackends(
  name: string,
  suite: (backend: BackendName, device: () => Device) => void,
  backends: readonly BackendName[] = ['wasm', 'webgpu'],
): void {
  for (const backend of backends) {
    const missing = backend === 'webgpu' && !adapter;
    describe.skipIf(missing)(
      `${name} on ${backend}${missing ? ' (skipped: no WebGPU adapter here)' : ''}`,
      () => {
        let device: Device;
        beforeAll(async () => {
          device = await openDevice({ backend, platform: nodePlatform });
        });
        afterAll(() => {
          device.check();
          device.close();
        });
        suite(backend, () => device);
      },
    );
  }
}
