import { VisplayError, type Fault } from '../errors.ts';
import type { StampedEvent } from '../loop/events.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { RunStore } from './store.ts';

/** A run ready to be continued: its events up to the checkpoint, and what was lost on the way, if anything. */
export interface ResumedRun {
  readonly checkpoint: Checkpoint;
  readonly events: readonly StampedEvent[];
  readonly notices: readonly Fault[];
}

/**
 * Takes a stored run back to its newest whole checkpoint: events after it are dropped, for the continued run says
 * them again.
 * @throws VisplayError `checkpoint-none` where the run never reached one, or what the store throws.
 */
export async function takeUp(store: RunStore, runId: string): Promise<ResumedRun> {
  const log = await store.readEvents(runId);
  const recovered = await store.latestCheckpoint(runId);
  if (recovered === null) {
    throw new VisplayError(
      'checkpoint-none',
      `The run ${runId} stopped before its first checkpoint.`,
      'Start it again: the same seed and settings repeat it.',
    );
  }
  const { checkpoint, notice } = recovered;
  await store.rewind(runId, checkpoint.sequence);
  return {
    checkpoint,
    events: log.events.filter((event) => event.sequence <= checkpoint.sequence),
    notices: [log.notice, notice].filter((it) => it !== null),
  };
}
