import { VisplayError } from '../../errors.ts';
import type { ModelDesk, ModelReply, ModelRequest, Numbered } from './modelCalls.ts';

/** The models of this browser, behind a worker that starts with the first request. */
export function modelDesk(): ModelDesk {
  const waiting = new Map<number, (reply: ModelReply) => void>();
  let worker: Worker | null = null;
  let next = 0;

  function start(): Worker {
    const started = new Worker(new URL('./modelWorker.ts', import.meta.url), {
      type: 'module',
      name: 'models',
    });
    started.addEventListener('message', ({ data }: MessageEvent<Numbered<ModelReply>>) => {
      const hear = waiting.get(data.id);
      if (data.kind !== 'progress' && data.kind !== 'pushing') waiting.delete(data.id);
      hear?.(data);
    });
    started.addEventListener('error', (event) => {
      event.preventDefault();
      started.terminate();
      worker = null;
      const why = event.message === undefined || event.message === '' ? '' : ` (${event.message})`;
      const said = `The stored models could not be read${why}.`;
      const fault = { code: 'models-crashed', said, fix: 'Reload the page; what was stored is kept.' };
      for (const resolve of waiting.values()) resolve({ kind: 'fault', fault });
      waiting.clear();
    });
    return started;
  }

  function ask<K extends ModelReply['kind']>(
    request: ModelRequest,
    kind: K,
    onOther: (reply: ModelReply) => void = () => undefined,
    transfer: Transferable[] = [],
  ): Promise<Extract<ModelReply, { readonly kind: K }>> {
    worker ??= start();
    const asked: Numbered<ModelRequest> = { ...request, id: next++ };
    return new Promise((resolve, reject) => {
      waiting.set(asked.id, (reply) => {
        if (isOf(reply, kind)) resolve(reply);
        else if (reply.kind === 'fault')
          reject(new VisplayError(reply.fault.code, reply.fault.said, reply.fault.fix));
        else onOther(reply);
      });
      worker?.postMessage(asked, transfer);
    });
  }

  return {
    list: async () => (await ask({ kind: 'list' }, 'list')).models,
    needs: async (place) => (await ask({ kind: 'needs', place }, 'needs')).needs,
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

const isOf = <K extends ModelReply['kind']>(
  reply: ModelReply,
  kind: K,
): reply is Extract<ModelReply, { readonly kind: K }> => reply.kind === kind;
