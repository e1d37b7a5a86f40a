/** The built page from a host of plain files, which sends none of the headers that threads need. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './visit.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

let server: Server;
let address: string;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join('dist', normalize(path.endsWith('/') ? `${path}index.html` : path));
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The server has no port.');
  address = `http://localhost:${bound.port}`;
});

test.afterAll(() => {
  server.close();
});

/** What the worker computes on, as the run's first event says. */
async function adapterOf(page: Page): Promise<string> {
  await page.locator('[data-action="start"]').click();
  await page.waitForFunction(() => (window.visplay?.run().header ?? null) !== null, undefined, {
    timeout: 45_000,
  });
  return page.evaluate(() => window.visplay!.run().header!.device.adapter);
}

test('a plain host: isolated after one reload, and WebAssembly computes on threads', async ({ page }) => {
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.goto(`${address}/?backend=wasm`);
  await page.waitForFunction(() => crossOriginIsolated && window.visplay !== undefined);
  await page.waitForFunction(() => (window.visplay?.state().pictures ?? 0) >= 48);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  expect(await adapterOf(page)).toMatch(cores > 1 ? /^WebAssembly SIMD, \d+ threads$/ : /1 thread$/);
  expect(loads).toBe(2);
});

test.describe('service workers blocked', () => {
  test.use({ serviceWorkers: 'block' });

  test('a plain host: no reload, and WebAssembly computes on one thread', async ({ page }) => {
    let loads = 0;
    page.on('load', () => (loads += 1));
    await page.goto(`${address}/?backend=wasm`);
    await page.waitForFunction(() => (window.visplay?.state().pictures ?? 0) >= 48);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await adapterOf(page)).toBe('WebAssembly SIMD, 1 thread');
    expect(loads).toBe(1);
  });
});
