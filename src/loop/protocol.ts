import type { Fault } from '../errors.ts';
import type { Picture } from '../images/picture.ts';
import type { Packing } from '../model/weights.ts';
import type { Config } from './config.ts';
import type { Role, RunHeader, StampedEvent } from './events.ts';
import type { ReadToken } from '../model/vlm.ts';
import type { Pace } from './pace.ts';

/** How far to go before pausing again. */
export type Granularity = 'step' | 'stage';

/**
 * Where the weights come from: the embedded model, a Hugging Face folder by URL, dropped files, or a downloaded model by
 * the name of its folder in the origin-private file system (`hub/modelFiles.ts`), which is opened without the network.
 */
export type ModelSource =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly File[] }
  | { readonly kind: 'stored'; readonly folder: string };

/** Files of `peft` folders that were dropped, for each role; the same array twice is one adapter for both. */
export interface AdapterSource {
  readonly name: string;
  readonly roles: Readonly<Record<Role, readonly File[]>>;
}

export type BackendChoice = 'auto' | 'webgpu' | 'wasm';

/** How a GPU holds frozen weights; `auto` as the device has room. */
export type PackingChoice = 'auto' | Packing;

/** Whose weights speak: the frozen base, a role of a run (the one that goes on here or a stored one), or an adapter. */
export type Speaker =
  | { readonly kind: 'base' }
  | { readonly kind: 'role'; readonly role: Role; readonly runId: string }
  | { readonly kind: 'adapter'; readonly role: Role; readonly adapter: AdapterSource };

/** Something to be said about a picture, outside of any run: nothing is learned from it. */
export interface Asking {
  readonly id: number;
  readonly speaker: Speaker;
  readonly picture: Picture;
  /** Null lets the speaker ask a question of its own. */
  readonly question: string | null;
  /** 0 says the likeliest; otherwise the same seed says the same. */
  readonly temperature: number;
  readonly seed: number;
  readonly maxNewTokens: number;
  /** Whether the speaker is told that it may say that the picture does not answer the question. */
  readonly unanswerable: boolean;
}

/** What was said, token by token, with what else could have been and where the picture was attended to. */
export interface Spoken {
  readonly id: number;
  readonly text: string;
  readonly tokens: readonly ReadToken[];
  /** False where it was cut at its greatest length. */
  readonly finished: boolean;
}

/** What the page tells the worker. */
export type Command =
  | {
      readonly kind: 'open';
      readonly model: ModelSource;
      readonly backend: BackendChoice;
      /** on WASM all weights are held in float32; left out it is `auto` */
      readonly packing?: PackingChoice;
      /** what leads back to the model, as in a link; null and left out for the embedded one */
      readonly link?: string | null;
    }
  | {
      readonly kind: 'start';
      readonly runId: string;
      readonly preset: string;
      readonly config: Config;
      readonly pictures: readonly Picture[];
      /** what both roles go on from; the model itself if left out */
      readonly adapter?: AdapterSource | null;
    }
  /** Continues a stored run from its last checkpoint. */
  | { readonly kind: 'resume'; readonly runId: string; readonly pictures: readonly Picture[] }
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'advance'; readonly by: Granularity }
  | { readonly kind: 'stop' }
  /** Goes to where the event with this number has just been said, and pauses there. Only a replay can. */
  | { readonly kind: 'seek'; readonly sequence: number }
  | { readonly kind: 'pace'; readonly pace: Pace }
  /** Tells only the stages of one role; for runs that are told again. Live it is a setting: a role of no steps. */
  | { readonly kind: 'tell only'; readonly role: Role | null }
  /** From the first event again; for runs that are told again. */
  | { readonly kind: 'rewind' }
  /**
   * Asks for one role's weights as a Hugging Face folder, zipped: of the run that goes on here, or of a stored one. An
   * adapter comes as `peft` saves it, or merged into the whole checkpoint.
   */
  | {
      readonly kind: 'export weights';
      readonly role: Role;
      readonly runId?: string;
      readonly merged?: boolean;
    }
  /** Answered at the next step boundary of a run that goes on, at once otherwise. */
  | { readonly kind: 'ask'; readonly asking: Asking }
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
  /** What an answer says so far. */
  | { readonly kind: 'saying'; readonly id: number; readonly text: string }
  | { readonly kind: 'spoken'; readonly spoken: Spoken }
  | { readonly kind: 'not spoken'; readonly id: number; readonly fault: Fault }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly fatal: boolean };
