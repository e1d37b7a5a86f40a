import type { StampedEvent } from '../loop/events.ts';

/**
 * An event as it is kept with an experiment, or null for one that is not: progress within a step is dropped, and token
 * ids with their log-probabilities, which are nine tenths of the bytes. What was asked, answered, voted, paid and
 * measured stays.
 */
export function slimEvent(event: StampedEvent): StampedEvent | null {
  if (event.kind === 'work') return null;
  if (event.kind !== 'questions' && event.kind !== 'answers') return event;
  const rollouts = event.rollouts.map((rollout) => Object.assign({}, rollout, { tokens: [], logProbs: [] }));
  return { ...event, rollouts };
}
