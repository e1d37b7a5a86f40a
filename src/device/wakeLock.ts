/** Keeps the screen on while a run is going: a sleeping machine stops the GPU. Does nothing where it is not allowed. */
export interface WakeLock {
  hold(): void;
  release(): void;
}

interface Sentinel {
  release(): Promise<void>;
}

interface Screen {
  readonly request: (() => Promise<Sentinel>) | undefined;
  readonly onVisible: (listener: () => void) => void;
}

const here = (): Screen => ({
  request: navigator.wakeLock === undefined ? undefined : () => navigator.wakeLock.request('screen'),
  onVisible: (listener) =>
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') listener();
    }),
});

export function wakeLock(screen: Screen = here()): WakeLock {
  let wanted = false;
  let sentinel: Sentinel | null = null;
  let turn: Promise<void> = Promise.resolve();

  // Requests and releases follow one another, so that the last wish wins.
  const settle = (): void => {
    turn = turn.then(async () => {
      try {
        if (wanted && sentinel === null) sentinel = (await screen.request?.()) ?? null;
        else if (!wanted && sentinel !== null) {
          await sentinel.release();
          sentinel = null;
        }
      } catch {
        // Refused in a hidden tab or on low battery; it is asked for again when the tab is seen.
        sentinel = null;
      }
    });
  };

  // The browser takes the lock away when the tab is hidden.
  screen.onVisible(() => {
    sentinel = null;
    settle();
  });
  return {
    hold() {
      wanted = true;
      settle();
    },
    release() {
      wanted = false;
      settle();
    },
  };
}
