import { workerDesk } from '../workerDesk.ts';
import type { ModelDesk, ModelReply, ModelRequest } from './modelCalls.ts';

/** The models of this browser, behind a worker of their own. */
export function modelDesk(): ModelDesk {
  const ask = workerDesk<ModelRequest, ModelReply>(
    () => new Worker(new URL('./modelWorker.ts', import.meta.url), { type: 'module', name: 'models' }),
    (why) => ({
      code: 'models-crashed',
      said: `The stored models could not be read${why}.`,
      fix: 'Reload the page; what was stored is kept.',
    }),
  );
  return {
    list: async () => (await ask({ kind: 'list' }, 'list')).models,
    needs: async (place, dropped) => (await ask({ kind: 'needs', place, dropped }, 'needs')).needs,
    remove: async (folder) => void (await ask({ kind: 'remove', folder }, 'remove')),
    async download(order, onProgress) {
      const done = await ask({ kind: 'download', ...order }, 'download', (reply) => {
        if (reply.kind === 'progress') onProgress(reply.progress);
      });
      return done.folder;
    },
    async push(order, onProgress) {
      const hear = (reply: ModelReply): void => {
        if (reply.kind === 'pushing') onProgress(reply.progress);
      };
      return (await ask({ kind: 'push', ...order }, 'push', hear, [order.zip.buffer])).url;
    },
    cancel: (repo) => void ask({ kind: 'cancel', repo }, 'cancel').catch(() => undefined),
  };
}
