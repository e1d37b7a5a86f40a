import { views } from '../screen.ts';

/** The same screens at three densities: to explore, to teach from a projector, to read every raw number. */
export const modes = ['explore', 'teach', 'lab'] as const;
export type Mode = (typeof modes)[number];

/** What `hide=` can take away. Whether a run is live or recorded is always said. */
export const parts = [
  ...views,
  'advanced',
  'pictures',
  'presets',
  'transport',
  'suggestions',
  'figures',
  'share',
  'language',
  'theme',
] as const;
export type Part = (typeof parts)[number];

export const isPart = (name: string): name is Part => parts.some((part) => part === name);
