import { workerDesk } from '../workerDesk.ts';
import type { LibraryDesk, LibraryReply, LibraryRequest } from './libraryCalls.ts';

/** The runs of this browser, behind a worker of their own. */
export function libraryDesk(): LibraryDesk {
  const ask = workerDesk<LibraryRequest, LibraryReply>(
    () => new Worker(new URL('./libraryWorker.ts', import.meta.url), { type: 'module', name: 'library' }),
    (why) => ({
      code: 'library-crashed',
      said: `The stored runs could not be read${why}.`,
      fix: 'Reload the page; what was stored is kept.',
    }),
  );
  return {
    list: async () => (await ask({ kind: 'list' }, 'list')).runs,
    lines: async (of) => (await ask({ kind: 'lines', of }, 'lines')).lines,
    measure: async (runId) => (await ask({ kind: 'measure', runId }, 'measure')).sizes,
    pack: async (runId, extras) => (await ask({ kind: 'pack', runId, ...extras }, 'pack')).file,
    take: async (file) => (await ask({ kind: 'take', file }, 'take')).taken,
    remove: async (runId) => void (await ask({ kind: 'remove', runId }, 'remove')),
  };
}
