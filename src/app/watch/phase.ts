import type { Work } from '../../loop/events.ts';
import type { GroupView } from '../groups/groupView.ts';

/** The boxes of the picture, in the order in which a group passes through them. */
export const places = ['picture-station', 'ask', 'vote', 'reward', 'advantages', 'update'] as const;
export type Place = (typeof places)[number];

/** Where each kind of work happens; null for what has no box. */
export const placeOfWork: Readonly<Record<Work, Place | null>> = {
  'choosing corrections': 'vote',
  'warming up': 'update',
  asking: 'ask',
  answering: 'vote',
  'blind answers': 'vote',
  'grouping questions': 'reward',
  updating: 'update',
  evaluating: null,
  saving: null,
};

/** How far a group has come: the last box that has something to show. */
export function reached(view: GroupView | null, stepIsDone: boolean): Place {
  if (view === null) return 'picture-station';
  if (stepIsDone) return 'update';
  if (view.group !== null) return 'advantages';
  if (view.kind === 'answers')
    return view.answers.some((answer) => answer.reward !== null) ? 'reward' : 'vote';
  if (view.questions.some((asked) => asked.reward !== null)) return 'reward';
  return view.questions.some((asked) => asked.vote !== null) ? 'vote' : 'ask';
}
