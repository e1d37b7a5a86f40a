/** Set while the page has reloaded itself once for the sake of isolation. */
const reloaded = 'visplay-isolation';

/** What isolating takes from the page. */
export interface Surroundings {
  readonly isolated: boolean;
  /** null where there are no service workers: an insecure or private page */
  readonly workers: { register(script: string): Promise<unknown>; readonly ready: Promise<unknown> } | null;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** A page inside another cannot be isolated by itself. */
  readonly framed: boolean;
  reload(): void;
}

/**
 * Puts `public/offline.js` in charge of the page. Where the host does not send the headers that isolate it from other
 * origins, WebAssembly may then compute on several threads: that takes effect by one reload, soon after the first
 * visit; where it does not help, WebAssembly computes on one thread, and nothing is tried again before the tab is closed.
 */
export async function isolate(page: Surroundings): Promise<void> {
  try {
    const { isolated, workers, storage, framed } = page;
    if (workers === null) return;
    await workers.register('./offline.js');
    if (isolated) {
      storage.removeItem(reloaded);
      return;
    }
    if (framed || storage.getItem(reloaded) !== null) return;
    await workers.ready;
    storage.setItem(reloaded, 'once');
    page.reload();
  } catch {
    // Blocked by the browser or its user: one thread will do.
  }
}

/** `isolate` with the page's own surroundings. */
export async function isolatePage(): Promise<void> {
  await isolate({
    isolated: crossOriginIsolated,
    workers: 'serviceWorker' in navigator && isSecureContext ? navigator.serviceWorker : null,
    // Reading it throws where it is forbidden.
    get storage() {
      return sessionStorage;
    },
    framed: window.parent !== window,
    reload: () => location.reload(),
  });
}
