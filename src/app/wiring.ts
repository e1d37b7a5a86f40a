import { probe } from '../device/probe.ts';
import { lessonOf } from '../learn/lesson.ts';
import { language, languages, type Language } from '../ui/language/language.ts';
import { strings } from '../ui/strings.ts';
import { addressOf } from './address.ts';
import { announcement } from './announcement.ts';
import type { App } from './app.ts';
import { collectionNamed, COLLECTION_SIZE } from '../images/collections.ts';
import { consoleApi } from './consoleApi.ts';
import { duration } from './session/progress.ts';
import { placeOf, runIn } from './place.ts';
import { showRecording } from './running.ts';
import type { SessionState } from './session/session.ts';
import { detailsOf, viewOf, type ScreenState, type Theme } from './screen.ts';
import { onlyRole } from './setup/onlyRole.ts';
import { withScreenKeys } from './setup/url.ts';
import { listenToKeys } from './shortcuts.ts';
import { watchSlips } from './slips.ts';

export const LANGUAGE_KEY = 'visplay language';
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
  wireLanguage(app);
  wireRun(app);
  wireRunName(app);
  wireLayout(app);
  wireLessons(app);
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
    if (location.hash !== '' && !location.hash.startsWith('#/')) return;
    const place = placeOf(location.hash);
    const run = runIn(location.hash);
    if (run !== null && run !== app.screen.getState().run)
      void import('./namedRun.ts').then(({ showNamed }) => showNamed(app, run, place));
    app.screen.setState({
      details: { ...app.screen.getState().details, ...detailsOf(location.hash) },
      view: viewOf(location.hash),
      lesson: lessonOf(location.hash),
      ...(place.step !== null && place),
    });
  });
  const title = (): void => {
    document.title = strings.title(strings.views[app.screen.getState().view]);
  };
  title();
  language.subscribe(title);
  app.screen.subscribe((now, before) => {
    const hash = addressOf(now);
    const moved = now.view !== before.view || now.lesson !== before.lesson;
    const there = viewOf(location.hash) === now.view && lessonOf(location.hash) === now.lesson;
    if (moved && !there) location.hash = hash;
    // The way through one view is no history to go back through.
    else if (location.hash !== hash && hash !== addressOf(before))
      history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
    if (now.view === before.view) return;
    title();
    app.screen.announce(strings.views[now.view]);
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

function showLanguage(spoken: Language): void {
  document.documentElement.lang = spoken;
}

function wireLanguage(app: App): void {
  showLanguage(language.getState());
  language.subscribe((spoken) => {
    showLanguage(spoken);
    // What was said last was said in the other language.
    app.screen.announce(languages[spoken]);
    localStorage.setItem(LANGUAGE_KEY, spoken);
  });
}

function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  // Until here the colour of the browser's own bar is that of the system's theme.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
    meta.media = meta.dataset['of'] === theme ? 'all' : 'not all';
}

function wireTheme(app: App): void {
  showTheme(app.screen.getState().theme);
  app.screen.subscribe(({ theme }, before) => {
    if (theme === before.theme) return;
    showTheme(theme);
    localStorage.setItem(THEME_KEY, theme);
  });
}

/** The run that is computed here now, or waits to go on. */
const runOfHere = ({ kind, worker, run }: SessionState): string | null =>
  kind === 'live' && worker !== 'ended' && worker !== 'failed' ? (run.header?.runId ?? null) : null;

/** What a link to a place says of the run on the screen: nothing of the recording that opens by itself. */
function wireRunName(app: App): void {
  const name = (): void => {
    const { kind, run } = app.session.getState();
    if (run.header === null) return;
    const { runId, preset } = run.header;
    const told = kind === 'recorded' ? preset : runId;
    app.screen.setState({
      run: told === app.recordings.first(app.setup.getState().link.preset) ? null : told,
    });
  };
  app.session.subscribe((now, before) => {
    if (now.run.header !== before.run.header) name();
  });
  app.setup.subscribe(name);
}

function wireRun(app: App): void {
  app.session.subscribe((now, before) => {
    const text = announcement(before, now);
    if (text !== null) app.screen.announce(text);
    const here = runOfHere(now);
    if (here !== runOfHere(before)) void app.claims().then((claims) => claims.hold(here));
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

function wireLayout(app: App): void {
  const show = (): void => {
    document.documentElement.dataset['mode'] = app.setup.getState().link.mode;
  };
  show();
  app.setup.subscribe(show);
}

/** Opens and leaves lessons as the address goes to and from them, and follows a run that is played on from one. */
function wireLessons(app: App): void {
  const go = async ({ lesson, view }: Pick<ScreenState, 'lesson' | 'view'>): Promise<void> => {
    const { leaveLesson, openLesson } = await import('../learn/teach.ts');
    if (lesson !== null && view === 'learn') await openLesson(app, lesson);
    else leaveLesson(app, view);
  };
  const { lesson: first, view } = app.screen.getState();
  if (first !== null) void go({ lesson: first, view });
  app.screen.subscribe((now, before) => {
    if (now.lesson !== before.lesson || (now.lesson !== null && now.view !== before.view)) void go(now);
  });
  app.session.subscribe(({ run, kind }, before) => {
    const { scene, revealed, status, lesson } = app.course.getState();
    if (status !== 'ready' || scene === null || run === before.run) return;
    // A run that is started here takes the place of what the lesson is about.
    if (kind === 'live') {
      app.course.begin('busy', lesson);
      app.screen.setState({ spotlight: [] });
      return;
    }
    const { reveal } = scene.moment;
    if (run.sequence >= reveal && scene.guess !== null && !revealed) app.course.reveal(null);
    if (run.sequence > reveal) app.screen.chooseStep(null);
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
  // A lesson brings its own recording.
  if (app.screen.getState().lesson !== null) return filled;
  const usual = async (): Promise<void> => {
    const { kind, preparing } = app.session.getState();
    const fitting = app.recordings.first(link.preset);
    if (fitting !== undefined && kind === 'none' && !preparing && app.shelf.getState().unfinished === null)
      await showRecording(app, fitting, placeOf(location.hash));
  };
  const named = runIn(location.hash);
  const { kind, preparing } = app.session.getState();
  if (named !== null && kind === 'none' && !preparing) {
    const { showNamed } = await import('./namedRun.ts');
    await showNamed(app, named, placeOf(location.hash), usual);
  } else await usual();
  await filled;
}
