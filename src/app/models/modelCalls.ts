import type { Fault } from '../../errors.ts';
import type { HubRepo } from '../../hub/address.ts';
import type { DownloadProgress } from '../../hub/tally.ts';
import type { PushProgress } from '../../hub/push.ts';
import type { StoredModel } from '../../hub/stored.ts';
import type { PackingChoice } from '../../loop/protocol.ts';
import type { Packing } from '../../model/weights.ts';

/** What a model would be run on. */
export interface Place {
  readonly backend: 'webgpu' | 'wasm';
  /** bytes; null takes what such a device usually has */
  readonly cap: number | null;
  /** how frozen weights are to be held there */
  readonly packing: PackingChoice;
}

/** The presets for models of a Hub, of which the sheet says what they take. */
export const hubPresets = ['smolvlm-quick', 'smolvlm-full'] as const;
export type HubPreset = (typeof hubPresets)[number];

/** What a run with a preset takes. */
export interface RunNeed {
  /** bytes at the highest point; null where it does not fit */
  readonly expected: number | null;
  /** the smallest budget that it fits into, bytes; null beyond any */
  readonly least: number | null;
  /** how long it lasts at most on a usual device of this kind, seconds; a guess */
  readonly seconds: number;
}

/** What a model takes on this device. */
export interface Need {
  readonly parameters: number;
  /** bytes that its weights occupy, and how they are held */
  readonly weights: number;
  readonly packing: Packing;
  /** the same for each way of holding them */
  readonly held: Readonly<Record<Packing, number>>;
  /** bytes that there are */
  readonly budget: number;
  readonly runs: Readonly<Record<HubPreset, RunNeed>>;
}

/** A folder of this machine, as it was dropped or chosen. */
export interface Dropped {
  readonly name: string;
  readonly files: readonly File[];
}

/** By the id of a known model, the folder of a stored one, or the link of a dropped one; what cannot be run says why. */
export type Needs = ReadonlyMap<string, Need | Fault>;

/** Everything about models at rest and on their way, off the page. Rejects with a `VisplayError`. */
export interface ModelDesk {
  list(): Promise<readonly StoredModel[]>;
  needs(place: Place, dropped: Dropped | null): Promise<Needs>;
  remove(folder: string): Promise<void>;
  /** Fetches a model, or what is missing of it, and gives its folder. */
  download(order: DownloadOrder, onProgress: (progress: DownloadProgress) => void): Promise<string>;
  /** Stops the download of a repository; what has come stays for the next time. */
  cancel(id: string): void;
  /** Commits a zipped folder and a few more files to a repository; gives the address of the commit. */
  push(order: PushOrder, onProgress: (progress: PushProgress) => void): Promise<string>;
}

export interface PushOrder {
  readonly repo: HubRepo;
  readonly token: string;
  readonly private: boolean;
  readonly summary: string;
  /** weights and what belongs to them; moved, not copied */
  readonly zip: Uint8Array;
  /** by path; they stand above what the zip has */
  readonly texts: ReadonlyMap<string, string>;
}

export interface DownloadOrder {
  readonly repo: HubRepo;
  /** in memory for as long as the download needs it */
  readonly token: string | null;
  readonly place: Place;
}

/** The same as messages. */
export type ModelRequest =
  | { readonly kind: 'list' }
  | { readonly kind: 'needs'; readonly place: Place; readonly dropped: Dropped | null }
  | { readonly kind: 'remove'; readonly folder: string }
  | ({ readonly kind: 'download' } & DownloadOrder)
  | { readonly kind: 'cancel'; readonly repo: string }
  | ({ readonly kind: 'push' } & PushOrder);

export type ModelReply =
  | { readonly kind: 'list'; readonly models: readonly StoredModel[] }
  | { readonly kind: 'needs'; readonly needs: Needs }
  | { readonly kind: 'remove' }
  | { readonly kind: 'progress'; readonly progress: DownloadProgress }
  | { readonly kind: 'download'; readonly folder: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'pushing'; readonly progress: PushProgress }
  | { readonly kind: 'push'; readonly url: string }
  | { readonly kind: 'fault'; readonly fault: Fault };
