import { faultOf } from '../errors.ts';
import { strings } from '../ui/strings.ts';
import type { App } from './app.ts';
import { filters, noFilter } from './groups/groupFilter.ts';
import { inspecting, linkToShown, turnGroup, turnMember, turnStep } from './groups/turning.ts';
import { exportEvents, exportMetrics, exportRun, exportWeights } from './exports.ts';
import { resumeRun, startRun } from './running.ts';

/** Who asked: a button, a key, or the console. */
export type ActionSource = 'ui' | 'keyboard' | 'api';

/** Something a visitor can do. Buttons, keys, the console and the browser tests all call the same one. */
export interface Action {
  readonly label: string | ((app: App) => string);
  /** As `keyName` writes it: `Space`, `Shift+ArrowRight`, `?`. */
  readonly key?: string;
  enabled(app: App): boolean;
  perform(app: App, source: ActionSource): void | Promise<void>;
}

const worker = (app: App) => app.session.getState().worker;
const kind = (app: App) => app.session.getState().kind;
const hasPictures = (app: App): boolean => {
  const { pictures, work } = app.tray.getState();
  return pictures.length > 0 && work === null;
};
/** Nothing is there that could be played: then play means start. */
const idle = (app: App): boolean =>
  kind(app) === 'none' ||
  (kind(app) === 'live' && ['ready', 'empty', 'ended', 'failed'].includes(worker(app)));
const playing = (app: App): boolean => ['running', 'pausing'].includes(worker(app));
const hasRun = (app: App): boolean => app.session.getState().run.header !== null;
const holdsWeights = (app: App): boolean =>
  kind(app) === 'live' && ['running', 'pausing', 'paused', 'ended'].includes(worker(app)) && hasRun(app);
const canAdvance = (app: App): boolean =>
  idle(app) ? hasPictures(app) : worker(app) === 'paused' || playing(app);
const always = (): boolean => true;

/** A registry that keeps its ids as a type. */
const register = <Id extends string>(all: Record<Id, Action>): Readonly<Record<Id, Action>> => all;

