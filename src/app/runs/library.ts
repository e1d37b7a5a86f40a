import { createStore, type StoreApi } from 'zustand/vanilla';
import { faultOf, type Fault } from '../../errors.ts';
import { noBlind, type BlindCount, type NoteStore, type RunNote } from '../../runs/runNotes.ts';
import { lateStore } from '../lateStore.ts';
import type { Recording } from '../session/recordings.ts';
import { libraryDesk } from './libraryDesk.ts';
import type { LibraryDesk, ListedRun, PackExtras, RunLines, RunSizes, TakenRun } from './libraryCalls.ts';

/** Runs that stand side by side at most: more colours cannot be told apart. */
export const MOST_COMPARED = 5;

export const libraryParts = ['list', 'compare', 'blind', 'sweep'] as const;
export type LibraryPart = (typeof libraryParts)[number];

export interface LibraryState {
  /** Newest first; null before the first look. */
  readonly runs: readonly ListedRun[] | null;
  /** Ids of runs that go on in other tabs. */
  readonly elsewhere: ReadonlySet<string>;
  readonly recordings: readonly Recording[];
  readonly notes: ReadonlyMap<string, RunNote>;
  /** Ids of the runs to compare, in the order in which they were chosen. */
  readonly chosen: readonly string[];
  /** What is known of chosen runs; null while it is read. */
  readonly lines: ReadonlyMap<string, RunLines | null>;
  /** Ids that were to be compared and are not here. */
  readonly missing: readonly string[];
  readonly part: LibraryPart;
  /** What went wrong last. */
  readonly fault: Fault | null;
}

/** The runs of this browser and the recorded ones: the list, its notes, and which of them are compared. */
export interface Library extends StoreApi<LibraryState> {
  /** Reads the list anew. */
  look(): Promise<void>;
  open(part: LibraryPart): void;
  choose(id: string, on: boolean): void;
  /** Compares exactly these. */
  compare(ids: readonly string[]): void;
  /** The lines of a stored or a recorded run; null where it is not here. */
  linesOf(id: string): Promise<RunLines | null>;
  annotate(runId: string, note: string): Promise<void>;
  /** Counts one choice of a blind test. */
  count(runId: string, choice: keyof BlindCount): Promise<void>;
  /** Deletes a run and what was noted about it. */
  remove(runId: string): Promise<void>;
  take(file: File): Promise<TakenRun>;
  measure(runId: string): Promise<RunSizes>;
  pack(runId: string, extras: PackExtras): Promise<Blob>;
  /** What is known of a stored run, read anew. */
  read(runId: string): Promise<RunLines>;
}

/** What the library stands on; a test gives its own. */
export interface LibraryGround {
  readonly desk: LibraryDesk;
  /** Ids of runs that go on in other tabs. */
  readonly elsewhere: () => Promise<ReadonlySet<string>>;
  /** Opened with the first look. */
  readonly openNotes: () => Promise<NoteStore>;
  readonly recordings: () => Promise<readonly Recording[]>;
  /** Address of a recorded file. */
  readonly addressOf: (file: string) => string;
}

const recorded = 'recorded/';
/** Recorded runs are chosen beside stored ones under ids of their own. */
export const recordedId = ({ file }: Recording): string => `${recorded}${file}`;
export const isRecorded = (id: string): boolean => id.startsWith(recorded);

