import { numberOf } from '../learn/lesson.ts';
import { hashOf, type Place } from './place.ts';
import type { ScreenState } from './screen.ts';

/** The address of what is on the screen: `#/groups?step=r1A3`, `#/learn/3`, `#/runs/compare?runs=a,b`. */
export const addressOf = ({
  view,
  lesson,
  details,
  run,
  ...place
}: Pick<ScreenState, 'view' | 'lesson' | 'details' | 'run'> & Place): string =>
  view === 'learn' && lesson !== null
    ? `#/learn/${numberOf(lesson)}`
    : `${hashOf(view, place, run)}${details[view] ?? ''}`;
