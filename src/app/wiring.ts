import { probe } from '../device/probe.ts';
import { strings } from '../ui/strings.ts';
import { announcement } from './announcement.ts';
import type { App } from './app.ts';
import { collectionNamed, COLLECTION_SIZE } from '../images/collections.ts';
import { consoleApi } from './consoleApi.ts';
import { duration } from './session/progress.ts';
import { showRecording } from './running.ts';
import { viewOf, type Theme } from './screen.ts';
import { onlyRole } from './setup/onlyRole.ts';
import { withScreenKeys } from './setup/url.ts';
import { listenToKeys } from './shortcuts.ts';
import { watchSlips } from './slips.ts';

const THEME_KEY = 'visplay theme';
/** A tab that was away for less is not worth a word, seconds. */
const HIDDEN_WORTH_SAYING = 20;

/** The theme that was chosen before, or what the system prefers. */
export function firstTheme(): Theme {
  const stored = localStorage.getItem(THEME_KEY);
  if (stored === 'light' || stored === 'dark') return stored;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Connects the stores to the browser: address, theme, keys, console, wake lock, and what a first visit shows. */
export function wire(app: App): void {
  wireAddress(app);
  wireTheme(app);
  wireRun(app);
  wireReplay(app);
  listenToKeys(app, document);
  watchSlips(app);
  window.visplay = consoleApi(app);
  if (app.screen.getState().embedded)
    void import('./frame.ts').then(({ listenToFrame }) => listenToFrame(app, window));
  void probe().then((machine) => app.machine.setState(machine, true));
  void firstSight(app);
}

function wireAddress(app: App): void {
  window.addEventListener('hashchange', () => {
    if (location.hash === '' || location.hash.startsWith('#/')) app.screen.show(viewOf(location.hash));
  });
  const title = (): void => {
    document.title = strings.title(strings.views[app.screen.getState().view]);
  };
  title();
  app.screen.subscribe(({ view }, before) => {
    if (view === before.view) return;
    if (viewOf(location.hash) !== view) location.hash = `#/${view}`;
    title();
    app.screen.announce(strings.views[view]);
    // A view begins at its top, and on a phone its tab may lie beyond the edge.
    window.scrollTo(0, 0);
    requestAnimationFrame(() => {
      document.querySelector('.nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    });
  });
  app.setup.subscribe(({ link }, before) => {
    if (link === before.link) return;
    const query = withScreenKeys(app.setup.query(), location.search);
    history.replaceState(null, '', `${location.pathname}${query}${location.hash}`);
  });
}

function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}

function wireTheme(app: App): void {
  showTheme(app.screen.getState().theme);
  app.screen.subscribe(({ theme }, before) => {
    if (theme === before.theme) return;
    showTheme(theme);
    localStorage.setItem(THEME_KEY, theme);
  });
}

function wireRun(app: App): void {
  app.session.subscribe((now, before) => {
    const text = announcement(before, now);
    if (text !== null) app.screen.announce(text);
    if (now.worker === before.worker && now.kind === before.kind) return;
    if (now.kind === 'live' && now.worker === 'running') app.wakeLock.hold();
    else app.wakeLock.release();
  });
  let hiddenAt: number | null = null;
  document.addEventListener('visibilitychange', () => {
    const { kind, worker } = app.session.getState();
    if (document.visibilityState === 'hidden') {
      hiddenAt = kind === 'live' && worker === 'running' ? performance.now() : null;
    } else if (hiddenAt !== null) {
      const seconds = (performance.now() - hiddenAt) / 1000;
      hiddenAt = null;
      if (seconds >= HIDDEN_WORTH_SAYING) {
        app.session.report({ code: 'tab-hidden', said: strings.faults.hidden(duration(seconds)), fix: '' });
      }
    }
  });
}

/** A run that is told again follows the pace and the role that are chosen, a live one the pace. */
function wireReplay(app: App): void {
  app.screen.subscribe(({ pace }, before) => {
    if (pace !== before.pace) app.session.send({ kind: 'pace', pace });
  });
  app.setup.subscribe(({ link }, before) => {
    const { kind, preparing } = app.session.getState();
    if (kind === 'live' || preparing || link === before.link) return;
    const role = onlyRole(link.config);
    if (kind === 'none' || role === onlyRole(before.link.config)) return;
    app.screen.chooseStep(null);
    app.session.send({ kind: 'tell only', role });
  });
}

/** Fills the tray, offers what broke off, and replays a recorded run where there is one and nothing else is asked for. */
async function firstSight(app: App): Promise<void> {
  const { link } = app.setup.getState();
  const filled = app.tray.draw(
    collectionNamed(link.collection).name,
    COLLECTION_SIZE,
    link.config['run.seed'],
  );
  await app.shelf.look().catch(() => undefined);
  await app.recordings.look();
  const { recordings } = app.recordings.getState();
  const fitting = app.recordings.has(link.preset) ? link.preset : recordings[0]?.preset;
  const { kind, preparing } = app.session.getState();
  if (fitting !== undefined && kind === 'none' && !preparing && app.shelf.getState().unfinished === null) {
    await showRecording(app, fitting);
  }
  await filled;
}
