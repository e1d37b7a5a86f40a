import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StampedEvent } from '../loop/events.ts';
import { decodeEvents } from '../runs/eventLog.ts';
import { commandLine, type Finished } from './commandLine.ts';

let folder: string;
const inside = (...names: string[]): string => join(folder, ...names);

/** A whole round in a few seconds. */
const settings = ['evaluation.questions=12', 'silver.pictures=8', 'reasoner.steps=2'];
const small = ['--preset', 'quick', '--seed', '5', '--backend', 'wasm'].concat(
  settings.flatMap((setting) => ['--set', setting]),
);

function play(out: string, flags: readonly string[], interruptAt?: RegExp): Promise<Finished> {
  const args = ['selfplay', '--images', 'pictures', '--out', out, ...flags];
  return commandLine(args, { cwd: folder, ...(interruptAt && { interruptAt }) });
}

const events = async (out: string): Promise<StampedEvent[]> =>
  decodeEvents(await readFile(inside(out, 'events.jsonl'), 'utf8')).events;

let whole: Finished;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visplay-'));
  await commandLine(['world', '--out', 'pictures', '--count', '12', '--seed', '3'], { cwd: folder });
  whole = await play('whole', [...small, '--json']);
});
afterAll(() => rm(folder, { recursive: true }));

it('plays a round and leaves what it promises', async () => {
  expect(whole.status).toBe(0);
  expect((await readdir(inside('whole'))).toSorted()).toEqual([
    'checkpoints',
    'config.json',
    'events.jsonl',
    'metrics.csv',
    'report.json',
  ]);
  const { out, ...report } = JSON.parse(whole.stdout);
  expect(out).toBe('whole');
  expect(report).toEqual(JSON.parse(await readFile(inside('whole', 'report.json'), 'utf8')));
  expect(report).toMatchObject({ ended: 'finished', header: { preset: 'quick', model: { name: 'nano' } } });
  expect(report.rounds).toHaveLength(1);
  expect(report.evaluations).toHaveLength(2);
  // Drawn pictures are known again from their files, so the labels can be checked.
  expect(report.header.pictures[0].id).toMatch(/^world-clean-pool-3-/);
});

it('says what a run would take and starts none', async () => {
  const { status, stdout, stderr } = await play('none', [...small, '--estimate', '--json']);
  expect(status).toBe(0);
  const { time, memory } = JSON.parse(stdout);
  expect(time.seconds).toBeGreaterThan(0);
  expect(time.speed.from).toBe('probe');
  expect(time.parts.before + time.parts.A + time.parts.B + time.parts.C + time.parts.evaluation).toBeCloseTo(time.seconds, 6); // prettier-ignore
  expect(memory.total).toBeGreaterThan(memory.weights);
  expect(stderr).toContain('At most about');
  expect(await readdir(folder)).not.toContain('none');
});

it('saves models that can be asked and evaluated', async () => {
  const model = join('whole', 'checkpoints', 'round-1', 'reasoner');
  const { status, stdout } = await commandLine(
    [
      'vlm',
      '--model',
      model,
      '--image',
      join('pictures', '00000.png'),
      '--prompt',
      'How many circles are there?',
    ],
    { cwd: folder },
  );
  expect(status).toBe(0);
  expect(stdout).not.toBe('');
});

it('goes on after Ctrl-C to the same weights and events as a run that was never stopped', async () => {
  const first = await play('cut', small, /stage A, step 1:/);
  expect(first.status).toBe(130);
  const second = await play('cut', ['--resume', '--backend', 'wasm'], /stage C, step 1:/);
  expect(second.status).toBe(130);
  const third = await play('cut', ['--resume', '--backend', 'wasm', '--json']);
  expect(third.status).toBe(0);
  for (const role of ['questioner', 'reasoner']) {
    const weights = (out: string): Promise<Buffer> =>
      readFile(inside(out, 'checkpoints', 'round-1', role, 'model.safetensors'));
    expect((await weights('cut')).equals(await weights('whole'))).toBe(true);
  }
  const uncut = (await events('whole')).map(withoutClock);
  const resumed = (await events('cut')).filter((event) => event.kind !== 'run.start' || !event.resumed);
  expect(resumed.map(withoutClock)).toEqual(uncut);
  expect(JSON.parse(third.stdout).ended).toBe('finished');
});

/** An event without what depends on the moment: its number (a resumed run says that it resumed), times, speed, memory. */
function withoutClock(event: StampedEvent): unknown {
  const timeless: Record<string, unknown> = { ...event, sequence: null, seconds: null };
  if (event.kind === 'run.start') timeless['header'] = { ...event.header, runId: '', startedAt: '' };
  if (event.kind === 'step') {
    timeless['metrics'] = Object.fromEntries(
      Object.entries(event.metrics).filter(
        ([name]) => !/^(seconds|tokens_per_second|tensors|memory)/.test(name),
      ),
    );
  }
  return timeless;
}

it('refuses to start over a run, and to change its settings', async () => {
  const again = await play('whole', small);
  expect(again.status).toBe(2);
  expect(again.stderr).toMatch(/^whole holds the run [a-z-]+\w* already\. Add --resume/);
  const changed = await play('whole', ['--resume', '--set', 'run.rounds=2']);
  expect(changed.status).toBe(2);
  expect(changed.stderr).toMatch(/^--set cannot be given with --resume\./);
});
