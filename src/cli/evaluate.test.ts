import { expect, it } from 'vitest';
import { wilson } from '../evaluation/wilson.ts';
import { commandLine } from './commandLine.ts';

it('measures every suite and repeats itself', async () => {
  const flags = ['evaluate', '--samples', '24', '--backend', 'wasm', '--json'];
  const first = await commandLine(flags);
  expect(first.status).toBe(0);
  const said = JSON.parse(first.stdout);
  expect(Object.keys(said.suites)).toEqual(['clean', 'shifted']);
  const results: {
    n: number;
    correct: number;
    accuracy: number;
    ci95: [number, number];
    baseline: number;
  }[] = Object.values(said.suites);
  for (const { n, correct, accuracy, ci95, baseline } of results) {
    expect(n).toBe(24);
    expect(accuracy).toBe(correct / n);
    expect(ci95).toEqual([...wilson(correct, n)]);
    expect(baseline).toBeGreaterThan(0);
  }
  const [clean, shifted] = results;
  expect(said.macro).toBeCloseTo((clean!.accuracy + shifted!.accuracy) / 2, 12);
  expect(said.micro).toBeCloseTo((clean!.correct + shifted!.correct) / 48, 12);
  expect((await commandLine(flags)).stdout).toBe(first.stdout);
});

it('prints a table without --json', async () => {
  const flags = ['--suite', 'clean', '--samples', '12', '--seed', '4', '--backend', 'wasm'];
  const { status, stdout } = await commandLine(['evaluate', ...flags]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^suite .*\nclean +12 .*\nmacro .* micro .*\n$/);
});
