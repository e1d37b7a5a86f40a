import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { offlineFiles } from './tools/offlineFiles.mjs';

// Cross-origin isolation lets the WASM backend use threads.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './',
  plugins: [react(), offlineFiles()],
  worker: { format: 'es' },
  server: { headers: isolation },
  preview: { headers: isolation },
  build: { target: 'es2023', sourcemap: true },
});
