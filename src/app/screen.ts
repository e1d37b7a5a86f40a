import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LessonName, Spot } from '../learn/lesson.ts';
import { noFilter, type GroupFilter } from './groups/groupFilter.ts';
import type { Place } from './place.ts';
import type { Pace } from '../loop/pace.ts';

export const views = ['watch', 'groups', 'charts', 'silver', 'runs', 'ask', 'learn', 'setup'] as const;
export type View = (typeof views)[number];
export type Theme = 'light' | 'dark';
/** What lies over a view until it is closed; one at a time. */
export type Sheet =
  | 'palette'
  | 'shortcuts'
  | 'device'
  | 'storage'
  | 'log'
  | 'share'
  | 'embed'
  | 'export'
  | 'picture'
  | 'rescue'
  | 'model'
  | 'push';

export interface ScreenState {
  readonly view: View;
  readonly theme: Theme;
  /** Null follows the run: the newest step, the newest group. */
  readonly step: string | null;
  readonly group: string | null;
  /** Place of the chosen member within its group; null for the first that parsed. */
  readonly member: number | null;
  /** What an address says of the run beside a place in it; null where the link leads to that run by itself. */
  readonly run: string | null;
  /** Which groups are listed. */
  readonly filter: GroupFilter;
  /** The lesson of the view `learn`; null for the list of lessons. */
  readonly lesson: LessonName | null;
  /** What the address says behind the name of a view, for views that read it themselves: `/compare?runs=a,b`. */
  readonly details: Details;
  /** What is lit; everything is when this is empty. */
  readonly spotlight: readonly Spot[];
  /** Nothing is shown: the class looks at the teacher. */
  readonly blank: boolean;
  readonly sheet: Sheet | null;
  /** The picture of the tray that the sheet `picture` is about. */
  readonly picture: string | null;
  /** The run that the sheet `export` is about; null for the one on the screen. */
  readonly exported: string | null;
  /** Inside another page: the view alone, with what steers it. */
  readonly embedded: boolean;
  /** How fast the run is told. */
  readonly pace: Pace;
  /** Weight of the smoothed lines, 0 to 0.99. */
  readonly smoothing: number;
  readonly hidden: boolean;
  /** A word on what was just done, seen for a moment. */
  readonly told: string | null;
  /** Said once to those who listen instead of looking. */
  readonly announcement: string;
}

export type Details = Readonly<Partial<Record<View, string>>>;

export interface Screen extends StoreApi<ScreenState> {
  show(view: View): void;
  /** Leaves following: shows this step, and its first group. */
  chooseStep(step: string | null): void;
  chooseGroup(step: string, group: string): void;
  chooseMember(member: number): void;
  announce(text: string): void;
  /** Shows a word for a moment, and announces it. */
  tell(text: string): void;
  /** What the address says of a view from now on. */
  detail(view: View, text: string): void;
  /** Opens a lesson, or the list of lessons. */
  learn(lesson: LessonName | null): void;
  /** Opens the sheet, or closes it where it is open. */
  toggleSheet(sheet: Sheet): void;
}

/** Long enough to read a word or two. */
const TOLD_MS = 2500;

/** The view that an address names: `#/groups?step=r1A3`, `#/learn/3`; `watch` for anything else. */
export const viewOf = (hash: string): View =>
  views.find((view) => new RegExp(`^#/${view}(?:[/?]|$)`).test(hash)) ?? 'watch';

/** What an address says behind the name of its view, where the view reads that itself. */
export function detailsOf(hash: string): Details {
  const [, view, text] = /^#\/(runs|charts)(.+)$/.exec(hash) ?? [];
  return view === undefined ? {} : { [view]: text };
}

export function createScreen(
  initial: Pick<ScreenState, 'view' | 'theme' | 'lesson' | 'embedded' | 'details'> &
    Partial<Place & Pick<ScreenState, 'run'>>,
): Screen {
  const store = createStore<ScreenState>(() => ({
    step: null,
    group: null,
    member: null,
    run: null,
    filter: noFilter,
    sheet: null,
    picture: null,
    exported: null,
    pace: 'normal',
    ...initial,
    spotlight: [],
    blank: false,
    smoothing: 0.6,
    hidden: false,
    told: null,
    announcement: '',
  }));
  let telling: ReturnType<typeof setTimeout> | undefined;
  return {
    ...store,
    show: (view) => store.setState({ view }),
    chooseStep: (step) => store.setState({ step, group: null, member: null }),
    chooseGroup: (step, group) => store.setState({ step, group, member: null }),
    chooseMember: (member) => store.setState({ member }),
    learn: (lesson) => store.setState({ view: 'learn', lesson }),
    announce: (announcement) => store.setState({ announcement }),
    tell(told) {
      store.setState({ told, announcement: told });
      clearTimeout(telling);
      telling = setTimeout(() => store.setState({ told: null }), TOLD_MS);
    },
    detail: (view, text) => store.setState(({ details }) => ({ details: { ...details, [view]: text } })),
    toggleSheet: (sheet) => store.setState({ sheet: store.getState().sheet === sheet ? null : sheet }),
  };
}
