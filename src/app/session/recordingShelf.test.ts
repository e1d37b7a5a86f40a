import { describe, expect, it } from 'vitest';
import { tinyRun } from '../fixtures/tinyRun.ts';
import { createRecordingShelf } from './recordingShelf.ts';
import type { RecordedRun, Recording } from './recordings.ts';

const run: RecordedRun = { events: tinyRun, thumbnails: new Map() };

function shelf(list: readonly Recording[]) {
  const asked: string[] = [];
  const arrivals: (() => void)[] = [];
  const made = createRecordingShelf(async () => ({
    listRecordings: async () => list,
    loadRecording: ({ preset }) => {
      asked.push(preset);
      return new Promise((resolve) => arrivals.push(() => resolve(run)));
    },
  }));
  return { made, asked, arrivals };
}

const list = [
  { file: 'a.gz', preset: 'paper' },
  { file: 'b.gz', preset: 'one-template' },
];
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('the recordings of the page', () => {
  it('knows none before it looked, and loads each once', async () => {
    const { made, asked, arrivals } = shelf(list);
    expect(made.has('paper')).toBe(false);
    await made.look();
    expect(made.has('paper')).toBe(true);
    expect(await made.load('oracle')).toBeNull();
    const first = made.load('paper');
    await settle();
    expect(made.getState().loading).toBe('paper');
    arrivals[0]!();
    expect(await first).toBe(run);
    expect(await made.load('paper')).toBe(run);
    expect(asked).toEqual(['paper']);
    expect(made.getState().loading).toBeNull();
  });

  it('gives only the last one that was asked for', async () => {
    const { made, arrivals } = shelf(list);
    await made.look();
    const first = made.load('paper');
    const second = made.load('one-template');
    await settle();
    arrivals[1]!();
    arrivals[0]!();
    expect(await first).toBeNull();
    expect(await second).toBe(run);
  });
});
