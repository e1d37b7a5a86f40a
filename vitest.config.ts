import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The runtime and its backends must share one copy of tfjs-core: its ES modules, as on a page.
  resolve: {
    alias: [{ find: /^@tensorflow\/tfjs-core$/, replacement: '@tensorflow/tfjs-core/dist/index.js' }],
  },
  // Bundles of this checkout: several may share their node_modules.
  cacheDir: '.cache',
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'e2e/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // One fewer by default, which of two cores is one.
    maxWorkers: availableParallelism(),
    env: {
      // Test files run side by side already; those about threads ask for them.
      VISPLAY_THREADS: process.env['VISPLAY_THREADS'] ?? '1',
      // Clearing workgroup memory is what a software driver takes most of its time to compile. Without it, a kernel
      // that reads what it has not written fails here, where on a page it would find zeros.
      VISPLAY_DAWN: process.env['VISPLAY_DAWN'] ?? 'enable-dawn-features=disable_workgroup_init',
    },
    // As every test file would load some thousand modules of the runtime, Vite bundles them.
    deps: {
      optimizer: {
        ssr: {
          enabled: true,
          include: [
            '@tensorflow/tfjs-core/dist/index.js',
            '@tensorflow/tfjs-core/dist/register_all_gradients',
            '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js',
            '@tensorflow/tfjs-backend-wasm/dist/index.js',
            '@tensorflow/tfjs-backend-webgpu/dist/index.js',
          ],
          // The start of the WASM backend asks where it is.
          rolldownOptions: { transform: { define: { __dirname: 'import.meta.dirname' } } },
        },
      },
    },
  },
});
