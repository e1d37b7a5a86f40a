import { defineConfig } from '@playwright/test';

const port = Number(process.env['VISPLAY_PORT'] ?? 4179);

/**
 * A person's browser on the built page. `tools/test.mjs` says which Chromium; WebGPU runs on SwiftShader where there is
 * no GPU, and background networking is off, for closed networks.
 */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: true,
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1280, height: 800 },
    // Requests that a service worker answers cannot be scripted; its own tests let it in.
    serviceWorkers: 'block',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['VISPLAY_CHROMIUM'] ?? process.env['CHROME_PATH'],
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
      ],
    },
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    port,
    reuseExistingServer: false,
    stdout: 'ignore',
    stderr: 'pipe',
  },
});
