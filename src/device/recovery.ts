/** The way out of a fault that one button can take. */
export type Recovery = 'resume' | 'start' | 'export run' | 'setup' | 'reload' | 'wasm';

const ways: Readonly<Record<string, Recovery>> = {
  'device-lost': 'resume',
  'device-error': 'resume',
  'out-of-memory': 'resume',
  'worker-crashed': 'resume',
  'storage-quota': 'export run',
  'storage-full': 'export run',
  quota: 'export run',
  'no-webgpu': 'wasm',
  'webgpu-missing': 'wasm',
  'silver-shortage': 'setup',
  'silver-empty': 'setup',
  'all-filtered': 'setup',
  'checkpoint-none': 'start',
  'checkpoint-lost': 'start',
};

/** What the button beside a fault does; none where the sentence alone has to do. */
export function recoveryOf(code: string, fatal: boolean): Recovery | null {
  return ways[code] ?? (fatal ? 'reload' : null);
}
