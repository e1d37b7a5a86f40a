import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../runs/memoryStore.ts';
import type { NoteStore, RunNote } from '../../runs/runNotes.ts';
import { tinyHeader, tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { createLibrary, type Library } from './library.ts';
import type { LibraryDesk } from './libraryCalls.ts';

/** Notes that forget with the test. */
function memoryNotes(): NoteStore {
  const notes = new Map<string, RunNote>();
  return {
    all: async () => [...notes.values()],
    put: async (note) => void notes.set(note.runId, note),
    remove: async (runId) => void notes.delete(runId),
  };
}

/** A library of the given runs. */
async function libraryOf(ids: readonly string[]): Promise<{
  library: Library;
  stored: () => Promise<string[]>;
  asked: string[];
  add: (runId: string) => Promise<void>;
}> {
  const store = memoryStore();
  const asked: string[] = [];
  const add = async (runId: string, at = 9): Promise<void> => {
    await store.create({ ...tinyHeader, runId, startedAt: `2026-11-2${at}T00:00:00Z` });
    await store.appendEvents(runId, tinyRun);
  };
  for (const [at, runId] of ids.entries()) await add(runId, at);
  const desk: LibraryDesk = {
    async list() {
      return (await store.list()).map((run) => Object.assign({}, run, { bytes: 1, weights: true }));
    },
    async lines(of) {
      asked.push('lines');
      return foldAll(emptyRun, (await store.readEvents('runId' in of ? of.runId : '')).events);
    },
    measure: () => Promise.reject(new Error('not in this test')),
    pack: () => Promise.reject(new Error('not in this test')),
    take: () => Promise.reject(new Error('not in this test')),
    remove: (runId) => store.delete(runId),
  };
  const notes = memoryNotes();
  const library = createLibrary({
    desk,
    elsewhere: async () => new Set(),
    openNotes: async () => notes,
    recordings: async () => [],
    addressOf: (file) => file,
  });
  await library.look();
  return {
    library,
    asked,
    add,
    stored: async () => (await store.list()).map((run) => run.header.runId),
  };
}

const shown = (library: Library) => library.getState().runs?.map((run) => run.header.runId);

describe('the library', () => {
  it('lists the newest run first', async () => {
    const { library } = await libraryOf(['old', 'new']);
    expect(shown(library)).toEqual(['new', 'old']);
  });

  it('deletes a run with its note, and compares it no more', async () => {
    const { library, stored } = await libraryOf(['a', 'b']);
    await library.annotate('a', 'away with it');
    library.compare(['a', 'b']);
    await library.remove('a');
    expect(shown(library)).toEqual(['b']);
    expect(await stored()).toEqual(['b']);
    expect(library.getState().chosen).toEqual(['b']);
    expect(library.getState().notes.has('a')).toBe(false);
  });

  it('reads the lines of what is compared once, and compares five at most', async () => {
    const { library, asked } = await libraryOf(['a', 'b']);
    library.choose('a', true);
    library.choose('b', true);
    library.choose('b', false);
    library.choose('b', true);
    await expect.poll(() => library.getState().lines.get('b')?.tick).toBe(6);
    expect(asked.filter((kind) => kind === 'lines')).toHaveLength(2);
    library.compare(['1', '2', '3', '4', '5', '6']);
    expect(library.getState().chosen).toHaveLength(5);
  });

  it('names the runs that are not here, and takes them in where they come', async () => {
    const { library, add } = await libraryOf(['a']);
    library.compare(['a', 'gone', 'recorded/paper.jsonl.gz']);
    const missing = (): string[] => library.getState().missing.toSorted();
    await expect.poll(missing).toEqual(['gone', 'recorded/paper.jsonl.gz']);
    expect(library.getState()).toMatchObject({ chosen: ['a'], fault: null });
    await add('gone');
    await library.look();
    expect(library.getState()).toMatchObject({
      chosen: ['a', 'gone'],
      missing: ['recorded/paper.jsonl.gz'],
    });
    library.compare(library.getState().chosen);
    expect(library.getState().missing).toEqual([]);
  });

  it('keeps notes and blind choices beside each other', async () => {
    const { library } = await libraryOf(['a']);
    await library.count('a', 'evolved');
    await library.annotate('a', 'looks better on circles');
    await library.count('a', 'ties');
    await library.look();
    expect(library.getState().notes.get('a')).toEqual({
      runId: 'a',
      note: 'looks better on circles',
      blind: { evolved: 1, base: 0, ties: 1 },
    });
  });
});
