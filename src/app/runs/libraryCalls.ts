import type { Fault } from '../../errors.ts';
import type { RunHeader } from '../../loop/events.ts';
import type { StoredRun } from '../../runs/store.ts';
import type { RunState } from '../session/runState.ts';

/** A run at rest as the list shows it. */
export interface ListedRun extends StoredRun {
  /** With its checkpoints. */
  readonly bytes: number;
  /** Whether weights of its own lie with it: what can be asked and pushed. */
  readonly weights: boolean;
}

/** What charts and tables need of a run: its lines and measurements, without texts. */
export type RunLines = Pick<
  RunState,
  'header' | 'series' | 'evaluations' | 'tick' | 'seconds' | 'tokens' | 'end' | 'alerts'
>;

/** What came out of a `.visplay` file. */
export interface TakenRun {
  readonly header: RunHeader;
  /** It was stored here before, and stays as it was. */
  readonly known: boolean;
  readonly notice: Fault | null;
}

/** Where the lines of a run are read from: the store, or a recorded file at an address. */
export type LinesOf = { readonly runId: string } | { readonly url: string };

/** What the parts of a run take in a file, bytes. */
export interface RunSizes {
  /** Events and settings, packed. */
  readonly events: number;
  /** Null where no checkpoint was saved. */
  readonly checkpoint: number | null;
}

export interface PackExtras {
  /** With its last checkpoint, from which it can be resumed and asked. */
  readonly checkpoint: boolean;
  /** Encoded pictures by id and ending. */
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
}

/** Everything about runs at rest that takes long enough to keep it off the page. Rejects with a `VisplayError`. */
export interface LibraryDesk {
  list(): Promise<readonly ListedRun[]>;
  lines(of: LinesOf): Promise<RunLines>;
  measure(runId: string): Promise<RunSizes>;
  /** The run as a `.visplay` file. */
  pack(runId: string, extras: PackExtras): Promise<Blob>;
  /** Stores the run of a `.visplay` file. */
  take(file: File): Promise<TakenRun>;
  remove(runId: string): Promise<void>;
}

/** The same as messages. */
export type LibraryRequest =
  | { readonly kind: 'list' }
  | { readonly kind: 'lines'; readonly of: LinesOf }
  | { readonly kind: 'measure'; readonly runId: string }
  | ({ readonly kind: 'pack'; readonly runId: string } & PackExtras)
  | { readonly kind: 'take'; readonly file: File }
  | { readonly kind: 'remove'; readonly runId: string };

export type LibraryReply =
  | { readonly kind: 'list'; readonly runs: readonly ListedRun[] }
  | { readonly kind: 'lines'; readonly lines: RunLines }
  | { readonly kind: 'measure'; readonly sizes: RunSizes }
  | { readonly kind: 'pack'; readonly file: Blob }
  | { readonly kind: 'take'; readonly taken: TakenRun }
  | { readonly kind: 'remove' }
  | { readonly kind: 'fault'; readonly fault: Fault };
