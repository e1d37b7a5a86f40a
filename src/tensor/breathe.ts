let last = performance.now();

/**
 * Lets the event loop run if it has not for `interval` milliseconds, so that a worker deep in WASM still hears
 * messages. Awaiting a resolved promise would not: it goes before every event.
 */
export async function breathe(interval = 30): Promise<void> {
  if (performance.now() - last < interval) return;
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener(
      'message',
      () => {
        port1.close();
        resolve();
      },
      { once: true },
    );
    port1.start();
    port2.postMessage(null);
  });
  last = performance.now();
}
