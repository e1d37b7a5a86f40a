import { expect, test } from 'vitest';
import { defaultConfig } from '../loop/config.ts';
import { Evidence, type RecordedRun } from './evidence.ts';
import type { RoundFacts } from './facts.ts';
import type { MeasuredSuite, Measurement } from './measure.ts';
import { arms, domainsOf, metric, reportedSeeds } from './plan.ts';
import { evidencePage } from './report.ts';
import type { BaseSummary, MeasuredRound, RunPlan } from './summary.ts';

const model = { name: 'nano', sha256: 'abcdef0123456789' };
const share = (marks: string): number =>
  Array.from(marks).filter((mark) => mark === '1').length / marks.length;

const suite = (greedy: string): MeasuredSuite => ({
  n: greedy.length,
  greedy: share(greedy),
  masked: share(greedy),
  declined: 0,
  boxed: 1,
  oneSample: null,
  majority: null,
  any: null,
  blind: null,
  marks: { greedy, masked: greedy, samples: null, majority: null },
  chance: 0.25,
  formBaseline: 0.5,
});
/** All suites alike: four questions each. */
const measurement = (domain: string, greedy: string): Measurement => ({
  domain,
  suites: Object.fromEntries(metric.suites.map((name) => [name, suite(greedy)])),
});
const base = (domain: string, greedy: string): BaseSummary => ({
  format: 'visplay base',
  version: 1,
  model,
  seed: reportedSeeds.suite,
  questions: 4,
  measurement: measurement(domain, greedy),
  easyVqa: null,
});

const none = { n: 0, right: 0 };
const facts: RoundFacts = {
  round: 1,
  asked: 20,
  parsed: 18,
  kept: 8,
  silver: { n: 16, right: 8 },
  silverKept: { n: 8, right: 6 },
  reliability: Array.from({ length: 10 }, (_, bin) => (bin === 9 ? { n: 10, right: 9 } : none)),
  wellPosed: { n: 18, right: 9 },
  wellPosedKept: { n: 8, right: 7 },
  flips: { n: 4, right: 1 },
  effectiveKinds: 3,
  effectiveSkills: 2,
  evenGroups: { questioner: { n: 4, right: 0 }, reasoner: { n: 4, right: 1 } },
  seconds: { A: 60, B: 30, C: 90 },
  tokens: 1234,
  alerts: [],
};

function planOf(name: string, seed: number): RunPlan {
  const arm = arms.find((it) => it.name === name)!;
  return {
    format: 'visplay experiment',
    version: 1,
    arm: name,
    seed,
    tuning: false,
    preset: arm.preset,
    difference: {},
    config: defaultConfig,
    pool: arm.pool,
    rounds: 1,
    domains: domainsOf(arm),
    seeds: reportedSeeds,
    questions: 4,
    model,
  };
}

function run(name: string, seed: number, greedy: string, alarms: RecordedRun['alarms'] = []): RecordedRun {
  const plan = planOf(name, seed);
  const rounds: MeasuredRound[] = [
    {
      round: 1,
      measurements: plan.domains.map((domain) => measurement(domain, domain === 'clean' ? '1111' : greedy)),
      easyVqa: null,
    },
  ];
  const summary = {
    plan,
    backend: 'wasm',
    adapter: 'SIMD',
    startedAt: '2026-01-02T03:04:05Z',
    seconds: 180,
    tokens: 1234,
    facts: [facts],
    keptQuestions: [{ round: 1, n: 8, seen: 0.75, blind: 0.25 }],
    rounds,
  };
  return { plan, summary, rounds, failure: null, alarms };
}

const bases = [base('shifted-55', '0001'), base('clean', '1111')];
const page = evidencePage(
  new Evidence(
    [
      run('improved', 1, '0111'),
      run('improved', 2, '1101'),
      run('paper', 1, '0011'),
      run('one-template', 1, '0000', [{ code: 'few-kinds', round: 1 }]),
      {
        ...run('oracle', 1, '1111'),
        summary: null,
        failure: { code: 'x', said: 'No room.', fix: 'Make some.' },
      },
      { ...run('random-reward', 1, '1111'), summary: null },
    ],
    bases,
  ),
);
/** Cells of the first row that begins with some text, below a heading. */
function cells(heading: string, row: string): string[] {
  const section = page.markdown.slice(page.markdown.indexOf(heading));
  const line = section.split('\n').find((it) => it.startsWith(`| ${row} |`));
  return (line ?? '')
    .split('|')
    .map((cell) => cell.trim())
    .slice(2, -1);
}

test('gains are paired with the base, seeds averaged first', () => {
  // Base 1 of 4. Seeds gain (0, 1, 1, 0) and (1, 1, 0, 0): means 1/2, 1, 1/2, 0, variance 1/6.
  const half = (100 * 1.96 * Math.sqrt(1 / 6 / 4 / 8)).toFixed(1);
  expect(cells('## Three rounds', '`improved`')).toEqual([
    'shifted-55',
    '1, 2',
    '25.0',
    `+50.0 ± ${half}`,
    '+50.0 ± 0.0',
    `+50.0 ± ${half}`,
    `+50.0 ± ${(100 * 1.96 * Math.sqrt(1 / 6 / 4)).toFixed(1)}`,
    '+0.0 ± 0.0',
  ]);
  expect(cells('## Collapse', '`one-template`')[3]).toMatch(/^−25\.0 ± /);
  // Two thirds of the questions' gain of paper.
  expect(cells('against its controls', '`paper`')).toEqual([
    '1',
    expect.stringMatching(/^\+25\.0 ± /),
    '2.00',
  ]);
});

test('labels, cost and reliability are those of the events', () => {
  expect(cells('## Labels and questions', '`paper`').slice(1)).toEqual([
    '90.0 (20)',
    '50.0 (18)',
    '87.5 (8)',
    '50.0 (16)',
    '75.0 (8)',
    '25.0 (4)',
    '3.0',
    '2.0',
    '25.0 of 75.0',
  ]);
  expect(cells('### Is confidence', '0.9 to 1.0')).toEqual(['90.0 (20)', '90.0 (10)']);
  expect(cells('## Cost', '`paper`')).toEqual(['1', '1.0', '0.5', '1.5', '1,234', '0.0 (4)', '25.0 (4)']);
});

test('alarms are counted in runs that collapse and in the others', () => {
  expect(cells('## Collapse', '`few-kinds`').slice(1)).toEqual(['1 of 1', '0 of 3', 'one-template-1']);
  expect(cells('## Collapse', 'any').slice(1, 3)).toEqual(['1 of 1', '0 of 3']);
});

test('every run that was started is listed, whatever came of it', () => {
  const listed = page.markdown.slice(page.markdown.indexOf('## Every run'));
  expect(listed.split('\n').filter((line) => line.startsWith('| `'))).toHaveLength(6);
  expect(listed).toContain('| `oracle` | 1 | failed: No room. |');
  expect(listed).toContain('| `random-reward` | 1 | started, not finished |');
});

test('the plots are drawn, and the page shows each', () => {
  expect([...page.plots.keys()]).toEqual(['rounds.svg', 'labels.svg', 'reliability.svg']);
  for (const [name, svg] of page.plots) {
    expect(page.markdown).toContain(`(evidence/${name})`);
    expect(svg).toMatch(/^<svg [^>]+>\n<title>/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test('without finished runs there is a page all the same', () => {
  const { markdown, plots } = evidencePage(new Evidence([], []));
  expect(markdown).toContain('No run of these has finished yet.');
  expect(plots.size).toBe(0);
});