export const actions = register({
  start: {
    label: (app) => (hasRun(app) && kind(app) === 'live' ? strings.actions.startOver : strings.actions.start),
    enabled: (app) => hasPictures(app) && worker(app) !== 'opening',
    perform: (app) => startRun(app),
  },
  toggle: {
    label: (app) =>
      playing(app) ? strings.actions.pause : idle(app) ? strings.actions.start : strings.actions.play,
    key: 'Space',
    enabled: (app) => (idle(app) ? hasPictures(app) : worker(app) !== 'opening' && worker(app) !== 'pausing'),
    async perform(app) {
      if (idle(app)) await startRun(app);
      else app.session.send({ kind: playing(app) ? 'pause' : 'play' });
    },
  },
  step: {
    label: strings.actions.step,
    key: 'ArrowRight',
    enabled: canAdvance,
    async perform(app) {
      if (idle(app)) await startRun(app, { kind: 'advance', by: 'step' });
      else app.session.send({ kind: 'advance', by: 'step' });
    },
  },
  stage: {
    label: strings.actions.stage,
    key: 'Shift+ArrowRight',
    enabled: canAdvance,
    async perform(app) {
      if (idle(app)) await startRun(app, { kind: 'advance', by: 'stage' });
      else app.session.send({ kind: 'advance', by: 'stage' });
    },
  },
  stop: {
    label: strings.actions.stop,
    enabled: (app) => playing(app) || worker(app) === 'paused',
    perform: (app) => app.session.send({ kind: 'stop' }),
  },
  resume: {
    label: strings.actions.resume,
    enabled: (app) =>
      app.shelf.getState().unfinished !== null ||
      (kind(app) === 'live' && worker(app) === 'failed' && hasRun(app)),
    perform: (app) => resumeRun(app),
  },
  discard: {
    label: strings.actions.discard,
    enabled: (app) => app.shelf.getState().unfinished !== null,
    async perform(app) {
      const { unfinished } = app.shelf.getState();
      if (unfinished !== null) await app.shelf.discard(unfinished.header.runId);
    },
  },
  wasm: {
    label: strings.actions.wasm,
    enabled: hasPictures,
    async perform(app) {
      app.setup.chooseBackend('wasm');
      await startRun(app);
    },
  },
  'export events': { label: strings.actions.exportEvents, enabled: hasRun, perform: exportEvents },
  'export metrics': { label: strings.actions.exportMetrics, enabled: hasRun, perform: exportMetrics },
  'export run': {
    label: strings.actions.exportRun,
    enabled: hasRun,
    perform: (app) => exportRun(app, false),
  },
  'export run with thumbnails': {
    label: strings.actions.exportRun,
    enabled: hasRun,
    perform: (app) => exportRun(app, true),
  },
  'export reasoner': {
    label: strings.actions.exportReasoner,
    enabled: holdsWeights,
    perform: (app) => exportWeights(app, 'reasoner'),
  },
  'export questioner': {
    label: strings.actions.exportQuestioner,
    enabled: holdsWeights,
    perform: (app) => exportWeights(app, 'questioner'),
  },
  'empty tray': {
    label: strings.actions.emptyTray,
    enabled: (app) => app.tray.getState().pictures.length > 0,
    perform: (app) => app.tray.empty(),
  },
  follow: {
    label: (app) =>
      app.screen.getState().step === null ? strings.actions.following : strings.actions.follow,
    enabled: (app) => app.screen.getState().step !== null,
    perform: (app) => app.screen.chooseStep(null),
  },
  'next group': {
    label: strings.actions.nextGroup,
    key: 'j',
    enabled: inspecting,
    perform: (app) => turnGroup(app, 1),
  },
  'previous group': {
    label: strings.actions.previousGroup,
    key: 'k',
    enabled: inspecting,
    perform: (app) => turnGroup(app, -1),
  },
  'next member': {
    label: strings.actions.nextMember,
    key: 'n',
    enabled: inspecting,
    perform: (app) => turnMember(app, 1),
  },
  'previous member': {
    label: strings.actions.previousMember,
    key: 'p',
    enabled: inspecting,
    perform: (app) => turnMember(app, -1),
  },
  'step after': {
    label: strings.actions.nextStepShown,
    key: ']',
    enabled: inspecting,
    perform: (app) => turnStep(app, 1),
  },
  'step before': {
    label: strings.actions.previousStepShown,
    key: '[',
    enabled: inspecting,
    perform: (app) => turnStep(app, -1),
  },
  'find groups': {
    label: strings.actions.findGroups,
    key: '/',
    enabled: inspecting,
    perform: () => document.querySelector<HTMLElement>('#find-groups')?.focus(),
  },
  'clear filter': {
    label: strings.actions.clearFilter,
    enabled: (app) => filters(app.screen.getState().filter),
    perform(app) {
      const { everywhere, order } = app.screen.getState().filter;
      app.screen.setState({ filter: { ...noFilter, everywhere, order } });
    },
  },
  'copy place': {
    label: strings.actions.copyPlace,
    key: 'y',
    enabled: inspecting,
    perform: (app) => navigator.clipboard.writeText(linkToShown(app)),
  },
  setup: {
    label: strings.actions.setup,
    enabled: always,
    perform: (app) => app.screen.show('setup'),
  },
  'copy link': {
    label: strings.actions.copyLink,
    enabled: always,
    perform: (app) =>
      navigator.clipboard.writeText(`${location.origin}${location.pathname}${app.setup.query()}`),
  },
  theme: {
    label: strings.actions.theme,
    enabled: always,
    perform(app) {
      app.screen.setState(({ theme }) => ({ theme: theme === 'dark' ? 'light' : 'dark' }));
    },
  },
  shortcuts: {
    label: strings.actions.shortcuts,
    key: '?',
    enabled: always,
    perform(app) {
      app.screen.setState(({ shortcuts }) => ({ shortcuts: !shortcuts }));
    },
  },
  reload: { label: strings.actions.reload, enabled: always, perform: () => location.reload() },
  'lose device': {
    label: strings.actions.loseDevice,
    enabled: (app) => kind(app) === 'live',
    perform: (app) => app.session.send({ kind: 'lose device' }),
  },
});

export type ActionId = keyof typeof actions;
export const actionIds = Object.keys(actions).filter((id): id is ActionId => Object.hasOwn(actions, id));

export const labelOf = (app: App, id: ActionId): string => {
  const { label } = actions[id];
  return typeof label === 'string' ? label : label(app);
};

/** Does it if it can be done now, and says whether it could. What goes wrong on the way is shown, not thrown. */
export async function perform(app: App, id: ActionId, source: ActionSource): Promise<boolean> {
  const action = actions[id];
  if (!action.enabled(app)) return false;
  try {
    await action.perform(app, source);
  } catch (thrown) {
    app.session.report(faultOf(thrown));
  }
  return true;
}
