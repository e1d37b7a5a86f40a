/** The way out of a fault that one button can take. */
export type Recovery = 'resume' | 'start' | 'export run' | 'setup' | 'reload' | 'wasm';

const ways: Readonly<Record<string, Recovery>> = {
  'device-lost': 'resume',
  'worker-crashed': 'resume',
  quota: 'export run',
  storage: 'export run',
  'no-webgpu': 'wasm',
  'gpu-memory': 'setup',
  'wasm-memory': 'setup',
  'memory-budget': 'setup',
  'few-silver-rows': 'setup',
  'no-silver-rows': 'setup',
  'checkpoint-none': 'start',
  'checkpoint-lost': 'start',
};

/** What the button beside a fault does; none where the sentence alone has to do. */
export function recoveryOf(code: string, fatal: boolean): Recovery | null {
  return ways[code] ?? (fatal ? 'reload' : null);
}
