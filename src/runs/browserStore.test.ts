import { describe, expect, it } from 'vitest';
import type { Fault } from '../errors.ts';
import { memoryFolder, type BlobFolder } from './blobFolder.ts';
import { browserStore, type BrowserStorage } from './browserStore.ts';
import { takeUp } from './resume.ts';
import type { EventBlock, RunDatabase } from './runDatabase.ts';
import { sampleCheckpoint, sampleEvents, sampleHeader } from './sampleRun.ts';
import { behavesAsARunStore } from './sampleStore.ts';
import type { RunStore, StoredRun } from './store.ts';

const { runId } = sampleHeader;

/** A browser's storage in memory, whose disk can be declared full; what is stored outlives the stores on it. */
interface FakeBrowser extends BrowserStorage {
  full: boolean;
}

function fakeBrowser(): FakeBrowser {
  const runs = new Map<string, StoredRun>();
  const blocks = new Map<string, EventBlock[]>();
  const folders = new Map<string, BlobFolder>();
  const room = (): void => {
    if (browser.full) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
  const database: RunDatabase = {
    runs: async () => [...runs.values()],
    run: async (id) => runs.get(id) ?? null,
    async put(run, block) {
      room();
      runs.set(run.header.runId, run);
      if (block !== null) blocks.set(run.header.runId, [...(blocks.get(run.header.runId) ?? []), block]);
    },
    blocks: async (id) => blocks.get(id) ?? [],
    async replace(run, block) {
      runs.set(run.header.runId, run);
      blocks.set(run.header.runId, block === null ? [] : [block]);
    },
    async remove(id) {
      runs.delete(id);
      blocks.delete(id);
    },
  };
  const browser: FakeBrowser = {
    full: false,
    database,
    checkpoints(id) {
      const folder = folders.get(id) ?? memoryFolder();
      folders.set(id, folder);
      return {
        ...folder,
        async write(name, parts) {
          room();
          await folder.write(name, parts);
        },
      };
    },
    estimate: async () => ({ usedBytes: 10, roomBytes: 100 }),
  };
  return browser;
}

const quiet = (): void => {};

/** A run of ten events and a checkpoint on disk, and then a full disk. */
async function filledUp(): Promise<{ browser: FakeBrowser; store: RunStore; faults: Fault[] }> {
  const browser = fakeBrowser();
  const faults: Fault[] = [];
  const store = browserStore(browser, (fault) => faults.push(fault));
  await store.create(sampleHeader);
  await store.appendEvents(runId, sampleEvents.slice(0, 6));
  await store.appendEvents(runId, sampleEvents.slice(6, 10));
  await store.saveCheckpoint(runId, sampleCheckpoint(10));
  browser.full = true;
  return { browser, store, faults };
}

describe('browser store', () => {
  behavesAsARunStore(async () => browserStore(fakeBrowser(), quiet));

  it('goes on in memory when there is no room for events, and says so once', async () => {
    const { store, faults } = await filledUp();
    await store.appendEvents(runId, sampleEvents.slice(10, 15));
    await store.appendEvents(runId, sampleEvents.slice(15));
    await store.saveCheckpoint(runId, sampleCheckpoint(20));
    expect(faults.map((fault) => fault.code)).toEqual(['quota']);
    expect((await store.readEvents(runId)).events).toEqual(sampleEvents);
    expect(await store.list()).toMatchObject([{ events: 22, place: 'memory', ended: 'finished' }]);
    const taken = await takeUp(store, runId);
    expect(taken.checkpoint.sequence).toBe(20);
    expect(taken.events).toEqual(sampleEvents.slice(0, 20));
  });

  it('goes on in memory when there is no room for a checkpoint', async () => {
    const { store, faults } = await filledUp();
    await store.saveCheckpoint(runId, sampleCheckpoint(9));
    await store.appendEvents(runId, sampleEvents.slice(10));
    expect(faults.map((fault) => fault.code)).toEqual(['quota']);
    expect((await store.readEvents(runId)).events).toEqual(sampleEvents);
    expect((await store.latestCheckpoint(runId))?.checkpoint.sequence).toBe(9);
  });

  it('still finds the checkpoint on disk when only events went to memory', async () => {
    const { store } = await filledUp();
    await store.appendEvents(runId, sampleEvents.slice(10));
    expect((await store.latestCheckpoint(runId))?.checkpoint.sequence).toBe(10);
  });

  it('starts in memory when there is no room at all', async () => {
    const browser = fakeBrowser();
    browser.full = true;
    const faults: Fault[] = [];
    const store = browserStore(browser, (fault) => faults.push(fault));
    await store.create(sampleHeader);
    await store.appendEvents(runId, sampleEvents);
    await store.saveCheckpoint(runId, sampleCheckpoint(22));
    expect(faults).toHaveLength(1);
    expect((await takeUp(store, runId)).events).toEqual(sampleEvents);
    await expect(store.create(sampleHeader)).rejects.toThrow(/is stored already/);
  });

  it('leaves on disk what was there before, for the next visit', async () => {
    const { browser, store } = await filledUp();
    await store.appendEvents(runId, sampleEvents.slice(10));
    const next = browserStore(browser, quiet);
    const taken = await takeUp(next, runId);
    expect(taken.checkpoint.sequence).toBe(10);
    expect(taken.events).toEqual(sampleEvents.slice(0, 10));
  });

  it('has room again for a run after deleting it', async () => {
    const { browser, store } = await filledUp();
    await store.appendEvents(runId, sampleEvents.slice(10));
    browser.full = false;
    await store.delete(runId);
    await store.create(sampleHeader);
    expect(await store.list()).toMatchObject([{ events: 0, place: 'disk' }]);
  });

  it('passes on errors that are not about room', async () => {
    const browser = fakeBrowser();
    const store = browserStore(
      { ...browser, database: { ...browser.database, put: () => Promise.reject(new Error('blocked')) } },
      quiet,
    );
    await expect(store.create(sampleHeader)).rejects.toThrow('blocked');
  });
});
