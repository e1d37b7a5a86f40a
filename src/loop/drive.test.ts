import { expect, test } from 'vitest';
import { Drive } from './drive.ts';
import type { RunEvent, StampedEvent } from './events.ts';

const at = (step: number) => ({ round: 1, stage: 'A', step }) as const;
const step = (number: number): RunEvent => ({ kind: 'step', role: 'questioner', metrics: {}, ...at(number) });

function scripted() {
  const made: number[] = [];
  async function* run(): AsyncGenerator<RunEvent, void, void> {
    for (const number of [1, 2, 3]) {
      made.push(number);
      yield { kind: 'work', work: 'asking', done: 0, of: 1, ...at(number) };
      yield step(number);
    }
    yield { kind: 'stage.end', ...at(3) };
    yield { kind: 'run.end', reason: 'finished' };
  }
  const events: StampedEvent[] = [];
  const boundaries: number[] = [];
  const sink = {
    event: (event: StampedEvent) => void events.push(event),
    boundary: (last: StampedEvent) => void boundaries.push(last.sequence),
  };
  return { run: run(), sink, events, boundaries, made };
}

const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

test('numbers events without gaps and reports each boundary', async () => {
  const { run, sink, events, boundaries } = scripted();
  let clock = 0;
  const drive = new Drive(run, sink, { sequence: 10, seconds: 5, now: () => clock++, begin: 'play' });
  expect(await drive.finish()).toBe('finished');
  expect(events.map(({ sequence }) => sequence)).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
  expect(boundaries).toEqual([11, 13, 15, 16]);
  expect(events[0]!.seconds).toBeGreaterThanOrEqual(5);
});

test('holds before the first event, advances by a step and by the rest of the stage', async () => {
  const { run, sink, events, made } = scripted();
  const drive = new Drive(run, sink, { sequence: 0, seconds: 0, now: () => 0, begin: 'pause' });
  const finished = drive.finish();
  await tick();
  expect(made).toEqual([]);
  drive.advance('step');
  await tick();
  expect(events.at(-1)).toMatchObject({ kind: 'step', step: 1 });
  expect(drive.held).toBe(true);
  drive.advance('stage');
  await tick();
  expect(events.at(-1)!.kind).toBe('stage.end');
  expect(drive.held).toBe(true);
  drive.play();
  expect(await finished).toBe('finished');
});

test('time spent holding is not time of the run', async () => {
  const { run, sink, events } = scripted();
  let clock = 0;
  const drive = new Drive(run, sink, { sequence: 0, seconds: 0, now: () => clock, begin: 'pause' });
  const finished = drive.finish();
  await tick();
  clock = 1000;
  drive.play();
  await finished;
  expect(events.at(-1)!.seconds).toBe(0);
});

test('stops while held and says so as the last event', async () => {
  const { run, sink, events } = scripted();
  const drive = new Drive(run, sink, { sequence: 0, seconds: 0, now: () => 0, begin: 'pause' });
  const finished = drive.finish();
  drive.advance('step');
  await tick();
  drive.stop();
  expect(await finished).toBe('stopped');
  expect(events.at(-1)).toMatchObject({ kind: 'run.end', reason: 'stopped' });
});

async function* broken(): AsyncGenerator<RunEvent, void, void> {
  yield step(1);
  throw new Error('lost');
}

test('what the run throws comes out of finish', async () => {
  const drive = new Drive(
    broken(),
    { event: () => undefined, boundary: () => undefined },
    { sequence: 0, seconds: 0, now: () => 0, begin: 'play' },
  );
  await expect(drive.finish()).rejects.toThrow('lost');
});

test('slow motion leaves each step on the screen, and a pause or a faster pace ends the wait', async () => {
  const { run, sink, events } = scripted();
  const drive = new Drive(run, sink, { sequence: 0, seconds: 0, now: () => 0, begin: 'play', pace: 'slow' });
  const finished = drive.finish();
  await tick();
  expect(events.at(-1)).toMatchObject({ kind: 'step', step: 1 });
  drive.pause();
  await tick();
  drive.play();
  await tick();
  expect(events.at(-1)).toMatchObject({ kind: 'step', step: 2 });
  drive.pace = 'normal';
  expect(await finished).toBe('finished');
});
