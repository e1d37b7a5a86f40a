import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'e2e/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Test files run side by side already; those about threads ask for them.
    env: { VISPLAY_THREADS: process.env['VISPLAY_THREADS'] ?? '1' },
    // The runtime and its backends must share one copy of tfjs-core: Vite resolves their ES modules.
    server: { deps: { inline: [/@tensorflow\/tfjs/] } },
  },
});
