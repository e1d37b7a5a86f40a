import type { Fault } from '../errors.ts';
import type { Picture } from '../images/picture.ts';
import type { Config } from './config.ts';
import type { Role, RunHeader, StampedEvent } from './events.ts';
import type { Pace } from './pace.ts';

/** How far to go before pausing again. */
export type Granularity = 'step' | 'stage';

/** Where the weights come from: the embedded model, a Hugging Face folder by URL, or dropped files. */
export type ModelSource =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'files'; readonly files: readonly File[] };

export type BackendChoice = 'auto' | 'webgpu' | 'wasm';

/** What the page tells the worker. */
export type Command =
  | { readonly kind: 'open'; readonly model: ModelSource; readonly backend: BackendChoice }
  | {
      readonly kind: 'start';
      readonly runId: string;
      readonly preset: string;
      readonly config: Config;
      readonly pictures: readonly Picture[];
    }
  /** Continues a stored run from its last checkpoint. */
  | { readonly kind: 'resume'; readonly runId: string; readonly pictures: readonly Picture[] }
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'advance'; readonly by: Granularity }
  | { readonly kind: 'stop' }
  | { readonly kind: 'pace'; readonly pace: Pace }
  /** Tells only the stages of one role; for runs that are told again. Live it is a setting: a role of no steps. */
  | { readonly kind: 'tell only'; readonly role: Role | null }
  /** From the first event again; for runs that are told again. */
  | { readonly kind: 'rewind' }
  /** Asks for one role's weights as a Hugging Face folder, zipped. */
  | { readonly kind: 'export weights'; readonly role: 'questioner' | 'reasoner' }
  /** Destroys the device, so that the way back can be tried and tested. */
  | { readonly kind: 'lose device' };

export type WorkerState =
  'empty' | 'opening' | 'ready' | 'running' | 'pausing' | 'paused' | 'ended' | 'failed';

/** What the worker tells the page. */
export type Message =
  | { readonly kind: 'state'; readonly state: WorkerState }
  | {
      readonly kind: 'opened';
      readonly device: RunHeader['device'];
      readonly model: RunHeader['model'];
      readonly notice: string | null;
    }
  | {
      readonly kind: 'opening';
      readonly file: string;
      readonly loadedBytes: number;
      readonly totalBytes: number;
    }
  | { readonly kind: 'event'; readonly runId: string; readonly event: StampedEvent }
  | { readonly kind: 'checkpointed'; readonly runId: string; readonly sequence: number }
  | { readonly kind: 'weights'; readonly role: 'questioner' | 'reasoner'; readonly zip: Uint8Array }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly fatal: boolean };
