import { expect, it } from 'vitest';
import type { RunStore } from './store.ts';
import { sampleCheckpoint, sampleEvents, sampleHeader } from './sampleRun.ts';
import { takeUp } from './resume.ts';
import { hasWeights } from './storedRun.ts';

/** What every run store has to do, whatever it is made of. */
export function behavesAsARunStore(open: () => Promise<RunStore>): void {
  const { runId } = sampleHeader;
  const filled = async (): Promise<RunStore> => {
    const store = await open();
    await store.create(sampleHeader);
    await store.appendEvents(runId, sampleEvents.slice(0, 10));
    await store.saveCheckpoint(runId, sampleCheckpoint(10));
    await store.appendEvents(runId, sampleEvents.slice(10));
    return store;
  };

  it('is empty at first', async () => {
    expect(await (await open()).list()).toEqual([]);
  });

  it('gives back the events in order, and lists the run', async () => {
    const store = await filled();
    expect(await store.readEvents(runId)).toEqual({ events: sampleEvents, notice: null });
    expect(await store.list()).toMatchObject([
      {
        header: sampleHeader,
        events: 22,
        lastSequence: 22,
        steps: 2,
        bestHeldOut: 0.7,
        ended: 'finished',
      },
    ]);
  });

  it('takes a run up at its newest checkpoint and drops what came after', async () => {
    const store = await filled();
    const taken = await takeUp(store, runId);
    expect(taken).toEqual({
      checkpoint: sampleCheckpoint(10),
      events: sampleEvents.slice(0, 10),
      notices: [],
    });
    expect(await store.list()).toMatchObject([{ events: 10, steps: 1, bestHeldOut: 0.5, ended: null }]);
    await store.appendEvents(runId, sampleEvents.slice(10));
    expect((await store.readEvents(runId)).events).toEqual(sampleEvents);
  });

  it('has weights from the first finished step with its checkpoint on', async () => {
    const store = await open();
    const weights = async (): Promise<boolean[]> => {
      const bytes = await store.bytes(runId);
      return (await store.list()).map((run) => hasWeights(run, bytes));
    };
    await store.create(sampleHeader);
    expect(await weights()).toEqual([false]);
    await store.appendEvents(runId, sampleEvents.slice(0, 10));
    expect(await weights()).toEqual([false]);
    await store.saveCheckpoint(runId, sampleCheckpoint(10));
    expect(await weights()).toEqual([true]);
  });

  it('refuses events that do not continue the stored ones', async () => {
    const store = await filled();
    await expect(store.appendEvents(runId, sampleEvents.slice(3, 4))).rejects.toThrow(
      'Event 4 cannot follow event 22',
    );
    expect((await store.readEvents(runId)).events).toEqual(sampleEvents);
  });

  it('refuses to create a run twice, and to touch one that it does not have', async () => {
    const store = await filled();
    await expect(store.create(sampleHeader)).rejects.toThrow(/is stored already/);
    await expect(store.appendEvents('red-kite-0000', sampleEvents)).rejects.toThrow(/no stored run red-kite/);
    await expect(store.latestCheckpoint('red-kite-0000')).rejects.toThrow(/no stored run red-kite/);
  });

  it('cannot take up a run without a checkpoint', async () => {
    const store = await open();
    await store.create(sampleHeader);
    await store.appendEvents(runId, sampleEvents.slice(0, 3));
    await expect(takeUp(store, runId)).rejects.toThrow(/stopped before its first checkpoint/);
  });

  it('deletes a run with everything that it holds', async () => {
    const store = await filled();
    expect(await store.bytes(runId)).toBeGreaterThan(100);
    await store.delete(runId);
    expect(await store.list()).toEqual([]);
    await store.create(sampleHeader);
    expect(await store.latestCheckpoint(runId)).toBeNull();
    expect((await store.readEvents(runId)).events).toEqual([]);
  });
}
