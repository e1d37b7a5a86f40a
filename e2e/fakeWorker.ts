/* oxlint-disable unicorn/require-post-message-target-origin, unicorn/consistent-function-scoping -- a worker has no origin to name, and its code must stand alone */
import type { Page } from '@playwright/test';
import type { Fault } from '../src/errors.ts';
import type { StampedEvent } from '../src/loop/events.ts';
import type { Command } from '../src/loop/protocol.ts';
import { tinyRun } from '../src/app/fixtures/tinyRun.ts';

/** What the stand-in for the training worker does. Only these tests see it: the build has the real one. */
export interface Script {
  readonly events: readonly StampedEvent[];
  readonly msPerEvent: number;
  /** How long it takes to get ready. */
  readonly msToOpen: number;
  readonly device: { readonly backend: 'webgpu' | 'wasm'; readonly adapter: string };
  readonly notice: string | null;
  /** Said before the event with this number; a fatal one ends the run. */
  readonly fault: { readonly before: number; readonly fault: Fault; readonly fatal: boolean } | null;
  /** How long an answer is on its way after its first words. */
  readonly msToSpeak: number;
  /** Throws, as a bug would, before the event with this number. */
  readonly crashBefore: number | null;
  /** Said instead of getting ready. */
  readonly failsToOpen: Fault | null;
}

const usual: Script = {
  events: tinyRun,
  msPerEvent: 15,
  msToOpen: 0,
  msToSpeak: 0,
  device: { backend: 'webgpu', adapter: 'Test GPU' },
  notice: null,
  fault: null,
  crashBefore: null,
  failsToOpen: null,
};

/** Runs in the worker: speaks the protocol, says the scripted events under the run that was started. */
function worker(script: Script): void {
  let next = 0;
  let runId = '';
  let header: Record<string, unknown> = {};
  let pictures: readonly { id: string; name: string }[] = [];
  let timer: ReturnType<typeof setInterval> | undefined;
  const state = (name: string): void => self.postMessage({ kind: 'state', state: name });

  function say(): boolean {
    if (script.crashBefore === next) throw new Error('scripted crash');
    if (script.fault?.before === next) {
      self.postMessage({ kind: 'fault', fault: script.fault.fault, fatal: script.fault.fatal });
      if (script.fault.fatal) {
        clearInterval(timer);
        state('failed');
        return false;
      }
    }
    let event = script.events[next];
    if (event === undefined) {
      clearInterval(timer);
      state('ended');
      return false;
    }
    if (event.kind === 'run.start') event = { ...event, header: { ...event.header, ...header } };
    // The script speaks of p0, p1, p2: the first pictures that the page sent.
    const text = JSON.stringify(event).replace(/"p([0-2])"/g, (_, at) =>
      JSON.stringify(pictures[at]?.id ?? at),
    );
    self.postMessage({ kind: 'event', runId, event: JSON.parse(text) });
    if (event.kind === 'step') self.postMessage({ kind: 'checkpointed', runId, sequence: event.sequence });
    next++;
    return true;
  }

  function play(): void {
    clearInterval(timer);
    state('running');
    timer = setInterval(say, script.msPerEvent);
  }

  function advance(until: readonly string[]): void {
    clearInterval(timer);
    while (say()) if (until.includes(script.events[next - 1]?.kind ?? '')) break;
    state('paused');
  }

  self.addEventListener('message', ({ data }: MessageEvent<Command>) => {
    switch (data.kind) {
      case 'open':
        state('opening');
        if (script.failsToOpen !== null) {
          self.postMessage({ kind: 'fault', fault: script.failsToOpen, fatal: true });
          state('failed');
          break;
        }
        self.postMessage({ kind: 'opening', file: 'model.safetensors', loadedBytes: 2e6, totalBytes: 8e6 });
        setTimeout(() => {
          self.postMessage({
            kind: 'opened',
            device: script.device,
            model: { name: 'hand-written', parameters: 2_000_000 },
            notice: script.notice,
          });
          state('ready');
        }, script.msToOpen);
        break;
      case 'start':
        runId = data.runId;
        pictures = data.pictures.map(({ id, name }) => ({ id, name }));
        header = {
          runId,
          preset: data.preset,
          config: data.config,
          device: script.device,
          pictures,
        };
        play();
        break;
      case 'resume':
        runId = data.runId;
        pictures = data.pictures.map(({ id, name }) => ({ id, name }));
        play();
        break;
      case 'play':
        play();
        break;
      case 'pause':
        clearInterval(timer);
        state('paused');
        break;
      case 'advance':
        advance(data.by === 'step' ? ['step'] : ['stage.end']);
        break;
      case 'stop':
        clearInterval(timer);
        state('ended');
        break;
      case 'export weights':
        self.postMessage({ kind: 'weights', role: data.role, zip: new Uint8Array([80, 75, 5, 6]) });
        break;
      case 'ask': {
        const { id } = data.asking;
        const tokens = ['\\boxed{', '3', '}'].map((text, at) => ({
          text,
          logProb: -0.2 * at,
          alternatives: [
            { text, logProb: -0.2 * at },
            { text: 'seven', logProb: -3 },
          ],
          attention: [0.1, 0, 0.05 * at, 0.1],
        }));
        self.postMessage({ kind: 'saying', id, text: '\\boxed{' });
        const spoken = { id, text: '\\boxed{3}', tokens, finished: true };
        setTimeout(() => self.postMessage({ kind: 'spoken', spoken }), script.msToSpeak);
        break;
      }
      case 'seek':
      case 'pace':
      case 'tell only':
      case 'rewind':
        break;
      case 'lose device':
        clearInterval(timer);
        self.postMessage({
          kind: 'fault',
          fatal: true,
          fault: {
            code: 'device-lost',
            said: 'The GPU went away.',
            fix: 'The last step is safe: resume from it.',
          },
        });
        state('failed');
        break;
    }
  });
}

/** Serves the script in place of the training worker, before the page is opened. */
export async function fakeWorker(page: Page, changes: Partial<Script> = {}): Promise<void> {
  const script: Script = { ...usual, ...changes };
  // Tests whose bundler keeps function names would refer to a helper that the worker does not have.
  const source = `const __name = (it) => it; (${worker.toString()})(${JSON.stringify(script)});`;
  await page.route(/\/assets\/worker-[\w-]+\.js$/, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: source,
      headers: {
        'Cross-Origin-Embedder-Policy': 'require-corp',
        'Cross-Origin-Resource-Policy': 'same-origin',
      },
    }),
  );
}
