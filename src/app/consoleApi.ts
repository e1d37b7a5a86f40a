import { actionIds, perform, type ActionId } from './actions.ts';
import type { App } from './app.ts';

/** `window.visplay`: the same actions as the buttons, for the console, notebooks and browser tests. */
export interface ConsoleApi {
  readonly actions: readonly ActionId[];
  /** Does it if it can be done now, and says whether it could. */
  perform(id: ActionId): Promise<boolean>;
  /** What the page knows of the run on the screen. */
  run(): unknown;
  setup(): unknown;
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
