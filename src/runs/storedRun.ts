import { VisplayError } from '../errors.ts';
import type { RunHeader, StampedEvent } from '../loop/events.ts';
import type { StoredRun } from './store.ts';

export function emptyRun(header: RunHeader, place: StoredRun['place'], imported = false): StoredRun {
  return {
    header,
    events: 0,
    lastSequence: -1,
    steps: 0,
    eventBytes: 0,
    bestHeldOut: null,
    ended: null,
    place,
    imported,
  };
}

/**
 * The run with `events` behind its own.
 * @throws VisplayError `event-gap` where they do not continue its numbers.
 */
export function grown(run: StoredRun, events: readonly StampedEvent[], bytes: number): StoredRun {
  let { lastSequence, steps, bestHeldOut, ended } = run;
  for (const event of events) {
    if (lastSequence >= 0 && event.sequence !== lastSequence + 1) {
      const said = `Event ${event.sequence} cannot follow event ${lastSequence} of ${run.header.runId}.`;
      throw new VisplayError('event-gap', said, 'Resume the run from its last checkpoint.');
    }
    lastSequence = event.sequence;
    if (event.kind === 'step') steps++;
    if (event.kind === 'evaluation') bestHeldOut = Math.max(bestHeldOut ?? 0, event.result.accuracy);
    if (event.kind === 'run.start') ended = null;
    if (event.kind === 'run.end') ended = event.reason;
  }
  return {
    ...run,
    events: run.events + events.length,
    eventBytes: run.eventBytes + bytes,
    lastSequence,
    steps,
    bestHeldOut,
    ended,
  };
}

/**
 * Whether weights of its own lie with a run: one without a finished step has none yet, and one that came as a file may
 * have left them behind.
 * @param bytes of the run, as `RunStore.bytes` says
 */
export const hasWeights = ({ steps, eventBytes }: StoredRun, bytes: number): boolean =>
  steps > 0 && bytes > eventBytes;

export function runMissing(runId: string): VisplayError {
  return new VisplayError(
    'run-missing',
    `There is no stored run ${runId}.`,
    'Pick one from the list of runs.',
  );
}

export function runExists(runId: string): VisplayError {
  return new VisplayError(
    'run-exists',
    `The run ${runId} is stored already.`,
    'Resume it, or delete it first.',
  );
}
