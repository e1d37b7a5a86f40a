import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeEvents } from '../runs/eventLog.ts';
import { commandLine, type Finished } from './commandLine.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../model/fixtures/${name}`, import.meta.url));
/** As little as there can be of each stage. */
const settings = [
  'questioner.steps=1',
  'questioner.groupsPerStep=1',
  'questioner.maxNewTokens=8',
  'reasoner.steps=1',
  'reasoner.maxNewTokens=8',
  'silver.pictures=1',
  'votes.correct=false',
  'evaluation.questions=1',
].flatMap((setting) => ['--set', setting]);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visplay-'));
  await commandLine(['world', '--out', 'pictures', '--count', '2', '--seed', '3'], { cwd: folder });
});
afterAll(() => rm(folder, { recursive: true }));

const play = (out: string, ...flags: string[]): Promise<Finished> =>
  commandLine(
    ['selfplay', '--images', 'pictures', '--out', out, '--preset', 'quick', '--backend', 'wasm', ...settings, ...flags], // prettier-ignore
    { cwd: folder },
  );

it('goes on from an adapter, says so in the header, and saves adapters', async () => {
  const adapter = fixture('lora/trained');
  const { status, stderr } = await play('on', '--model', fixture('complete'), '--adapter', adapter);
  expect([status, stderr]).toEqual([0, expect.stringContaining('The run is in on.')]);
  const { events } = decodeEvents(await readFile(join(folder, 'on', 'events.jsonl'), 'utf8'));
  const config = JSON.parse(await readFile(join(adapter, 'adapter_config.json'), 'utf8'));
  expect(events[0]).toMatchObject({
    kind: 'run.start',
    header: { model: { name: 'complete' }, start: { adapter: 'trained', base: 'complete', rank: config.r } },
  });
  const saved = join(folder, 'on', 'checkpoints', 'round-1', 'reasoner', 'adapter_config.json');
  expect(JSON.parse(await readFile(saved, 'utf8'))).toMatchObject({ peft_type: 'LORA', r: config.r });
});

it('refuses an adapter that does not fit the model, and leaves nothing behind', async () => {
  const { status, stderr } = await play('off', '--adapter', fixture('lora/trained'));
  expect(status).toBe(2);
  expect(stderr).toMatch(/The adapter has .* of shape \[.*\], and this model needs/);
  await expect(readFile(join(folder, 'off', 'config.json'))).rejects.toThrow('ENOENT');
});
