import react from '@vitejs/plugin-react';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { offlineFiles } from './tools/offlineFiles.mjs';

// Cross-origin isolation lets the WASM backend use threads.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

// What going live takes, said before it is asked for: the files that the worker reads of the embedded model.
const embedded = 'public/models/nano';
const read = (name: string): boolean =>
  name.endsWith('.json') ? name !== 'report.json' : !name.endsWith('.md');
const embeddedBytes = readdirSync(embedded)
  .filter(read)
  .reduce((bytes, name) => bytes + statSync(join(embedded, name)).size, 0);

export default defineConfig({
  base: './',
  define: { 'import.meta.env.VITE_EMBEDDED_BYTES': JSON.stringify(embeddedBytes) },
  plugins: [react(), offlineFiles()],
  worker: { format: 'es' },
  server: { headers: isolation },
  preview: { headers: isolation },
  build: { target: 'es2023', sourcemap: true },
});
