import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RecordedRun, Recording } from './recordings.ts';

interface RecordingShelfState {
  /** Whether the list was looked for. */
  readonly looked: boolean;
  /** What there is to replay, in the order of the list; empty until it was looked for. */
  readonly recordings: readonly Recording[];
  /** The preset whose recording is on its way. */
  readonly loading: string | null;
}

/** The recorded runs that come with the page, at most one for each preset. Each is fetched when it is first asked for. */
export interface RecordingShelf extends StoreApi<RecordingShelfState> {
  look(): Promise<void>;
  has(preset: string): boolean;
  /** Whose recording a page of this preset opens with. */
  first(preset: string): string | undefined;
  /** The recording of a preset; null where there is none, or where another one was asked for meanwhile. */
  load(preset: string): Promise<RecordedRun | null>;
}

/** Fetches the list and a recording; injected, so that it loads late and tests need no server. */
export type RecordingReader = () => Promise<{
  readonly listRecordings: () => Promise<readonly Recording[]>;
  readonly loadRecording: (recording: Recording) => Promise<RecordedRun>;
}>;

export function createRecordingShelf(reader: RecordingReader): RecordingShelf {
  const store = createStore<RecordingShelfState>(() => ({ looked: false, recordings: [], loading: null }));
  const loaded = new Map<string, RecordedRun>();
  const find = (preset: string): Recording | undefined =>
    store.getState().recordings.find((recording) => recording.preset === preset);
  return {
    ...store,
    async look() {
      const { listRecordings } = await reader();
      store.setState({ looked: true, recordings: await listRecordings() });
    },
    has: (preset) => find(preset) !== undefined,
    first: (preset) => (find(preset) ?? store.getState().recordings[0])?.preset,
    async load(preset) {
      const recording = find(preset);
      if (recording === undefined) return null;
      store.setState({ loading: preset });
      try {
        const known = loaded.get(preset) ?? (await (await reader()).loadRecording(recording));
        loaded.set(preset, known);
        return store.getState().loading === preset ? known : null;
      } finally {
        if (store.getState().loading === preset) store.setState({ loading: null });
      }
    },
  };
}
