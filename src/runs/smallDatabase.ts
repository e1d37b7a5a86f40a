import { openDB, type DBSchema, type IDBPDatabase, type StoreNames } from 'idb';

/**
 * A database of one table. It is opened for each piece of work and closed after it, so that another tab can upgrade it.
 *
 * @param keyPath null where keys are given beside what is kept
 */
export const smallDatabase =
  <Tables extends DBSchema>(name: string, table: StoreNames<Tables>, keyPath: string | null) =>
  async <T>(work: (database: IDBPDatabase<Tables>) => Promise<T>): Promise<T> => {
    const database = await openDB<Tables>(name, 1, {
      upgrade: (fresh) => void fresh.createObjectStore(table, { keyPath }),
    });
    try {
      return await work(database);
    } finally {
      database.close();
    }
  };
