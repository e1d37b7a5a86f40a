import { VisplayError, type Fault } from '../errors.ts';

/** Requests may be answered in another order than asked: the number says which. */
export type Numbered<T> = T & { readonly id: number };

interface Answer {
  readonly kind: string;
}
type FaultAnswer = Answer & { readonly kind: 'fault'; readonly fault: Fault };
type Of<Reply extends Answer, K> = Extract<Reply, { readonly kind: K }>;

/** Asks a worker for one kind of reply; replies of other kinds may come before it. */
export type Ask<Request extends object, Reply extends Answer> = <K extends Reply['kind']>(
  request: Request,
  kind: K,
  onOther?: (reply: Reply) => void,
  transfer?: Transferable[],
) => Promise<Of<Reply, K>>;

/**
 * A worker that starts with the first request, and anew with the next one after it crashed.
 *
 * @param crashed what is told to all who wait when it crashes; `why` is empty or begins with a space
 */
export function workerDesk<Request extends object, Reply extends Answer>(
  open: () => Pick<Worker, 'addEventListener' | 'postMessage' | 'terminate'>,
  crashed: (why: string) => Fault,
): Ask<Request, Reply> {
  const waiting = new Map<number, (reply: Reply | FaultAnswer) => boolean>();
  let worker: ReturnType<typeof open> | null = null;
  let next = 0;

  function start(): ReturnType<typeof open> {
    const started = open();
    started.addEventListener('message', ({ data }: MessageEvent<Numbered<Reply>>) => {
      if (waiting.get(data.id)?.(data) === true) waiting.delete(data.id);
    });
    started.addEventListener('error', (event) => {
      event.preventDefault();
      started.terminate();
      worker = null;
      const why = event.message === undefined || event.message === '' ? '' : ` (${event.message})`;
      const fault = crashed(why);
      for (const hear of waiting.values()) hear({ kind: 'fault', fault });
      waiting.clear();
    });
    return started;
  }

  return (request, kind, onOther = () => undefined, transfer = []) => {
    worker ??= start();
    const asking = worker;
    const id = next++;
    return new Promise((resolve, reject) => {
      waiting.set(id, (reply) => {
        if (isFault(reply)) reject(new VisplayError(reply.fault.code, reply.fault.said, reply.fault.fix));
        else if (isOf(reply, kind)) resolve(reply);
        else {
          onOther(reply);
          return false;
        }
        return true;
      });
      asking.postMessage({ ...request, id }, transfer);
    });
  };
}

const isFault = (reply: Answer): reply is FaultAnswer => reply.kind === 'fault';
const isOf = <Reply extends Answer, K extends Reply['kind']>(reply: Reply, kind: K): reply is Of<Reply, K> =>
  reply.kind === kind;
