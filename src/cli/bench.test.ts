import { expect, it } from 'vitest';
import { commandLine } from './commandLine.ts';

it('says what was measured on which machine', async () => {
  const flags = ['--backend', 'wasm', '--batch', '2', '--tokens', '4', '--repeats', '3', '--json'];
  const { status, stdout } = await commandLine(['bench', ...flags]);
  expect(status).toBe(0);
  const said = JSON.parse(stdout);
  expect(said).toMatchObject({
    machine: { node: process.versions.node },
    model: 'nano',
    shape: { batch: 2, tokens: 4 },
    backends: [{ backend: 'wasm' }],
    skipped: null,
  });
  const works: {
    backend: string;
    work: string;
    milliseconds: { median: number; low: number; high: number };
  }[] = said.results;
  expect(works.map(({ work }) => work)).toEqual(['forward', 'decode', 'training step']);
  for (const { milliseconds } of works) {
    expect(milliseconds).toMatchObject({ repeats: 3 });
    expect(milliseconds.low).toBeLessThanOrEqual(milliseconds.median);
    expect(milliseconds.median).toBeLessThanOrEqual(milliseconds.high);
  }
});
