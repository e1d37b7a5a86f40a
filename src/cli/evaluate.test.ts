import { expect, it } from 'vitest';
import { wilson } from '../evaluation/wilson.ts';
import { SUITE_NAMES } from '../world/suiteNames.ts';
import { commandLine } from './commandLine.ts';

it('measures every suite and repeats itself', async () => {
  const flags = ['evaluate', '--samples', '24', '--blind', '--backend', 'wasm', '--json'];
  const first = await commandLine(flags);
  expect(first.status).toBe(0);
  const said = JSON.parse(first.stdout);
  expect(Object.keys(said.suites)).toEqual([...SUITE_NAMES]);
  const results: {
    n: number;
    correct: number;
    accuracy: number;
    ci95: [number, number];
    baseline: number;
    chance: number;
    blind: number;
  }[] = Object.values(said.suites);
  for (const { n, correct, accuracy, ci95, baseline, chance, blind } of results) {
    expect(n).toBe(24);
    expect(accuracy).toBe(correct / n);
    expect(ci95).toEqual([...wilson(correct, n)]);
    expect(baseline).toBeGreaterThan(0);
    expect(chance).toBeGreaterThan(0.05);
    expect(chance).toBeLessThan(0.6);
    expect(blind).toBeGreaterThanOrEqual(0);
  }
  const mean = results.reduce((sum, { accuracy }) => sum + accuracy, 0) / results.length;
  expect(said.macro).toBeCloseTo(mean, 12);
  expect(said.micro).toBeCloseTo(mean, 12);
  expect(said.suites.hallucination).toMatchObject({ pairs: { n: 12 }, figures: { n: 12 } });
  expect(Object.keys(said.suites['diagram-maths'].versions)).toEqual([
    'text dominant',
    'text lite',
    'vision only',
  ]);
  expect((await commandLine(flags)).stdout).toBe(first.stdout);
});

it('prints a table without --json', async () => {
  const flags = [
    '--suite',
    'mixed',
    '--domain',
    'noise-30',
    '--samples',
    '12',
    '--seed',
    '4',
    '--backend',
    'wasm',
  ];
  const { status, stdout } = await commandLine(['evaluate', ...flags]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^suite .*\nmixed +12 .*\nmacro .* micro .*\n$/);
});
