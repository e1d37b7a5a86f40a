#!/usr/bin/env node
/**
 * Decoding in a browser, ours against onnxruntime-web: the same weights, prompt, steps and machine, in turn.
 *
 *   node tools/bench/browser.mjs [--backend both|webgpu|wasm] [--repeats 7] [--steps 65] [--gpu] [--peer DIR] [--json] [--out FILE]
 *
 * Needs the graph of export_onnx.py and `npm install`. Without --gpu a software adapter is forced, so that it runs
 * anywhere; with it the browser takes the machine's own GPU.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium as playwright } from '@playwright/test';
import { build, preview } from 'vite';
import { chromium, versionOf } from '../chromium.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const graph = join(root, 'tools/bench/out/nano-decoder.onnx');

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'both' },
    repeats: { type: 'string', default: '7' },
    steps: { type: 'string', default: '65' },
    gpu: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    peer: { type: 'string', default: join(root, 'node_modules/onnxruntime-web') },
    out: { type: 'string' },
  },
});
const peer = join(values.peer, 'dist');
const repeats = Number(values.repeats);
const steps = Number(values.steps);
const backends = values.backend === 'both' ? ['wasm', 'webgpu'] : [values.backend];
/** How much faster ours is to be. */
const targets = { 1: 1, 8: 1.3 };

if (!existsSync(graph)) stop('There is no graph. Run `python tools/bench/export_onnx.py` first.');
if (!existsSync(peer))
  stop(`onnxruntime-web is not in ${values.peer}. Run \`npm install\`, or name its folder with --peer.`);

const say = (line) => process.stderr.write(`${line}\n`);
const types = { '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.onnx': 'application/octet-stream' };

/** Files of the peer beside the page; the isolation that threads need comes with the project's own headers. */
const files = {
  name: 'peer files',
  configurePreviewServer(server) {
    server.middlewares.use((request, response, next) => {
      const path = new URL(request.url, 'http://localhost').pathname;
      const file = path.startsWith('/ort/')
        ? join(peer, path.slice(5))
        : ['/tools/bench/ortWorker.mjs', '/tools/bench/out/nano-decoder.onnx'].includes(path)
          ? join(root, path)
          : null;
      if (file === null || !existsSync(file)) {
        next();
        return;
      }
      response.setHeader('Content-Type', types[extname(file)] ?? 'text/plain');
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
      response.end(readFileSync(file));
    });
  },
};

