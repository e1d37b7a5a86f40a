/** The way out of a fault that one button can take: the name of a registered action. */
export type Recovery =
  | 'resume'
  | 'start'
  | 'step'
  | 'stop'
  | 'wasm'
  | 'export run'
  | 'setup'
  | 'memory budget'
  | 'band filter'
  | 'built-in pictures'
  | 'choose pictures'
  | 'choose run'
  | 'device'
  | 'model'
  | 'reload';

const ways: Readonly<Record<string, Recovery>> = {
  'device-lost': 'resume',
  'device-closed': 'resume',
  'gpu-refused': 'resume',
  'worker-crashed': 'resume',
  quota: 'export run',
  storage: 'export run',
  'pictures-not-kept': 'device',
  'no-webgpu': 'wasm',
  'gpu-memory': 'memory budget',
  'wasm-memory': 'memory budget',
  'memory-budget': 'memory budget',
  'run-not-here': 'choose run',
  'few-silver-rows': 'band filter',
  'silver-shortage': 'band filter',
  'no-pictures': 'built-in pictures',
  'pictures-missing': 'choose pictures',
  'checkpoint-none': 'start',
  'checkpoint-lost': 'start',
  'checkpoint-torn': 'start',
  'checkpoint-version': 'start',
  'checkpoint-model': 'start',
  recording: 'start',
  'run-in-progress': 'stop',
  'run-file': 'choose run',
  'run-file-size': 'choose run',
  'run-file-version': 'choose run',
  'event-broken': 'choose run',
  'event-unknown': 'choose run',
  'nothing-to-export': 'step',
  'setting-range': 'setup',
  'adapter-base': 'model',
  'adapter-missing': 'model',
  'bad-adapter': 'model',
  'model-too-large': 'model',
};

/** What the button beside a fault does; none where the sentence alone has to do. */
export function recoveryOf(code: string, fatal: boolean): Recovery | null {
  return ways[code] ?? (fatal ? 'reload' : null);
}

/** Every code with a way out, for the test that the actions are there. */
export const recoverable: readonly string[] = Object.keys(ways);
