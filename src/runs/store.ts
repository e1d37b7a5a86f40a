import type { RunHeader, StampedEvent } from '../loop/events.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { EventLog } from './eventLog.ts';
import type { RecoveredCheckpoint } from './generations.ts';

/** A run as a list shows it, without its events. */
export interface StoredRun {
  readonly header: RunHeader;
  readonly events: number;
  /** Number of the last stored event; -1 before the first. */
  readonly lastSequence: number;
  readonly steps: number;
  /** Bytes of its events; checkpoints are counted by `RunStore.bytes`. */
  readonly eventBytes: number;
  /** Best held-out accuracy so far; null before the first evaluation. */
  readonly bestHeldOut: number | null;
  /** Null while the run has not ended, or was cut off. */
  readonly ended: 'finished' | 'stopped' | null;
  /** `memory` is lost with the page. */
  readonly place: 'disk' | 'memory';
  /** Whether it came as a file from elsewhere; absent in lists of older versions. */
  readonly imported?: boolean;
}

/** Room for this page as the browser estimates it; null where it does not say. */
export interface StorageRoom {
  readonly usedBytes: number | null;
  readonly roomBytes: number | null;
}

/**
 * Runs at rest. Calls for one run are made one after the other. Events are appended before the checkpoint that
 * belongs to them is saved, so that a checkpoint is never ahead of its events.
 */
export interface RunStore {
  list(): Promise<readonly StoredRun[]>;
  /** @throws VisplayError `run-exists` where a run with this id is stored already. */
  create(header: RunHeader, imported?: boolean): Promise<void>;
  /** @throws VisplayError `event-gap` where the events do not continue the stored ones. */
  appendEvents(runId: string, events: readonly StampedEvent[]): Promise<void>;
  readEvents(runId: string): Promise<EventLog>;
  /** Drops the events after `sequence`: those that a resumed run will say again. */
  rewind(runId: string, sequence: number): Promise<void>;
  saveCheckpoint(runId: string, checkpoint: Checkpoint): Promise<void>;
  /** The newest whole checkpoint that the stored events reach; null where none was saved. */
  latestCheckpoint(runId: string): Promise<RecoveredCheckpoint | null>;
  /** Bytes of the run, checkpoints included. */
  bytes(runId: string): Promise<number>;
  delete(runId: string): Promise<void>;
  estimate(): Promise<StorageRoom>;
}
