import { actionIds, perform, type ActionId } from './actions.ts';
import type { App } from './app.ts';
import type { RunState } from './session/runState.ts';
import type { Link } from './setup/url.ts';

/** `window.visplay`: the same actions as the buttons, for the console, notebooks and browser tests. */
export interface ConsoleApi {
  readonly actions: readonly ActionId[];
  /** Does it if it can be done now, and says whether it could. */
  perform(id: ActionId): Promise<boolean>;
  /** What the page knows of the run on the screen. */
  run(): RunState;
  setup(): Link;
  state(): { readonly source: string; readonly worker: string; readonly pictures: number };
}

declare global {
  interface Window {
    visplay?: ConsoleApi;
  }
}

export const consoleApi = (app: App): ConsoleApi => ({
  actions: actionIds,
  perform: (id) => perform(app, id, 'api'),
  run: () => app.session.getState().run,
  setup: () => app.setup.getState().link,
  state: () => ({
    source: app.session.getState().kind,
    worker: app.session.getState().worker,
    pictures: app.tray.getState().pictures.length,
  }),
});
