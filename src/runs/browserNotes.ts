import type { DBSchema } from 'idb';
import { smallDatabase } from './smallDatabase.ts';
import type { NoteStore, RunNote } from './runNotes.ts';

interface Tables extends DBSchema {
  notes: { key: string; value: RunNote };
}

/** Notes of this browser. */
export function browserNotes(): NoteStore {
  return {
    all: () => using((database) => database.getAll('notes')),
    put: (note) => using(async (database) => void (await database.put('notes', note))),
    remove: (runId) => using((database) => database.delete('notes', runId)),
  };
}

const using = smallDatabase<Tables>('visplay notes', 'notes', 'runId');
