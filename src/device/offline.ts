/** Copies of this site on the visitor's machine, kept and served by `public/offline.js`. */
export type Copy = 'page' | 'model';

const isCopy = (kind: Copy) => (name: string) => name.startsWith(`visplay ${kind} `);

/** The worker that keeps copies; null on an insecure page, where it is blocked, and in development. */
async function keeper(): Promise<ServiceWorker | null> {
  if (!('serviceWorker' in navigator) || !('caches' in globalThis)) return null;
  return (await navigator.serviceWorker.getRegistration())?.active ?? null;
}

/** Whether this browser can keep copies. */
export const canKeep = async (): Promise<boolean> => (await keeper()) !== null;

/**
 * Has a copy made, or brought up to date; what is there already is not fetched again.
 * @throws Error with the file that could not be fetched or stored
 */
export async function keepCopy(
  kind: Copy,
  onProgress: (doneBytes: number, ofBytes: number) => void = () => undefined,
): Promise<void> {
  const worker = await keeper();
  if (worker === null) throw new Error('This browser keeps no copies of this page.');
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((resolve, reject) => {
    port1.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      if ('done' in data) onProgress(data.done, data.of);
      else if (data.kept) resolve();
      else reject(new Error(data.said));
    });
    port1.start();
    worker.postMessage({ kind }, [port2]);
  });
}

type Told =
  | { readonly done: number; readonly of: number }
  | { readonly kept: true }
  | { readonly kept: false; readonly said: string };

/** What is copied, with its size. */
export async function copiesKept(): Promise<readonly { readonly kind: Copy; readonly bytes: number }[]> {
  if (!('caches' in globalThis)) return [];
  const names = await caches.keys();
  const kinds: readonly Copy[] = ['page', 'model'];
  const sizes = kinds.map(async (kind) => {
    const found = names.filter(isCopy(kind));
    const bytes = await Promise.all(found.map(bytesOf));
    return { kind, copies: found.length, bytes: bytes.reduce((sum, one) => sum + one, 0) };
  });
  return (await Promise.all(sizes))
    .filter(({ copies }) => copies > 0)
    .map(({ kind, bytes }) => ({ kind, bytes }));
}

async function bytesOf(name: string): Promise<number> {
  const cache = await caches.open(name);
  let sum = 0;
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    sum += (await response?.blob())?.size ?? 0;
  }
  return sum;
}

export async function forgetCopies(kind: Copy): Promise<void> {
  const names = (await caches.keys()).filter(isCopy(kind));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/**
 * After a visit has begun well, keeps the page for the next one without a network, and brings a model that is kept up
 * to date. Not for those who save data, and not a second time where nothing changed.
 */
export async function keepVisited(): Promise<void> {
  const connection: unknown = Reflect.get(navigator, 'connection');
  const saves = typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData');
  if (saves === true) return;
  try {
    await navigator.serviceWorker?.ready;
    if (!(await canKeep())) return;
    await keepCopy('page');
    if ((await copiesKept()).some(({ kind }) => kind === 'model')) await keepCopy('model');
  } catch {
    // No room, or the network went away on the way: the next visit tries again.
  }
}
