import { faultOf } from '../errors.ts';
import { collectionNamed, COLLECTION_SIZE } from '../images/collections.ts';
import { lessonNames, spots, type LessonName } from '../learn/lesson.ts';
import { copyText } from '../ui/copyText.ts';
import { language, languages, nextLanguage, speak } from '../ui/language/language.ts';
import { strings } from '../ui/strings.ts';
import { addressOf } from './address.ts';
import type { App } from './app.ts';
import { filters, noFilter } from './groups/groupFilter.ts';
import type { Role } from '../loop/events.ts';
import type { PresetName } from '../loop/presets.ts';
import { presetConfig } from '../loop/presets.ts';
import { importRun, takeFiles } from './importing.ts';
import { pickFiles } from './pickFiles.ts';
import { showRecording, startRun } from './running.ts';
import type { LibraryPart } from './runs/library.ts';
import type { Mode } from './setup/layout.ts';
import { onlyRole, trainOnly } from './setup/onlyRole.ts';
import type { Sheet } from './screen.ts';
import { showKnob } from './setup/showKnob.ts';
import { atNewest, deadGroup, mostDisputed, nextGroup, stepBeside, type Place } from './walk.ts';

/** Who asked: a button, a key, the palette, the console, or the page around an embedded one. */
export type ActionSource = 'ui' | 'keyboard' | 'palette' | 'api' | 'frame';

