/** Drives the page through a lesson. Loaded with the first lesson that is opened. */
import type { App } from '../app/app.ts';
import type { View } from '../app/screen.ts';
import { showRun } from '../app/running.ts';
import type { RecordedRun } from '../app/session/recordings.ts';
import type { Lesson, LessonName, Scene } from './lesson.ts';
import { lessonNamed } from './lessons.ts';

/** A visitor's own run is never thrown away for a lesson. */
const ownRun = (app: App): boolean => {
  const { kind, worker, preparing } = app.session.getState();
  return preparing || (kind === 'live' && ['opening', 'running', 'pausing', 'paused'].includes(worker));
};

/** Opens a lesson at its exact start; again, to begin it anew. `insist` gives up a run that is going on. */
export async function openLesson(app: App, name: LessonName, insist = false): Promise<void> {
  const lesson = lessonNamed(name);
  if (ownRun(app) && !insist) {
    app.course.begin('busy', lesson);
    app.setup.lend({});
    return;
  }
  if (app.session.getState().preparing) app.session.cancel();
  app.course.begin('opening', lesson);
  app.setup.lend(lesson.state.settings ?? {});
  const found = await sceneFor(app, lesson);
  // Somebody turned the page meanwhile.
  if (app.course.getState().lesson !== lesson) return;
  if (found === null) {
    app.course.begin('nothing', lesson);
    return;
  }
  stand(app, lesson, found.scene, found.run);
}

/** The first recording that has what the lesson is about. */
async function sceneFor(app: App, lesson: Lesson): Promise<{ scene: Scene; run: RecordedRun } | null> {
  await app.recordings.look();
  const suiting: readonly string[] = lesson.state.presets.filter((preset) => app.recordings.has(preset));
  const others = app.recordings.getState().recordings.map(({ preset }) => preset);
  for (const preset of new Set([...suiting, ...others])) {
    const run = await app.recordings.load(preset).catch(() => null);
    const scene = run === null ? null : lesson.scene(run.events);
    if (run !== null && scene !== null) return { scene, run };
  }
  return null;
}

/** Puts run, screen and lesson where the lesson starts. */
function stand(app: App, lesson: Lesson, scene: Scene, run: RecordedRun): void {
  const { moment } = scene;
  const start = run.events[0];
  const shown = app.session.getState();
  const same =
    shown.kind === 'recorded' &&
    start?.kind === 'run.start' &&
    shown.run.header?.runId === start.header.runId;
  if (!same) showRun(app, 'recorded', run);
  // A lesson has both roles, whatever was chosen to be trained.
  app.session.send({ kind: 'tell only', role: null });
  app.session.send({ kind: 'seek', sequence: moment.at });
  const { step, group, member } = moment;
  app.screen.setState({ step, group, member, spotlight: lesson.spotlight });
  app.course.stage(scene);
}

/** Shows what was to be guessed: the run goes on to where it is known. */
export function revealGuess(app: App, chosen: string | null): void {
  const { scene, revealed } = app.course.getState();
  if (scene === null || revealed) return;
  // The run shows it as soon as it is there: what was chosen is to be known before.
  app.course.reveal(chosen);
  app.session.send({ kind: 'seek', sequence: scene.moment.reveal });
  if (scene.answer !== null) app.screen.chooseMember(scene.answer);
}

/** Gives the screens back as they are outside of lessons. Where a group is looked at closer, it stays the same group. */
export function leaveLesson(app: App, to: View): void {
  app.course.begin('closed', null);
  app.setup.lend({});
  app.screen.setState({ spotlight: [], blank: false });
  if (to === 'watch' || to === 'learn') app.screen.chooseStep(null);
}
