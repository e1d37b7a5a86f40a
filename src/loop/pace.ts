import type { RunEvent } from './events.ts';

/** How fast a run is told: `slow` leaves time to read every phase, `fast` leaves none. */
export type Pace = 'slow' | 'normal' | 'fast';

/** Events after which there is something new to read. */
const readable: ReadonlySet<RunEvent['kind']> = new Set([
  'questions',
  'votes',
  'question rewards',
  'answers',
  'groups',
  'step',
]);

export const isReadable = ({ kind }: Pick<RunEvent, 'kind'>): boolean => readable.has(kind);

/** What slow motion leaves on the screen after every event that there is to read, ms. */
export const SLOW_MS = 2600;
