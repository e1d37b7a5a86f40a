import { createStore, type StoreApi } from 'zustand/vanilla';
import { lessonNames, type Lesson, type LessonName, type Progress, type Scene } from './lesson.ts';
import type { Regime } from './regime.ts';

/** Where a lesson stands: `busy` waits because a run of the visitor's own is going on, `nothing` found no recording. */
type CourseStatus = 'closed' | 'opening' | 'ready' | 'busy' | 'nothing';

export interface CourseState extends Progress {
  readonly status: CourseStatus;
  readonly lesson: Lesson | null;
  readonly scene: Scene | null;
  /** The option that was chosen; null while nothing was guessed. */
  readonly chosen: string | null;
  /** The rewards as they were dragged. */
  readonly rewards: readonly number[];
  /** Lessons that were gone through on this machine. */
  readonly finished: readonly LessonName[];
}

export interface Course extends StoreApi<CourseState> {
  /** Leaves the lesson before; nothing of it stays. */
  begin(status: CourseStatus, lesson: Lesson | null): void;
  /** The lesson stands at its start. */
  stage(scene: Scene): void;
  reveal(chosen: string | null): void;
  /** @param regimeOf what the rewards then teach: the page does without the arithmetic until there is a lesson */
  drag(member: number, reward: number, regimeOf: (rewards: readonly number[]) => Regime): void;
}

/** Remembers which lessons were finished; a browser without storage forgets them with the tab. */
export interface Memory {
  read(): string | null;
  write(text: string): void;
}

const untouched = { scene: null, chosen: null, revealed: false, rewards: [], regimes: [] } as const;

export function createCourse(memory: Memory): Course {
  const known = (memory.read() ?? '').split(' ');
  const store = createStore<CourseState>(() => ({
    status: 'closed',
    lesson: null,
    ...untouched,
    finished: lessonNames.filter((name) => known.includes(name)),
  }));
  const { getState: get, setState: set } = store;

  function progress(change: Partial<CourseState>): void {
    set(change);
    const { lesson, finished } = get();
    if (lesson === null || finished.includes(lesson.id) || !lesson.done(get())) return;
    const next = [...finished, lesson.id];
    set({ finished: next });
    memory.write(next.join(' '));
  }

  return {
    ...store,
    begin: (status, lesson) => set({ status, lesson, ...untouched }),
    stage: (scene) => set({ status: 'ready', ...untouched, scene, rewards: scene.rewards }),
    reveal: (chosen) => progress({ chosen, revealed: true }),
    drag(member, reward, regimeOf) {
      const rewards = get().rewards.map((one, at) => (at === member ? reward : one));
      const regime = regimeOf(rewards);
      const { regimes } = get();
      progress({ rewards, regimes: regimes.includes(regime) ? regimes : [...regimes, regime] });
    },
  };
}
