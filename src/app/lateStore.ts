import type { App } from './app.ts';

/** A store of a view that comes late: made with the first look at it, one for each app, and kept. */
export function lateStore<T>(make: (app: App) => T): (app: App) => T {
  const made = new WeakMap<App, { readonly store: T }>();
  return (app) => {
    const known = made.get(app);
    if (known !== undefined) return known.store;
    const store = make(app);
    made.set(app, { store });
    return store;
  };
}
