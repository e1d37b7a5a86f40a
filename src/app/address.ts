import { numberOf } from '../learn/lesson.ts';
import type { ScreenState } from './screen.ts';

/** The address of what is on the screen: `#/groups`, `#/learn/3`. */
export const addressOf = ({ view, lesson }: Pick<ScreenState, 'view' | 'lesson'>): string =>
  view === 'learn' && lesson !== null ? `#/learn/${numberOf(lesson)}` : `#/${view}`;
