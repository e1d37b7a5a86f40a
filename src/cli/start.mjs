#!/usr/bin/env node
// Starts the command line: bundles `main.ts` with what it imports, runs it, and leaves nothing behind.
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`This needs Node 20.19 or newer, and you run ${process.versions.node}. Install a newer Node.`);
}

/** The bundle lies beside the sources while it is loaded, so that paths relative to a source file stay right. */
const here = path.dirname(fileURLToPath(import.meta.url));
const bundle = path.join(here, `.start-${process.pid}-${randomUUID()}.mjs`);

let main;
try {
  await writeFile(bundle, await bundled(path.join(here, 'main.ts')));
  process.setSourceMapsEnabled(true);
  ({ main } = await import(pathToFileURL(bundle).href));
} catch (error) {
  await rm(bundle, { force: true });
  if (error?.code === 'EACCES' || error?.code === 'EROFS') {
    fail(`${here} cannot be written to, and the command line is bundled there. Make it writable.`);
  }
  throw error;
}
await rm(bundle, { force: true });

const status = await main(process.argv.slice(2));
// Standard output may be a pipe that is still being read; the threads of a GPU driver would keep Node alive.
process.stdout.write('', () => process.exit(status));

/** @param {string} entry @returns {Promise<Uint8Array>} */
async function bundled(entry) {
  let esbuild;
  try {
    esbuild = await import('esbuild');
  } catch {
    fail('The packages are not installed. Run `npm ci` first.');
  }
  const result = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'inline',
    sourcesContent: false,
    outdir: path.dirname(entry),
    // One copy of tfjs-core: the ES modules, as Vite takes them.
    mainFields: ['module', 'main'],
    // What brings its own binaries stays a package.
    external: ['sharp', 'webgpu', 'esbuild'],
    // The WASM backend's loader expects the names of CommonJS.
    banner: {
      js: [
        "import { createRequire as createRequireHere } from 'node:module';",
        "import { fileURLToPath as pathOfThis } from 'node:url';",
        'const require = createRequireHere(import.meta.url);',
        'const __filename = pathOfThis(import.meta.url);',
        "const __dirname = __filename.replace(/[^\\\\/]*$/, '');",
      ].join('\n'),
    },
    logLevel: 'silent',
  });
  return result.outputFiles[0].contents;
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
