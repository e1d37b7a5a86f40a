/** The page that `browser.mjs` drives: workers by name, each asked one thing at a time. */
const workers = new Map<string, Worker>();

function ask(name: string, request: unknown): Promise<unknown> {
  let worker = workers.get(name);
  if (worker === undefined) {
    worker = name.startsWith('ours')
      ? new Worker(new URL('../../src/bench/decodeWorker.ts', import.meta.url), { type: 'module' })
      : new Worker('/tools/bench/ortWorker.mjs', { type: 'module' });
    workers.set(name, worker);
  }
  const asked = worker;
  return new Promise((resolve, reject) => {
    asked.addEventListener('message', ({ data }) => resolve(data), { once: true });
    asked.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true });
    asked.postMessage(request, []);
  });
}

function stop(name: string): void {
  workers.get(name)?.terminate();
  workers.delete(name);
}

Object.assign(globalThis, { ask, stop });
