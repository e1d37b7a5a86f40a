import { afterAll, beforeAll, describe } from 'vitest';
import { openDevice, type BackendName, type Device } from './device.ts';
import { nodePlatform } from './nodePlatform.ts';
import { compareSources } from './program.ts';
import { smallestLimits } from './smallestLimits.ts';

compareSources();

/** VISPLAY_GPU=smallest: no more than every GPU has. */
const platformHere = process.env['VISPLAY_GPU'] === 'smallest' ? smallestLimits(nodePlatform) : nodePlatform;
const adapter = await platformHere.gpu().then((gpu) => gpu?.requestAdapter());
const required = process.env['VISPLAY_REQUIRE_WEBGPU'] === '1';
if (required && !adapter) {
  throw new Error(
    'VISPLAY_REQUIRE_WEBGPU=1, but no WebGPU adapter was found. Install a Vulkan driver or Chromium, whose software driver serves.',
  );
}

export type Suite = (backend: BackendName, device: () => Device) => void;

/**
 * Runs a suite on WASM, and on WebGPU where the `webgpu` package finds an adapter (Chromium's software driver
 * will do); elsewhere the WebGPU suite is skipped, or fails if VISPLAY_REQUIRE_WEBGPU=1.
 *
 * `device()` is for use inside tests and hooks.
 */
export function describeBackends(
  name: string,
  suite: Suite,
  backends: readonly BackendName[] = ['wasm', 'webgpu'],
  platform = platformHere,
): void {
  for (const backend of backends) {
    const missing = backend === 'webgpu' && !adapter;
    describe.skipIf(missing)(
      `${name} on ${backend}${missing ? ' (skipped: no WebGPU adapter here)' : ''}`,
      () => {
        let device: Device;
        beforeAll(async () => {
          device = await openDevice({ backend, platform });
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

/**
 * Runs a suite on WebGPU with no more than every device has, the smallest limits and no feature, for what is written in
 * another way where there are some; skipped where the adapter offers none of those, so that the suite has been run.
 */
export function describePlainest(name: string, suite: Suite): void {
  const offered = (['subgroups', 'shader-f16'] as const).filter((feature) => adapter?.features.has(feature));
  const same = adapter !== undefined && adapter !== null && offered.length === 0;
  const lacking = same ? ' (skipped: this adapter has none that kernels use)' : `: ${offered.join(', ')}`;
  describe.skipIf(same)(`Without features${lacking}`, () => {
    describeBackends(name, suite, ['webgpu'], smallestLimits(nodePlatform));
  });
}
