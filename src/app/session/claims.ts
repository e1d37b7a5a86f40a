const PREFIX = 'visplay run ';

/** What is used of the browser's `LockManager`. */
interface Locks {
  request(
    name: string,
    options: { readonly mode?: 'shared'; readonly ifAvailable?: true },
    held: (lock: unknown) => Promise<void> | undefined,
  ): Promise<unknown>;
  query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
}

/**
 * Which runs are going on, in whichever tab: a tab holds a lock of the browser for its own, and the browser takes that
 * back when the tab is closed, reloaded or crashes.
 */
export interface Claims {
  /** The run that goes on here; null for none. */
  hold(runId: string | null): void;
  /** Runs that go on, here too. */
  held(): Promise<ReadonlySet<string>>;
  /** Runs that go on in other tabs. */
  elsewhere(): Promise<ReadonlySet<string>>;
  /** Resolves once no tab holds it. */
  freed(runId: string): Promise<void>;
}

/** Those of this page. */
export const claims = (): Claims => (own ??= createClaims(navigator.locks));
let own: Claims | null = null;

/** Where a page has no locks (addresses without https), it knows of no other tab. */
export function createClaims(locks: Locks | undefined): Claims {
  let own: string | null = null;
  let release: (() => void) | null = null;

  async function elsewhere(): Promise<Set<string>> {
    const { held = [] } = (await locks?.query()) ?? {};
    const ids = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
    return new Set(ids.filter((id) => id !== own));
  }

  return {
    hold(runId) {
      if (runId === own) return;
      release?.();
      own = runId;
      if (runId === null) return;
      const ended = new Promise<void>((resolve) => (release = resolve));
      void locks?.request(PREFIX + runId, {}, () => ended);
    },
    async held() {
      const others = await elsewhere();
      return own === null ? others : others.add(own);
    },
    elsewhere,
    async freed(runId) {
      await locks?.request(PREFIX + runId, { mode: 'shared' }, () => undefined);
    },
  };
}
