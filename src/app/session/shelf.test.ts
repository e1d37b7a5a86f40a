import { expect, it, vi } from 'vitest';
import { memoryStore } from '../../runs/memoryStore.ts';
import type { RunStore } from '../../runs/store.ts';
import { tinyHeader, tinyRun } from '../fixtures/tinyRun.ts';
import { createShelf } from './shelf.ts';

/** A store on disk as far as the shelf can tell, with the runs that broke off after `events` of them. */
async function storeWith(
  runs: readonly { id: string; startedAt: string; events: number }[],
): Promise<RunStore> {
  const store = memoryStore();
  for (const { id, startedAt, events } of runs) {
    await store.create({ ...tinyHeader, runId: id, startedAt });
    await store.appendEvents(id, tinyRun.slice(0, events));
  }
  const list = async () =>
    (await store.list()).map((run) => Object.assign({}, run, { place: 'disk' as const }));
  return { ...store, list };
}

const nobody = async () => ({ held: async () => new Set<string>(), freed: async () => undefined });

const afterFirstStep = tinyRun.findIndex((event) => event.kind === 'step') + 1;

it('offers the newest run that broke off after a step', async () => {
  const store = await storeWith([
    { id: 'old', startedAt: '2026-11-01T00:00:00Z', events: afterFirstStep },
    { id: 'new', startedAt: '2026-11-02T00:00:00Z', events: afterFirstStep },
    { id: 'finished', startedAt: '2026-11-03T00:00:00Z', events: tinyRun.length },
    { id: 'no step', startedAt: '2026-11-04T00:00:00Z', events: 2 },
  ]);
  const shelf = createShelf(async () => store, nobody);
  await shelf.look();
  expect(shelf.getState().unfinished?.header.runId).toBe('new');
  await shelf.discard('new');
  expect(shelf.getState().unfinished).toBeNull();
  await shelf.look();
  expect(shelf.getState().unfinished?.header.runId).toBe('old');
});

it('opens the store once and reads the events of a run', async () => {
  let opened = 0;
  const store = await storeWith([{ id: 'one', startedAt: '2026-11-01T00:00:00Z', events: 5 }]);
  const shelf = createShelf(async () => {
    opened++;
    return store;
  }, nobody);
  await shelf.look();
  expect(await shelf.events('one')).toHaveLength(5);
  expect(opened).toBe(1);
});

it('does not offer a run that goes on in another tab, until that lets it go', async () => {
  const store = await storeWith([
    { id: 'old', startedAt: '2026-11-01T00:00:00Z', events: afterFirstStep },
    { id: 'new', startedAt: '2026-11-02T00:00:00Z', events: afterFirstStep },
  ]);
  const held = new Set(['new']);
  const waiting: (() => void)[] = [];
  const freed = new Promise<void>((resolve) => waiting.push(resolve));
  const shelf = createShelf(
    async () => store,
    async () => ({ held: async () => held, freed: () => freed }),
  );
  await shelf.look();
  expect(shelf.getState().unfinished?.header.runId).toBe('old');
  held.clear();
  waiting[0]!();
  await vi.waitFor(() => expect(shelf.getState().unfinished?.header.runId).toBe('new'));
});
