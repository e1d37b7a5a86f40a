import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Machine } from '../device/probe.ts';
import type { WakeLock } from '../device/wakeLock.ts';
import type { Thumbnail } from '../images/thumbnail.ts';
import { createCourse, type Course, type Memory } from '../learn/course.ts';
import { lessonOf } from '../learn/lesson.ts';
import { placeOf, runIn } from './place.ts';
import { createChartView, type ChartView } from '../charts/chartView.ts';
import { createScreen, detailsOf, viewOf, type Screen, type Theme } from './screen.ts';
import { createSession, type Session } from './session/session.ts';
import { createSetup, type Setup } from './setup/setup.ts';
import { createRecordingShelf, type RecordingShelf } from './session/recordingShelf.ts';
import type { Claims } from './session/claims.ts';
import { createShelf, type OpenStore, type Shelf } from './session/shelf.ts';
import type { RunSource } from './session/source.ts';
import { createUndo, type Undo } from './undo.ts';
import { createTray, type PictureSource, type Tray } from './pictures/tray.ts';

/** Small copies of the pictures of the shown run, by picture id: pixels, or an address. */
export type Gallery = ReadonlyMap<string, Thumbnail | string>;

/** Which runs go on, also in other tabs; it comes with the first question. */
type OpenClaims = () => Promise<Claims>;

/** All that the page knows, in stores that need no React. */
export interface App {
  readonly session: Session;
  readonly setup: Setup;
  readonly tray: Tray;
  readonly screen: Screen;
  readonly charts: ChartView;
  readonly shelf: Shelf;
  readonly claims: OpenClaims;
  readonly course: Course;
  readonly undo: Undo;
  /** What is deleted on the screen but can still be taken back, by the ids of `storage/kept.ts`. */
  readonly leaving: StoreApi<ReadonlySet<string>>;
  readonly recordings: RecordingShelf;
  readonly machine: StoreApi<Machine | null>;
  readonly gallery: StoreApi<Gallery>;
  readonly wakeLock: WakeLock;
  /** Makes the worker that trains. */
  readonly makeLive: () => RunSource;
}

/** What the page stands on; a test gives its own. */
export interface Ground {
  readonly query: string;
  readonly hash: string;
  readonly theme: Theme;
  readonly makeLive: () => RunSource;
  readonly pictureSource: PictureSource;
  readonly openStore: OpenStore;
  readonly claims: OpenClaims;
  readonly wakeLock: WakeLock;
  readonly lessonMemory: Memory;
}

export function createApp(ground: Ground): App {
  return {
    session: createSession(),
    setup: createSetup(ground.query),
    tray: createTray(ground.pictureSource),
    screen: createScreen({
      view: viewOf(ground.hash),
      theme: ground.theme,
      embedded: new URLSearchParams(ground.query).get('embed') === '1',
      lesson: lessonOf(ground.hash),
      details: detailsOf(ground.hash),
      ...placeOf(ground.hash),
      run: runIn(ground.hash),
    }),
    charts: createChartView(),
    shelf: createShelf(ground.openStore, ground.claims),
    claims: ground.claims,
    course: createCourse(ground.lessonMemory),
    undo: createUndo(),
    leaving: createStore<ReadonlySet<string>>(() => new Set<string>()),
    recordings: createRecordingShelf(() => import('./session/recordings.ts')),
    machine: createStore<Machine | null>(() => null),
    gallery: createStore<Gallery>(() => new Map<string, Thumbnail | string>()),
    wakeLock: ground.wakeLock,
    makeLive: ground.makeLive,
  };
}
