import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
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

/** Opens the database for one piece of work and closes it, so that another tab can upgrade it. */
async function using<T>(work: (database: IDBPDatabase<Tables>) => Promise<T>): Promise<T> {
  const database = await openDB<Tables>('visplay notes', 1, {
    upgrade: (fresh) => void fresh.createObjectStore('notes', { keyPath: 'runId' }),
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}
