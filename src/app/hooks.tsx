import { createContext, use, useSyncExternalStore } from 'react';
import { useStore, type StoreApi } from 'zustand';
import { actions, labelOf, perform, type ActionId } from './actions.ts';
import type { App } from './app.ts';
import type { RunState } from './session/runState.ts';
import type { ScreenState } from './screen.ts';
import type { SessionState } from './session/session.ts';
import type { SetupState } from './setup/setup.ts';
import type { CourseState } from '../learn/course.ts';
import type { TrayState } from './pictures/tray.ts';

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = use(AppContext);
  if (app === null) throw new Error('Views stand inside the app.');
  return app;
}

export const useSession = <T,>(select: (state: SessionState) => T): T => useStore(useApp().session, select);
export const useRun = <T,>(select: (run: RunState) => T): T => useSession((state) => select(state.run));
export const useSetup = <T,>(select: (state: SetupState) => T): T => useStore(useApp().setup, select);
export const useTray = <T,>(select: (state: TrayState) => T): T => useStore(useApp().tray, select);
export const useScreen = <T,>(select: (state: ScreenState) => T): T => useStore(useApp().screen, select);
export const useCourse = <T,>(select: (state: CourseState) => T): T => useStore(useApp().course, select);

type Subscribe = (listener: () => void) => () => void;
const subscriptions = new WeakMap<App, Subscribe>();

/** Hears every store that an action may look at. The same function for the same app, so React subscribes once. */
function subscribeAll(app: App): Subscribe {
  const known = subscriptions.get(app);
  if (known !== undefined) return known;
  const stores: readonly Pick<StoreApi<unknown>, 'subscribe'>[] = [
    app.session,
    app.setup,
    app.tray,
    app.screen,
    app.shelf,
    app.course,
    app.undo,
    app.recordings,
  ];
  const subscribe: Subscribe = (listener) => {
    const stops = stores.map((store) => store.subscribe(listener));
    return () => {
      for (const stop of stops) stop();
    };
  };
  subscriptions.set(app, subscribe);
  return subscribe;
}

/** An action as a button needs it. */
export function useAction(id: ActionId): {
  readonly label: string;
  readonly enabled: boolean;
  readonly perform: () => void;
} {
  const app = useApp();
  const subscribe = subscribeAll(app);
  const enabled = useSyncExternalStore(subscribe, () => actions[id].enabled(app));
  const label = useSyncExternalStore(subscribe, () => labelOf(app, id));
  return { label, enabled, perform: () => void perform(app, id, 'ui') };
}
