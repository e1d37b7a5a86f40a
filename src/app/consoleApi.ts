import { parseSetting } from '../loop/config.ts';
import { isPresetName } from '../loop/presets.ts';
import { actionIds, actions, labelOf, perform, type ActionId } from './actions.ts';
import type { App } from './app.ts';
import { importRun, isRunFile, takeFiles } from './importing.ts';
import { views, type View } from './screen.ts';
import type { RunState } from './session/runState.ts';
import type { Link } from './setup/url.ts';

/** What the page is doing, in a few words. */
interface PageState {
  readonly source: string;
  readonly worker: string;
  readonly view: View;
  readonly pictures: number;
}

/**
 * `window.visplay`: the same actions as the buttons, for the console, scripts and browser tests.
 *
 *     await visplay.set({ 'questioner.groupSize': 4, 'run.seed': 7 });
 *     await visplay.perform('start');
 *     const stop = visplay.subscribe((run) => console.log(run.tick, run.rows.at(-1)?.metrics));
 */
export interface ConsoleApi {
  readonly actions: readonly ActionId[];
  readonly views: readonly View[];
  /** The actions that open a sheet over the view. */
  readonly sheets: readonly ActionId[];
  /** Every action with its label, its key, and whether it can be done now. */
  help(): readonly { action: ActionId; label: string; key: string; enabled: boolean }[];
  /** Does it if it can be done now, and says whether it could. Rejects for an action that does not exist. */
  perform(id: ActionId): Promise<boolean>;
  /** Throws for a view that does not exist. */
  show(view: View): void;
  /** Throws for a preset that does not exist. */
  preset(name: string): void;
  /** Settings of the next run, by key. Throws for a key or a value that does not fit, and then sets none of them. */
  set(settings: Readonly<Record<string, string | number | boolean>>): void;
  /** Pictures, folders' files and zip archives into the tray; a run file is shown. */
  add(files: readonly File[]): Promise<void>;
  /** What the page knows of the run on the screen. */
  run(): RunState;
  setup(): Link;
  state(): PageState;
  /** Hears the run whenever it changed; returns how to stop. */
  subscribe(listener: (run: RunState) => void): () => void;
}

declare global {
  interface Window {
    visplay?: ConsoleApi;
  }
}

export const consoleApi = (app: App): ConsoleApi => ({
  actions: actionIds,
  views,
  sheets: actionIds.filter((id) => actions[id].sheet !== undefined),
  help: () =>
    actionIds.map((id) => ({
      action: id,
      label: labelOf(app, id),
      key: actions[id].key ?? '',
      enabled: actions[id].enabled(app),
    })),
  async perform(id) {
    if (!actionIds.includes(id)) {
      throw new RangeError(`There is no action "${id}". visplay.help() lists them all.`);
    }
    return perform(app, id, 'api');
  },
  show(view) {
    if (!views.includes(view)) throw new RangeError(`There is no view "${view}": ${views.join(', ')}.`);
    app.screen.show(view);
  },
  preset(name) {
    if (!isPresetName(name)) throw new RangeError(`There is no preset "${name}".`);
    app.setup.choosePreset(name);
  },
  set(settings) {
    const all = Object.entries(settings).map(([key, value]) => parseSetting(key, String(value)));
    app.setup.apply(Object.assign({}, ...all));
  },
  async add(files) {
    const [only] = files;
    if (files.length === 1 && only !== undefined && isRunFile(only.name)) await importRun(app, only);
    else await takeFiles(app, files);
  },
  run: () => app.session.getState().run,
  setup: () => app.setup.getState().link,
  state: () => ({
    source: app.session.getState().kind,
    worker: app.session.getState().worker,
    view: app.screen.getState().view,
    pictures: app.tray.getState().pictures.length,
  }),
  subscribe: (listener) =>
    app.session.subscribe(({ run }, before) => {
      if (run !== before.run) listener(run);
    }),
});