export function createLibrary(ground: LibraryGround): Library {
  const { desk } = ground;
  let opened: Promise<NoteStore> | null = null;
  const notes = (): Promise<NoteStore> => (opened ??= ground.openNotes());
  const store = createStore<LibraryState>(() => ({
    runs: null,
    elsewhere: new Set(),
    recordings: [],
    notes: new Map(),
    chosen: [],
    lines: new Map(),
    missing: [],
    part: 'list',
    fault: null,
  }));
  const { getState: get, setState: set } = store;

  const noteOf = (runId: string): RunNote => get().notes.get(runId) ?? { runId, note: '', blind: noBlind };

  async function write(note: RunNote): Promise<void> {
    set({ notes: new Map(get().notes).set(note.runId, note) });
    await (await notes()).put(note);
  }

  async function read(id: string): Promise<void> {
    if (get().lines.has(id)) return;
    set({ lines: new Map(get().lines).set(id, null) });
    try {
      const lines = await linesOf(id);
      if (lines !== null) set({ lines: new Map(get().lines).set(id, lines) });
      else {
        forget([id]);
        const { chosen, missing } = get();
        set({ chosen: chosen.filter((one) => one !== id), missing: [...new Set([...missing, id])] });
      }
    } catch (thrown) {
      forget([id]);
      set({ fault: faultOf(thrown), chosen: get().chosen.filter((one) => one !== id) });
    }
  }

  async function linesOf(id: string): Promise<RunLines | null> {
    if (isRecorded(id)) {
      const known = (await ground.recordings()).some((recording) => recordedId(recording) === id);
      return known ? desk.lines({ url: ground.addressOf(id.slice(recorded.length)) }) : null;
    }
    try {
      return await desk.lines({ runId: id });
    } catch (thrown) {
      if (faultOf(thrown).code === 'run-missing') return null;
      throw thrown;
    }
  }

  function forget(ids: readonly string[]): void {
    const lines = new Map(get().lines);
    for (const id of ids) lines.delete(id);
    set({ lines });
  }

  function compare(ids: readonly string[]): void {
    const chosen = ids.slice(0, MOST_COMPARED);
    set({ chosen });
    for (const id of chosen) void read(id);
  }

  async function look(): Promise<void> {
    try {
      const [runs, elsewhere, recordings, written] = await Promise.all([
        desk.list(),
        ground.elsewhere(),
        ground.recordings(),
        // A window that stores nothing has no notes.
        notes()
          .then((store) => store.all())
          .catch(() => []),
      ]);
      const before = new Map(get().runs?.map((run) => [run.header.runId, run.lastSequence]));
      const shown = runs.toSorted((a, b) => b.header.startedAt.localeCompare(a.header.startedAt));
      set({ runs: shown, elsewhere, recordings, notes: new Map(written.map((note) => [note.runId, note])) });
      const grown = shown.filter(({ header, lastSequence }) => before.get(header.runId) !== lastSequence);
      forget(grown.map(({ header }) => header.runId));
      // What was missing may have come as a file meanwhile.
      const { chosen, missing } = get();
      const back = missing.filter((id) => shown.some(({ header }) => header.runId === id));
      set({ missing: missing.filter((id) => !back.includes(id)) });
      compare([...chosen, ...back]);
    } catch (thrown) {
      set({ fault: faultOf(thrown), runs: get().runs ?? [] });
    }
  }

  return {
    ...store,
    look,
    open: (part) => set({ part }),
    choose(id, on) {
      const others = get().chosen.filter((one) => one !== id);
      compare(on ? [...others, id] : others);
    },
    compare(ids) {
      set({ missing: [] });
      compare(ids);
    },
    linesOf,
    annotate: (runId, note) => write({ ...noteOf(runId), note }),
    count(runId, choice) {
      const note = noteOf(runId);
      return write({ ...note, blind: { ...note.blind, [choice]: note.blind[choice] + 1 } });
    },
    async remove(runId) {
      await desk.remove(runId);
      set({ chosen: get().chosen.filter((id) => id !== runId) });
      // A window that stores nothing has no notes.
      await notes()
        .then((store) => store.remove(runId))
        .catch(() => undefined);
      await look();
    },
    async take(file) {
      const taken = await desk.take(file);
      await look();
      return taken;
    },
    measure: (runId) => desk.measure(runId),
    pack: (runId, extras) => desk.pack(runId, extras),
    read: (runId) => desk.lines({ runId }),
  };
}

/** The library of this browser. */
export const libraryOf = lateStore(({ recordings, claims }) =>
  createLibrary({
    desk: libraryDesk(),
    elsewhere: async () => (await claims()).elsewhere(),
    openNotes: async () => (await import('../../runs/browserNotes.ts')).browserNotes(),
    async recordings() {
      if (!recordings.getState().looked) await recordings.look();
      return recordings.getState().recordings;
    },
    addressOf: (file) => new URL(`recorded/${file}`, document.baseURI).href,
  }),
);
