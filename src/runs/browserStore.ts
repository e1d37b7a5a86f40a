import type { Fault } from '../errors.ts';
import type { BlobFolder } from './blobFolder.ts';
import { decodeEvents, encodeEvents, type EventLog } from './eventLog.ts';
import { loadGeneration, saveGeneration } from './generations.ts';
import { memoryStore } from './memoryStore.ts';
import type { RunDatabase } from './runDatabase.ts';
import type { RunStore, StorageRoom, StoredRun } from './store.ts';
import { emptyRun, grown, runExists, runMissing } from './storedRun.ts';

/** What a browser offers; injected, so that full disks and torn writes can be tried without one. */
export interface BrowserStorage {
  readonly database: RunDatabase;
  /** The folder for the checkpoints of a run. */
  checkpoints(runId: string): BlobFolder;
  estimate(): Promise<StorageRoom>;
}

/**
 * Runs of a browser: the list and the events in IndexedDB, checkpoints in the origin-private file system.
 * When the browser has no room left, the run moves to memory and goes on there: `onFault` is told, `list` says
 * `memory`, and what was stored before stays whole for the next visit.
 */
export function browserStore(storage: BrowserStorage, onFault: (fault: Fault) => void): RunStore {
  const { database } = storage;
  const memory = memoryStore();
  const moved = new Set<string>();

  const stored = async (runId: string): Promise<StoredRun> => {
    const run = await database.run(runId);
    if (run === null) throw runMissing(runId);
    return run;
  };

  const readStored = async (runId: string): Promise<EventLog> => {
    await stored(runId);
    return decodeEvents((await database.blocks(runId)).map((block) => block.jsonl).join(''));
  };

  /** Tries `write`; where it finds no room, the run moves to memory and `instead` is done. */
  const orInMemory = async (
    run: StoredRun,
    write: () => Promise<void>,
    instead: () => Promise<void>,
  ): Promise<void> => {
    try {
      await write();
    } catch (thrown) {
      if (!isQuotaError(thrown)) throw thrown;
      onFault(noRoom);
      await memory.create(run.header);
      if (run.events > 0)
        await memory.appendEvents(run.header.runId, (await readStored(run.header.runId)).events);
      moved.add(run.header.runId);
      await instead();
    }
  };

  return {
    async list() {
      const onDisk = (await database.runs()).filter((run) => !moved.has(run.header.runId));
      return [...onDisk, ...(await memory.list())];
    },

    async create(header, imported) {
      const { runId } = header;
      if (moved.has(runId) || (await database.run(runId)) !== null) throw runExists(runId);
      const run = emptyRun(header, 'disk', imported);
      await orInMemory(
        run,
        () => database.put(run, null),
        async () => {},
      );
    },

    async appendEvents(runId, events) {
      if (moved.has(runId)) return memory.appendEvents(runId, events);
      if (events.length === 0) return;
      const run = await stored(runId);
      const jsonl = encodeEvents(events);
      const next = grown(run, events, new Blob([jsonl]).size);
      await orInMemory(
        run,
        () => database.put(next, { runId, first: events[0]!.sequence, jsonl }),
        () => memory.appendEvents(runId, events),
      );
    },

    readEvents: (runId) => (moved.has(runId) ? memory.readEvents(runId) : readStored(runId)),

    async rewind(runId, sequence) {
      if (moved.has(runId)) return memory.rewind(runId, sequence);
      const run = await stored(runId);
      if (run.lastSequence <= sequence) return;
      const keep = (await readStored(runId)).events.filter((event) => event.sequence <= sequence);
      const jsonl = encodeEvents(keep);
      const block = keep.length === 0 ? null : { runId, first: keep[0]!.sequence, jsonl };
      await database.replace(
        grown(emptyRun(run.header, 'disk', run.imported), keep, new Blob([jsonl]).size),
        block,
      );
    },

    async saveCheckpoint(runId, checkpoint) {
      if (moved.has(runId)) return memory.saveCheckpoint(runId, checkpoint);
      const run = await stored(runId);
      await orInMemory(
        run,
        () => saveGeneration(storage.checkpoints(runId), checkpoint),
        () => memory.saveCheckpoint(runId, checkpoint),
      );
    },

    async latestCheckpoint(runId) {
      const held = moved.has(runId) ? await memory.latestCheckpoint(runId) : null;
      if (held !== null) return held;
      const run = (await database.run(runId)) ?? null;
      if (run === null && !moved.has(runId)) throw runMissing(runId);
      return run === null ? null : loadGeneration(storage.checkpoints(runId), run.lastSequence);
    },

    async bytes(runId) {
      const run = await database.run(runId);
      const onDisk = run === null ? 0 : run.eventBytes + (await storage.checkpoints(runId).bytes());
      return onDisk + (moved.has(runId) ? await memory.bytes(runId) : 0);
    },

    async delete(runId) {
      await memory.delete(runId);
      moved.delete(runId);
      await storage.checkpoints(runId).remove();
      await database.remove(runId);
    },

    estimate: () => storage.estimate(),
  };
}

const noRoom: Fault = {
  code: 'quota',
  said: 'The browser has no room left, so this run is kept in memory from here on and is lost with the tab.',
  fix: 'Export it, or delete old runs and models under Device and storage.',
};

/** `QuotaExceededError` is a DOMException in most browsers and a class of its own in newer ones; idb may wrap it. */
function isQuotaError(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  if ('name' in thrown && thrown.name === 'QuotaExceededError') return true;
  return 'cause' in thrown && isQuotaError(thrown.cause);
}
