import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolderStore } from './folderStore.ts';
import { metricsCsv } from './metricsCsv.ts';
import { takeUp } from './resume.ts';
import { sampleCheckpoint, sampleEvents, sampleHeader } from './sampleRun.ts';
import { behavesAsARunStore } from './sampleStore.ts';

const { runId } = sampleHeader;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visplay-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const out = (): string => join(folder, 'out');

async function written(): Promise<string> {
  const store = await openFolderStore(out());
  await store.create(sampleHeader);
  await store.appendEvents(runId, sampleEvents.slice(0, 10));
  await store.saveCheckpoint(runId, sampleCheckpoint(10));
  await store.appendEvents(runId, sampleEvents.slice(10));
  return out();
}

describe('folder store', () => {
  behavesAsARunStore(() => openFolderStore(out()));

  it('leaves the files that the command line promises, and nothing half-written', async () => {
    const path = await written();
    expect((await readdir(path)).toSorted()).toEqual([
      'checkpoints',
      'config.json',
      'events.jsonl',
      'metrics.csv',
      'report.json',
    ]);
    expect(JSON.parse(await readFile(join(path, 'config.json'), 'utf8'))).toEqual(sampleHeader);
    expect(await readFile(join(path, 'metrics.csv'), 'utf8')).toBe(metricsCsv(sampleEvents));
    const report = JSON.parse(await readFile(join(path, 'report.json'), 'utf8'));
    expect(report).toMatchObject({ ended: 'finished', counts: { events: 22, steps: 2 } });
  });

  it('is found again by another process', async () => {
    const store = await openFolderStore(await written());
    expect(store.runId).toBe(runId);
    expect((await store.readEvents(runId)).events).toEqual(sampleEvents);
    expect(store.report()?.ended).toBe('finished');
  });

  it('goes on after a line that was half written, and says so', async () => {
    const path = await written();
    await appendFile(join(path, 'events.jsonl'), '{"kind":"step","ro');
    const store = await openFolderStore(path);
    const taken = await takeUp(store, runId);
    expect(taken.notices.map((notice) => notice.code)).toEqual(['event-torn']);
    await store.appendEvents(runId, sampleEvents.slice(10));
    expect((await openFolderStore(path)).report()?.counts.events).toBe(22);
    expect((await store.readEvents(runId)).events).toEqual(sampleEvents);
  });

  it('removes what a killed writer left aside', async () => {
    const path = await written();
    await writeFile(join(path, '.report.json.1234.half'), 'half');
    await mkdir(join(path, 'checkpoints', '.reasoner.5678.half'));
    await openFolderStore(path);
    expect(await readdir(path)).not.toContain('.report.json.1234.half');
    expect(await readdir(join(path, 'checkpoints'))).toEqual(['latest']);
  });

  it('saves models as folders, over those of an earlier try', async () => {
    const store = await openFolderStore(await written());
    await store.saveModel(1, 'reasoner', new Map([['old.json', Uint8Array.of(1)]]));
    await store.saveModel(1, 'reasoner', new Map([['config.json', Uint8Array.of(123, 125)]]));
    const round = join(out(), 'checkpoints', 'round-1');
    expect(await readdir(round)).toEqual(['reasoner']);
    expect(await readdir(join(round, 'reasoner'))).toEqual(['config.json']);
    expect(await readFile(join(round, 'reasoner', 'config.json'), 'utf8')).toBe('{}');
  });

  it('refuses a folder that holds something else, and leaves it alone', async () => {
    await writeFile(join(folder, 'thesis.tex'), '...');
    await expect(openFolderStore(folder)).rejects.toThrow(/holds something that is no run/);
    expect(await readdir(folder)).toEqual(['thesis.tex']);
  });

  it('takes a folder in which a run was created and never spoke', async () => {
    const first = await openFolderStore(out());
    await first.create(sampleHeader);
    const second = await openFolderStore(out());
    expect(second.runId).toBeNull();
    await second.create(sampleHeader);
    expect(second.runId).toBe(runId);
  });
});