/** Something a visitor can do. Buttons, keys, the console and the browser tests all call the same one. */
export interface Action {
  /** Read when it is drawn: the language may have changed. */
  readonly label: (app: App) => string;
  /** As `keyName` writes it: `Space`, `Shift+ArrowRight`, `?`, `Mod+k` for Control or Command. */
  readonly key?: string;
  /** What it opens over the view, where it does. */
  readonly sheet?: Sheet;
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
const retold = (app: App): boolean => hasRun(app) && kind(app) !== 'live';
/** Something live is being computed or held; what is recorded does not take its place. */
const livesOn = (app: App): boolean =>
  kind(app) === 'live' && !['ended', 'failed', 'empty'].includes(worker(app));

/** Whether groups are looked at, and there are some. */
const inspecting = (app: App): boolean =>
  app.screen.getState().view === 'groups' && app.session.getState().run.steps.length > 0;
const exports = () => import('./exports.ts');
const turning = () => import('./groups/turning.ts');

/** Copies a link, and says that it did: nothing else is to be seen of it. */
async function copy(app: App, link: string): Promise<void> {
  app.screen.tell(strings.copy[await copyText(link)]);
}

/** Goes on by a step or a stage and follows it. */
async function advance(app: App, by: 'step' | 'stage'): Promise<void> {
  app.screen.chooseStep(null);
  if (idle(app)) await startRun(app, { kind: 'advance', by });
  else app.session.send({ kind: 'advance', by });
}

/** Holds the run and looks at a place in it. */
function lookAt(app: App, place: Place | null): void {
  if (place === null) return;
  if (playing(app)) app.session.send({ kind: 'pause' });
  app.screen.setState({ step: place.step, group: place.group, member: place.member ?? null });
}

const beside = (app: App, by: number): Place | null =>
  stepBeside(app.session.getState().run, app.screen.getState(), by);

/** One role alone: live it is a setting of the next run, a run that is told again leaves out the other role's stages. */
const only = (role: Role | null, label: () => string): Action => ({
  label,
  enabled: always,
  perform(app) {
    const { preset, config } = app.setup.getState().link;
    const own = onlyRole(config) === role ? null : role;
    app.setup.apply(trainOnly(own, config, presetConfig(preset)));
    if (retold(app) && worker(app) === 'ended') app.session.send({ kind: 'rewind' });
  },
});

/** A recorded run of a preset, which becomes the preset of the next run too. */
const recorded = (preset: PresetName, label: () => string): Action => ({
  label,
  enabled: (app) => app.recordings.has(preset) && !livesOn(app) && !app.session.getState().preparing,
  async perform(app) {
    app.screen.show('watch');
    app.setup.choosePreset(preset);
    await showRecording(app, preset);
  },
});

/** A part of the view of runs. */
const ofRuns = (part: LibraryPart, label: () => string): Action => ({
  label,
  enabled: always,
  async perform(app) {
    const { libraryOf } = await import('./runs/library.ts');
    libraryOf(app).open(part);
    app.screen.show('runs');
  },
});

/** Opens what lies over the view, or closes it where it is open. */
const sheet = (name: Sheet, label: () => string): Action => ({
  label,
  sheet: name,
  enabled: always,
  perform: (app) => app.screen.toggleSheet(name),
});

const lesson = (number: number): Action => ({
  label: () => strings.actions.lesson(number),
  enabled: always,
  perform: (app) => app.screen.learn(lessonNames[number - 1] ?? null),
});

/** The lesson so many places on; null past the first and the last. */
const nextLesson = (app: App, by: number): LessonName | null => {
  const { lesson } = app.screen.getState();
  const at = lesson === null ? -1 : lessonNames.indexOf(lesson);
  return lessonNames[at + by] ?? null;
};

/** A registry that keeps its ids as a type. */
const register = <Id extends string>(all: Record<Id, Action>): Readonly<Record<Id, Action>> => all;

/** What a lesson asks and has not shown yet. */
const asks = (app: App): boolean => {
  const { status, scene, revealed } = app.course.getState();
  return status === 'ready' && scene !== null && scene.guess !== null && !revealed;
};
const inLesson = (app: App): boolean => app.screen.getState().lesson !== null;
const teaching = (app: App): boolean => app.setup.getState().link.mode === 'teach';

/** Lights what a number key stands for; the last number lights everything again. */
const light = (number: number): Action => ({
  label: () => {
    const spot = spots[number - 1];
    return spot === undefined ? strings.learn.wholePicture : strings.learn.spots[spot];
  },
  key: String(number),
  enabled: (app) => teaching(app) || inLesson(app),
  perform(app) {
    const spot = spots[number - 1];
    app.screen.setState(({ spotlight }) => ({
      spotlight: spot === undefined || (spotlight.length === 1 && spotlight[0] === spot) ? [] : [spot],
    }));
  },
});

const toggleMode =
  (mode: Mode) =>
  (app: App): void =>
    app.setup.chooseMode(app.setup.getState().link.mode === mode ? 'explore' : mode);

export const actions = register({
  // Before `toggle`: while something is to be guessed, the space key answers it.
  reveal: {
    label: () => strings.actions.reveal,
    key: 'Space',
    enabled: asks,
    async perform(app) {
      const { revealGuess } = await import('../learn/teach.ts');
      revealGuess(app, null);
    },
  },
  start: {
    label: (app) => (hasRun(app) && kind(app) === 'live' ? strings.actions.startOver : strings.actions.start),
    enabled: (app) => hasPictures(app) && worker(app) !== 'opening' && !app.session.getState().preparing,
    perform: (app) => startRun(app),
  },
  toggle: {
    label: (app) =>
      playing(app) ? strings.actions.pause : idle(app) ? strings.actions.start : strings.actions.play,
    key: 'Space',
    enabled: (app) => (idle(app) ? hasPictures(app) : worker(app) !== 'opening' && worker(app) !== 'pausing'),
    async perform(app) {
      if (idle(app)) await startRun(app);
      else if (playing(app)) app.session.send({ kind: 'pause' });
      else {
        app.screen.chooseStep(null);
        app.session.send({ kind: 'play' });
      }
    },
  },
  restart: {
    label: () => strings.actions.restart,
    key: 'Home',
    enabled: retold,
    perform(app) {
      app.screen.chooseStep(null);
      app.session.send({ kind: 'rewind' });
    },
  },
  back: {
    label: () => strings.actions.back,
    key: 'ArrowLeft',
    enabled: (app) => beside(app, -1) !== null,
    perform: (app) => lookAt(app, beside(app, -1)),
  },
  group: {
    label: () => strings.actions.group,
    key: 'g',
    enabled: (app) =>
      canAdvance(app) || nextGroup(app.session.getState().run, app.screen.getState()) !== null,
    async perform(app) {
      const place = nextGroup(app.session.getState().run, app.screen.getState());
      if (place === null) await advance(app, 'step');
      else lookAt(app, place);
    },
  },
  step: {
    label: () => strings.actions.step,
    key: 'ArrowRight',
    enabled: (app) => canAdvance(app) || beside(app, 1) !== null,
    async perform(app) {
      if (atNewest(app.session.getState().run, app.screen.getState())) await advance(app, 'step');
      else lookAt(app, beside(app, 1));
    },
  },
  stage: {
    label: () => strings.actions.stage,
    key: 'Shift+ArrowRight',
    enabled: canAdvance,
    perform: (app) => advance(app, 'stage'),
  },
  'slow motion': {
    label: (app) =>
      app.screen.getState().pace === 'slow' ? strings.actions.normalSpeed : strings.actions.slowMotion,
    key: 's',
    enabled: always,
    perform(app) {
      app.screen.setState(({ pace }) => ({ pace: pace === 'slow' ? 'normal' : 'slow' }));
      if (retold(app) && !playing(app)) app.session.send({ kind: 'play' });
    },
  },
  'both roles': only(null, () => strings.actions.bothRoles),
  'questioner only': only('questioner', () => strings.actions.questionerOnly),
  'reasoner only': only('reasoner', () => strings.actions.reasonerOnly),
  'most disputed': {
    label: () => strings.actions.mostDisputed,
    enabled: (app) => mostDisputed(app.session.getState().run) !== null,
    perform: (app) => lookAt(app, mostDisputed(app.session.getState().run)),
  },
  'no signal': {
    label: () => strings.actions.noSignal,
    enabled: (app) => deadGroup(app.session.getState().run) !== null,
    perform: (app) => lookAt(app, deadGroup(app.session.getState().run)),
  },
  'watch improved': recorded('improved', () => strings.actions.watchImproved),
  'watch paper': recorded('paper', () => strings.actions.watchPaper),
  'watch one template': recorded('one-template', () => strings.actions.watchOneTemplate),
  'watch wrong majorities': recorded('wrong-majorities', () => strings.actions.watchWrongMajorities),
  'choose pictures': {
    label: () => strings.actions.choosePictures,
    enabled: always,
    perform: async (app) => takeFiles(app, await pickFiles({ accept: 'image/*,.zip', multiple: true })),
  },
  'choose folder': {
    label: () => strings.pictures.folder,
    enabled: always,
    perform: async (app) => takeFiles(app, await pickFiles({ folder: true })),
  },
  cancel: {
    label: () => strings.actions.cancel,
    enabled: (app) =>
      app.session.getState().preparing ||
      (kind(app) === 'live' && ['empty', 'opening'].includes(worker(app))),
    perform: (app) => app.session.cancel(),
  },
  stop: {
    label: () => strings.actions.stop,
    enabled: (app) => playing(app) || worker(app) === 'paused',
    perform: (app) => app.session.send({ kind: 'stop' }),
  },
  resume: {
    label: () => strings.actions.resume,
    enabled: (app) =>
      app.shelf.getState().unfinished !== null ||
      (kind(app) === 'live' && worker(app) === 'failed' && hasRun(app)),
    perform: async (app) => (await import('./storedRuns.ts')).resumeRun(app),
  },
  discard: {
    label: () => strings.actions.discard,
    enabled: (app) => app.shelf.getState().unfinished !== null,
    perform(app) {
      const { unfinished } = app.shelf.getState();
      if (unfinished === null) return;
      app.shelf.leave();
      app.undo.offer({
        said: strings.undo.discarded,
        back: () => app.shelf.setState({ unfinished }),
        settle: () => app.shelf.discard(unfinished.header.runId),
      });
    },
  },
  wasm: {
    label: () => strings.actions.wasm,
    enabled: hasPictures,
    async perform(app) {
      app.setup.chooseBackend('wasm');
      await startRun(app);
    },
  },
  'built-in pictures': {
    label: () => strings.actions.builtIn,
    enabled: always,
    async perform(app) {
      const { link } = app.setup.getState();
      const { name } = collectionNamed(link.collection);
      await app.tray.draw(name, COLLECTION_SIZE, link.config['run.seed']);
    },
  },
  'choose run': {
    label: () => strings.actions.chooseRun,
    enabled: always,
    async perform(app) {
      const [file] = await pickFiles({ accept: '.visplay,.jsonl,.gz' });
      if (file !== undefined) await importRun(app, file);
    },
  },
  'memory budget': {
    label: () => strings.actions.memoryBudget,
    enabled: always,
    perform: (app) => showKnob(app, 'device.memoryBudget'),
  },
  'band filter': {
    label: () => strings.actions.bandFilter,
    enabled: always,
    perform: (app) => showKnob(app, 'silver.bandLow'),
  },
  'export events': {
    label: () => strings.actions.exportEvents,
    enabled: hasRun,
    perform: async (app) => (await exports()).exportEvents(app),
  },
  'export metrics': {
    label: () => strings.actions.exportMetrics,
    enabled: hasRun,
    perform: async (app) => (await exports()).exportMetrics(app),
  },
  'export run': {
    label: () => strings.actions.exportRun,
    sheet: 'export',
    enabled: hasRun,
    perform: (app) => app.screen.setState({ sheet: 'export', exported: null }),
  },
  'export reasoner': {
    label: () => strings.actions.exportReasoner,
    enabled: holdsWeights,
    perform: async (app) => (await exports()).exportWeights(app, 'reasoner'),
  },
  'export questioner': {
    label: () => strings.actions.exportQuestioner,
    enabled: holdsWeights,
    perform: async (app) => (await exports()).exportWeights(app, 'questioner'),
  },
  'empty tray': {
    label: () => strings.actions.emptyTray,
    enabled: (app) => app.tray.getState().pictures.length > 0,
    perform: (app) => app.tray.empty(),
  },
  follow: {
    label: (app) =>
      app.screen.getState().step === null ? strings.actions.following : strings.actions.follow,
    // A lesson stands where it stands, and its own keys lead on from there.
    enabled: (app) => app.screen.getState().step !== null && app.course.getState().status !== 'ready',
    perform: (app) => app.screen.chooseStep(null),
  },
  'next group': {
    label: () => strings.actions.nextGroup,
    key: 'j',
    enabled: inspecting,
    perform: async (app) => (await turning()).turnGroup(app, 1),
  },
  'previous group': {
    label: () => strings.actions.previousGroup,
    key: 'k',
    enabled: inspecting,
    perform: async (app) => (await turning()).turnGroup(app, -1),
  },
  'next member': {
    label: () => strings.actions.nextMember,
    key: 'n',
    enabled: inspecting,
    perform: async (app) => (await turning()).turnMember(app, 1),
  },
  'previous member': {
    label: () => strings.actions.previousMember,
    key: 'p',
    enabled: inspecting,
    perform: async (app) => (await turning()).turnMember(app, -1),
  },
  'step after': {
    label: () => strings.actions.nextStepShown,
    key: ']',
    enabled: inspecting,
    perform: async (app) => (await turning()).turnStep(app, 1),
  },
  'step before': {
    label: () => strings.actions.previousStepShown,
    key: '[',
    enabled: inspecting,
    perform: async (app) => (await turning()).turnStep(app, -1),
  },
  'find groups': {
    label: () => strings.actions.findGroups,
    key: '/',
    enabled: inspecting,
    perform: () => document.querySelector<HTMLElement>('#find-groups')?.focus(),
  },
  'clear filter': {
    label: () => strings.actions.clearFilter,
    enabled: (app) => filters(app.screen.getState().filter),
    perform(app) {
      const { everywhere, order } = app.screen.getState().filter;
      app.screen.setState({ filter: { ...noFilter, everywhere, order } });
    },
  },
  'copy place': {
    label: () => strings.actions.copyPlace,
    key: 'y',
    enabled: inspecting,
    perform: async (app) => copy(app, (await turning()).linkToShown(app)),
  },
  ask: {
    label: () => strings.actions.ask,
    enabled: always,
    perform: (app) => app.screen.show('ask'),
  },
  'all runs': ofRuns('list', () => strings.actions.allRuns),
  compare: ofRuns('compare', () => strings.actions.compare),
  'blind test': ofRuns('blind', () => strings.actions.blindTest),
  sweep: ofRuns('sweep', () => strings.actions.sweep),
  'picture history': {
    label: () => strings.actions.pictureHistory,
    sheet: 'picture',
    enabled: (app) => app.tray.getState().pictures.length > 0,
    async perform(app) {
      const { pictureOnScreen } = await import('./pictures/pictureOnScreen.ts');
      app.screen.setState({ sheet: 'picture', picture: pictureOnScreen(app) });
    },
  },
  setup: {
    label: () => strings.actions.setup,
    enabled: always,
    perform: (app) => app.screen.show('setup'),
  },
  'copy link': {
    label: () => strings.actions.copyLink,
    enabled: always,
    perform: (app) =>
      copy(
        app,
        `${location.origin}${location.pathname}${app.setup.query()}${addressOf(app.screen.getState())}`,
      ),
  },
  share: sheet('share', () => strings.actions.share),
  language: {
    label: () => languages[nextLanguage(language.getState())],
    enabled: always,
    perform: () => speak(nextLanguage(language.getState())),
  },
  theme: {
    label: () => strings.actions.theme,
    enabled: always,
    perform(app) {
      app.screen.setState(({ theme }) => ({ theme: theme === 'dark' ? 'light' : 'dark' }));
    },
  },
  shortcuts: { ...sheet('shortcuts', () => strings.actions.shortcuts), key: '?' },
  undo: {
    label: () => strings.actions.undo,
    key: 'Mod+z',
    enabled: (app) => app.undo.getState().offer !== null,
    perform: (app) => app.undo.takeBack(),
  },
  palette: { ...sheet('palette', () => strings.actions.palette), key: 'Mod+k' },
  device: sheet('device', () => strings.actions.device),
  model: sheet('model', () => strings.actions.model),
  push: sheet('push', () => strings.actions.push),
  log: sheet('log', () => strings.actions.log),
  storage: sheet('storage', () => strings.actions.storage),
  embed: sheet('embed', () => strings.actions.embed),
  'next lesson': {
    label: () => strings.actions.nextLesson,
    key: 'n',
    enabled: (app) => app.screen.getState().view === 'learn' && nextLesson(app, 1) !== null,
    perform: (app) => app.screen.learn(nextLesson(app, 1)),
  },
  'previous lesson': {
    label: () => strings.actions.previousLesson,
    key: 'p',
    enabled: (app) => inLesson(app) && nextLesson(app, -1) !== null,
    perform: (app) => app.screen.learn(nextLesson(app, -1)),
  },
  'restart lesson': {
    label: () => strings.actions.restartLesson,
    key: 'r',
    enabled: (app) => inLesson(app) && app.course.getState().status !== 'opening',
    async perform(app) {
      const { lesson } = app.screen.getState();
      const { openLesson } = await import('../learn/teach.ts');
      if (lesson !== null) await openLesson(app, lesson, true);
    },
  },
  'lesson 1': lesson(1),
  'lesson 2': lesson(2),
  'lesson 3': lesson(3),
  'lesson 4': lesson(4),
  'lesson 5': lesson(5),
  'lesson 6': lesson(6),
  'lesson 7': lesson(7),
  'lesson 8': lesson(8),
  'spotlight 1': light(1),
  'spotlight 2': light(2),
  'spotlight 3': light(3),
  'spotlight 4': light(4),
  'spotlight 5': light(5),
  'spotlight 6': light(6),
  'spotlight 7': light(7),
  'spotlight 8': light(8),
  blank: {
    label: () => strings.actions.blank,
    key: 'b',
    enabled: teaching,
    perform: (app) => app.screen.setState(({ blank }) => ({ blank: !blank })),
  },
  fullscreen: {
    label: () => strings.actions.fullscreen,
    key: 'f',
    enabled: (app) => teaching(app) && document.fullscreenEnabled,
    perform: () =>
      document.fullscreenElement === null
        ? document.documentElement.requestFullscreen()
        : document.exitFullscreen(),
  },
  teach: { label: () => strings.actions.teach, enabled: always, perform: toggleMode('teach') },
  lab: { label: () => strings.actions.lab, enabled: always, perform: toggleMode('lab') },
  reload: { label: () => strings.actions.reload, enabled: always, perform: () => location.reload() },
  'lose device': {
    label: () => strings.actions.loseDevice,
    enabled: (app) => kind(app) === 'live',
    perform: (app) => app.session.send({ kind: 'lose device' }),
  },
});

export type ActionId = keyof typeof actions;
export const actionIds = Object.keys(actions).filter((id): id is ActionId => Object.hasOwn(actions, id));

export const labelOf = (app: App, id: ActionId): string => actions[id].label(app);

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
