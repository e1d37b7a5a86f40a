import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandLine } from './commandLine.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visplay-'));
});
afterAll(() => rm(folder, { recursive: true }));

const plan = (sha256: string): string =>
  JSON.stringify({
    format: 'visplay experiment',
    version: 1,
    arm: 'paper',
    seed: 1,
    tuning: false,
    seeds: { suite: 1, pool: 1 },
    questions: 4,
    model: { name: 'nano', sha256 },
  });

const report = (...flags: string[]) => commandLine(['report', ...flags], { cwd: folder });

it('refuses a folder without runs, runs of two models, and files of something else', async () => {
  expect(await report('--runs', 'empty')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/empty holds no run\. Play one first/),
  });
  for (const [name, content] of [
    ['two/a-1', plan('one')],
    ['two/b-1', plan('other')],
    ['else/c-1', '{}'],
  ] as const) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'config.json'), content);
  }
  expect(await report('--runs', 'two')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/are of different models or suites\./),
  });
  expect(await report('--runs', 'else')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/config\.json was not written by the command experiment\./),
  });
});
