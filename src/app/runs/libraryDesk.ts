import { VisplayError } from '../../errors.ts';
import type { LibraryDesk, LibraryReply, LibraryRequest, Numbered } from './libraryCalls.ts';

/** The runs of this browser, behind a worker that starts with the first request. */
export function libraryDesk(): LibraryDesk {
  const waiting = new Map<number, (reply: LibraryReply) => void>();
  let worker: Worker | null = null;
  let next = 0;

  function start(): Worker {
    const started = new Worker(new URL('./libraryWorker.ts', import.meta.url), {
      type: 'module',
      name: 'library',
    });
    started.addEventListener('message', ({ data }: MessageEvent<Numbered<LibraryReply>>) => {
      waiting.get(data.id)?.(data);
      waiting.delete(data.id);
    });
    started.addEventListener('error', (event) => {
      event.preventDefault();
      started.terminate();
      worker = null;
      const why = event.message === undefined || event.message === '' ? '' : ` (${event.message})`;
      const said = `The stored runs could not be read${why}.`;
      const fault = { code: 'library-crashed', said, fix: 'Reload the page; what was stored is kept.' };
      for (const resolve of waiting.values()) resolve({ kind: 'fault', fault });
      waiting.clear();
    });
    return started;
  }

  async function ask<K extends LibraryReply['kind']>(
    request: LibraryRequest,
    kind: K,
  ): Promise<Extract<LibraryReply, { readonly kind: K }>> {
    worker ??= start();
    const asked: Numbered<LibraryRequest> = { ...request, id: next++ };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    worker.postMessage(asked);
    const reply = await new Promise<LibraryReply>((resolve) => waiting.set(asked.id, resolve));
    if (isOf(reply, kind)) return reply;
    if (reply.kind === 'fault') throw new VisplayError(reply.fault.code, reply.fault.said, reply.fault.fix);
    throw new Error(`The library answered ${reply.kind} to ${kind}.`);
  }

  return {
    list: async () => (await ask({ kind: 'list' }, 'list')).runs,
    lines: async (of) => (await ask({ kind: 'lines', of }, 'lines')).lines,
    measure: async (runId) => (await ask({ kind: 'measure', runId }, 'measure')).sizes,
    pack: async (runId, extras) => (await ask({ kind: 'pack', runId, ...extras }, 'pack')).file,
    take: async (file) => (await ask({ kind: 'take', file }, 'take')).taken,
    remove: async (runId) => void (await ask({ kind: 'remove', runId }, 'remove')),
  };
}

const isOf = <K extends LibraryReply['kind']>(
  reply: LibraryReply,
  kind: K,
): reply is Extract<LibraryReply, { readonly kind: K }> => reply.kind === kind;
