import type { StampedEvent } from '../loop/events.ts';
import { memoryFolder, type BlobFolder } from './blobFolder.ts';
import { loadGeneration, saveGeneration } from './generations.ts';
import type { RunStore, StoredRun } from './store.ts';
import { emptyRun, grown, runExists, runMissing } from './storedRun.ts';

interface HeldRun {
  run: StoredRun;
  events: StampedEvent[];
  readonly checkpoints: BlobFolder;
}

/** Runs that live as long as the page or the process: where nothing can be written, and in tests. */
export function memoryStore(): RunStore {
  const runs = new Map<string, HeldRun>();
  const held = (runId: string): HeldRun => {
    const found = runs.get(runId);
    if (found === undefined) throw runMissing(runId);
    return found;
  };
  return {
    async list() {
      return [...runs.values()].map(({ run }) => run);
    },
    async create(header, imported) {
      if (runs.has(header.runId)) throw runExists(header.runId);
      runs.set(header.runId, {
        run: emptyRun(header, 'memory', imported),
        events: [],
        checkpoints: memoryFolder(),
      });
    },
    async appendEvents(runId, events) {
      const it = held(runId);
      it.run = grown(it.run, events, 0);
      it.events.push(...events);
    },
    async readEvents(runId) {
      return { events: [...held(runId).events], notice: null };
    },
    async rewind(runId, sequence) {
      const it = held(runId);
      it.events = it.events.filter((event) => event.sequence <= sequence);
      it.run = grown(emptyRun(it.run.header, 'memory', it.run.imported), it.events, 0);
    },
    async saveCheckpoint(runId, checkpoint) {
      await saveGeneration(held(runId).checkpoints, checkpoint);
    },
    async latestCheckpoint(runId) {
      const it = held(runId);
      return loadGeneration(it.checkpoints, it.run.lastSequence);
    },
    async bytes(runId) {
      return held(runId).checkpoints.bytes();
    },
    async delete(runId) {
      runs.delete(runId);
    },
    async estimate() {
      return { usedBytes: null, roomBytes: null };
    },
  };
}
