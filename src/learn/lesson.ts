import type { View } from '../app/screen.ts';
import type { StampedEvent } from '../loop/events.ts';
import type { ConfigDifference } from '../loop/config.ts';
import type { PresetName } from '../loop/presets.ts';
import type { LessonWords } from './lessonWords.ts';
import type { Regime } from './regime.ts';

export const lessonNames = [
  'roles',
  'difficulty',
  'agreement',
  'advantages',
  'diversity',
  'update',
  'heldOut',
  'collapse',
] as const;
export type LessonName = (typeof lessonNames)[number];

/** What a spotlight can fall on, in the order of the keys 1 to 7. */
export const spots = ['picture', 'ask', 'vote', 'reward', 'advantages', 'update', 'figures'] as const;
export type Spot = (typeof spots)[number];

/** A place in a run to stop at. */
export interface Moment {
  /** Number of the last event that has been said. */
  readonly at: number;
  /** Number of the event that answers the guess. */
  readonly reveal: number;
  /** What is looked at: step, group, and place within the group. */
  readonly step: string;
  readonly group: string | null;
  readonly member: number | null;
}

/** Something to guess before it is shown. Texts are read when they are drawn, in the language of that time. */
export interface Guess {
  readonly options: readonly { readonly key: string; readonly text: (words: LessonWords) => string }[];
  readonly right: string;
  /** What to say once it is shown, with the numbers of this run. */
  readonly said: (words: LessonWords) => string;
}

/** A moment of a recorded run with what is asked about it. */
export interface Scene {
  readonly moment: Moment;
  readonly guess: Guess | null;
  /** Which member is looked at once the guess is answered; null leaves it. */
  readonly answer: number | null;
  /** Rewards to play with; empty for a lesson without that. */
  readonly rewards: readonly number[];
}

/** What a learner did in a lesson. */
export interface Progress {
  readonly revealed: boolean;
  /** Regimes that the played-with rewards went through. */
  readonly regimes: readonly Regime[];
}

/**
 * A lesson drives the real screens: it goes to a moment of a recorded run, opens a view, lights the boxes it speaks of
 * and asks before it shows. Its title and sentences stand in `lessonWords.ts` under its id.
 */
export interface Lesson {
  readonly id: LessonName;
  readonly spotlight: readonly Spot[];
  readonly state: {
    /** Recordings that suit it, best first; any other will do where none of them is there. */
    readonly presets: readonly PresetName[];
    readonly view: View;
    /** One question is looked at, and the others of its group stand back. */
    readonly single?: boolean;
    /** Settings that a run of one's own has as long as the lesson is open; the visitor's come back after it. */
    readonly settings?: ConfigDifference;
  };
  /** Finds its scene in a run, whatever run that is; null where it has none. */
  readonly scene: (events: readonly StampedEvent[]) => Scene | null;
  readonly done: (progress: Progress) => boolean;
}

/** 1 to 8, as addresses count them. */
export const numberOf = (name: LessonName): number => lessonNames.indexOf(name) + 1;

/** The lesson of an address such as `#/learn/3`; null for the list of lessons and for any other address. */
export const lessonOf = (hash: string): LessonName | null =>
  lessonNames[Number(/^#\/learn\/([1-8])$/.exec(hash)?.[1] ?? 0) - 1] ?? null;
