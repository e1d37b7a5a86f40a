import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeEvents } from '../runs/eventLog.ts';
import { SUITE_NAMES } from '../world/suiteNames.ts';
import { commandLine, type Finished } from './commandLine.ts';

let folder: string;
const inside = (...names: string[]): string => join(folder, ...names);

/** A run of one round in a few seconds. */
const settings = [
  'questioner.steps=1',
  'questioner.groupsPerStep=2',
  'votes.blindSamples=0',
  'silver.pictures=4',
  'silver.bandLow=0',
  'silver.minimum=1',
  'reasoner.steps=2',
  'reasoner.groupsPerStep=2',
];
const tiny = [
  '--tuning',
  '--questions',
  '2',
  '--pictures',
  '6',
  '--backend',
  'wasm',
  '--data',
  'nowhere',
].concat(settings.flatMap((setting) => ['--set', setting]));

const experiment = (flags: readonly string[], interruptAt?: RegExp): Promise<Finished> =>
  commandLine(['experiment', ...flags], { cwd: folder, ...(interruptAt && { interruptAt }) });

const json = async (...names: string[]) => JSON.parse(await readFile(inside(...names), 'utf8'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visplay-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('plays an arm, measures it before and after, and keeps what is worth keeping', async () => {
  const flags = ['--arm', 'self-training', '--seed', '9', '--rounds', '1', '--out', 'runs', ...tiny];
  const { status, stdout } = await experiment([...flags, '--json']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout).runs).toEqual({ 'self-training-9': 'finished' });
  expect((await readdir(inside('runs', 'self-training-9'))).toSorted()).toEqual([
    'config.json',
    'events.jsonl.gz',
    'marks.json.gz',
    'summary.json',
  ]);
  const summary = await json('runs', 'self-training-9', 'summary.json');
  expect(summary.plan).toEqual(await json('runs', 'self-training-9', 'config.json'));
  expect(summary.plan.config).toMatchObject({ 'reasoner.update': 'cross-entropy', 'run.seed': 9 });
  expect(summary.rounds).toHaveLength(1);
  const [shifted, clean] = summary.rounds[0].measurements;
  expect([shifted.domain, clean.domain]).toEqual(['shifted-55', 'clean']);
  expect(Object.keys(shifted.suites)).toEqual([...SUITE_NAMES]);
  expect(summary.facts[0]).toMatchObject({ round: 1, asked: 16 });
  expect(summary.tokens).toBeGreaterThan(0);

  const unpacked = async (name: string): Promise<string> =>
    gunzipSync(await readFile(inside('runs', 'self-training-9', name))).toString();
  const marks = JSON.parse(await unpacked('marks.json.gz'));
  expect(marks[0].measurements[0].suites.general.marks).toMatchObject({
    greedy: expect.stringMatching(/^[01]{2}$/),
    samples: expect.stringMatching(/^[0-8]{2}$/),
  });
  const { events, notice } = decodeEvents(await unpacked('events.jsonl.gz'));
  expect(notice).toBeNull();
  expect(events.at(-1)).toMatchObject({ kind: 'run.end', reason: 'finished' });
  const tokens = events.flatMap((event) =>
    event.kind === 'answers' ? event.rollouts.flatMap((rollout) => rollout.tokens) : [],
  );
  expect(tokens).toEqual([]);

  expect(await readdir(inside('runs', 'base'))).toHaveLength(2);
  const again = await experiment([...flags, '--json']);
  expect(JSON.parse(again.stdout).runs).toEqual({ 'self-training-9': 'there' });
});

it('goes on where it was interrupted, and runs side by side', async () => {
  const flags = ['--arm', 'paper', '--rounds', '1', '--out', 'cut', ...tiny];
  const first = await experiment([...flags, '--seed', '1'], /stage C, step 1:/);
  expect(first.status).toBe(130);
  expect(await readdir(inside('cut', 'paper-1'))).toContain('work');
  const second = await experiment([...flags, '--jobs', '2', '--json']);
  expect(second.status).toBe(0);
  expect(JSON.parse(second.stdout).runs).toEqual({
    'paper-1': 'finished',
    'paper-2': 'finished',
    'paper-3': 'finished',
  });
  const { facts } = await json('cut', 'paper-1', 'summary.json');
  expect(facts[0].evenGroups.reasoner.n).toBe(4);
});

it.each([
  [['--arm', 'nobody'], /^There is no arm "nobody"\. It is all, main, other-pools, /],
  [[], /^--arm is missing\./],
  [['--arm', 'paper', '--seed', '9'], /^paper is not played with seed 9\. Its seeds are 1, 2, 3/],
  [['--arm', 'paper', '--set', 'run.seed=2'], /^--set would change the plan\. Add --tuning/],
  [['--arm', 'paper', '--tuning'], /^--tuning has no folder\. Name one with --out/],
  [['--arm', 'paper', '--tuning', '--out', 'x', '--set', 'a=b'], /^There is no setting "a"\./],
  [['--arm', 'paper', '--model', 'absent'], /^absent cannot be read\./],
])('refuses %j', async (flags, said) => {
  const { status, stdout, stderr } = await experiment(flags);
  expect(status).toBe(2);
  expect(stderr).toMatch(said);
  expect(stdout).toBe('');
});

it('the report tells of what was played', async () => {
  const flags = ['report', '--runs', 'cut', '--out', join('page', 'evidence.md'), '--json'];
  const { status, stdout } = await commandLine(flags, { cwd: folder });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ started: 3, finished: 3 });
  expect((await readdir(inside('page', 'evidence'))).toSorted()).toContain('rounds.svg');
  const page = await readFile(inside('page', 'evidence.md'), 'utf8');
  expect(page).toContain('| `paper` | shifted-55 | 1, 2, 3 |');
  expect(page).toContain('nothing below is a result');
});

it('refuses to go on under another plan', async () => {
  const flags = ['--arm', 'self-training', '--seed', '9', '--rounds', '1', '--out', 'runs', ...tiny];
  const { status, stderr } = await experiment([...flags, '--set', 'grpo.learningRate=0.1']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/self-training-9 holds a run with other settings\. Name another folder/);
});