const folder = mkdtempSync(join(tmpdir(), 'visplay-bench-'));
let server;
let browser;
try {
  const settings = { root, logLevel: 'warn', base: '/', build: { outDir: folder, emptyOutDir: true } };
  settings.build.rollupOptions = { input: join(root, 'tools/bench/page.html') };
  await build(settings);
  server = await preview({ ...settings, plugins: [files], preview: { port: 0, host: '127.0.0.1' } });
  const address = server.httpServer.address();
  const path = await chromium(say);
  const flags = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--enable-unsafe-webgpu']; // prettier-ignore
  if (!values.gpu) flags.push('--use-webgpu-adapter=swiftshader');
  else flags.push('--enable-features=Vulkan', '--ignore-gpu-blocklist');
  browser = await playwright.launch({ executablePath: path, args: flags });
  const page = await browser.newPage();
  page.on('pageerror', (error) => say(`page: ${error.message}`));
  await page.goto(`http://127.0.0.1:${address.port}/tools/bench/page.html`);
  const isolated = await page.evaluate(() => globalThis.crossOriginIsolated);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const report = {
    at: new Date().toISOString(),
    machine: { cpu: cpus()[0]?.model, cores: cpus().length },
    browser: versionOf(path),
    isolated,
    steps,
    results: [],
  };
  for (const backend of backends)
    report.results.push(...(await compare(page, backend, isolated ? cores : 1)));
  if (values.out) writeFileSync(values.out, `${JSON.stringify(report, null, 1)}\n`);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : text(report));
} finally {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

/** Ours and the peer, which takes as many threads as serve it best, in turn. */
async function compare(page, backend, cores) {
  const ask = async (name, request) => {
    const reply = await page.evaluate(([who, what]) => globalThis.ask(who, what), [name, request]);
    if (reply.error) throw new Error(`${name}: ${reply.error}`);
    return reply;
  };
  const { text_config: shape } = JSON.parse(
    readFileSync(join(root, 'public/models/nano/config.json'), 'utf8'),
  );
  const opened = await ask(`ours ${backend}`, { kind: 'open', backend, model: '/models/nano/' });
  const engines = [{ name: `ours ${backend}`, label: `ours (${opened.adapter})` }];
  for (const threads of backend === 'wasm' && cores > 1 ? [1, cores] : [cores]) {
    const name = `onnxruntime ${backend} ${threads}`;
    try {
      const { adapter } = await ask(name, {
        kind: 'open',
        backend,
        threads,
        graph: '/tools/bench/out/nano-decoder.onnx',
        layers: shape.num_hidden_layers,
        keyValueHeads: shape.num_key_value_heads,
        headDim: shape.head_dim,
        vocab: shape.vocab_size,
      });
      const how = backend === 'wasm' ? `, ${threads} thread${threads > 1 ? 's' : ''}` : '';
      engines.push({ name, label: `${adapter}${how}` });
    } catch (error) {
      say(`${error.message}`);
    }
  }
  const results = [];
  for (const batch of [1, 8]) {
    const times = engines.map(() => []);
    const tokens = [];
    for (let repeat = 0; repeat <= repeats; repeat++) {
      for (const [i, { name, label }] of engines.entries()) {
        say(`${backend}, batch ${batch}: ${label}, ${repeat === 0 ? 'warming up' : repeat}`);
        const reply = await ask(name, { kind: 'decode', batch, steps, prompt: opened.prompt });
        tokens[i] = JSON.stringify(reply.tokens);
        if (repeat > 0) times[i].push(reply.milliseconds);
      }
    }
    const rows = engines.map(({ label }, i) => ({
      engine: label,
      milliseconds: spread(times[i]),
      tokensPerSecond: spread(times[i].map((took) => (1000 * batch * (steps - 1)) / took)),
      sameTokens: tokens[i] === tokens[0],
    }));
    const peers = rows.slice(1);
    if (peers.length === 0) {
      results.push({ backend, batch, rows, faster: null, wanted: targets[batch], verdict: 'not measured' });
      continue;
    }
    const best = peers.reduce((a, b) => (b.milliseconds.median < a.milliseconds.median ? b : a));
    const faster = spread(times[0].map((took, turn) => times[rows.indexOf(best)][turn] / took));
    const verdict = faster.median >= targets[batch] ? 'pass' : 'short';
    results.push({ backend, batch, rows, against: best.engine, faster, wanted: targets[batch], verdict });
  }
  for (const { name } of engines) await page.evaluate((who) => globalThis.stop(who), name);
  return results;
}

function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, low: sorted[0], high: sorted.at(-1), repeats: sorted.length };
}

function text({ machine, browser, isolated, results }) {
  const lines = [`${machine.cpu}, ${machine.cores} cores; ${browser}; cross-origin isolated: ${isolated}`];
  for (const { backend, batch, rows, faster, wanted, verdict } of results) {
    lines.push('', `${backend}, decode of ${batch}`);
    for (const { engine, tokensPerSecond: rate, sameTokens } of rows) {
      const range = `(${rate.low.toFixed(0)} to ${rate.high.toFixed(0)})`;
      lines.push(
        `  ${rate.median.toFixed(0).padStart(8)} tokens/s ${range.padEnd(18)}${engine}${sameTokens ? '' : '; OTHER TOKENS'}`,
      );
    }
    if (faster === null) lines.push('  not measured: no peer');
    else {
      const range = `(${faster.low.toFixed(2)} to ${faster.high.toFixed(2)})`;
      lines.push(
        `  ours is ${faster.median.toFixed(2)}x as fast ${range}, wanted at least ${wanted}: ${verdict}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
