import { alarmRules } from '../loop/alarms.ts';
import { pooled, type Evidence } from './evidence.ts';
import {
  ablationTable,
  againstControls,
  baseTable,
  easyVqaTable,
  gainTable,
  suiteTable,
  waysTable,
} from './gainTables.ts';
import { macroOf } from './measure.ts';
import { arms, metric, reportedSeeds, tuningSeeds } from './plan.ts';
import { plotSvg, type Series } from './plot.ts';
import { alarmTable, costTable, reliabilityTable, silverTable, startedTable } from './runTables.ts';

/** The page of the evidence and the plots beside it, by file name. */
export interface EvidencePage {
  readonly markdown: string;
  readonly plots: ReadonlyMap<string, string>;
}

/** Everything that `evidence/runs` says, as one page. The same runs give the same page. */
export function evidencePage(evidence: Evidence): EvidencePage {
  const plots = new Map<string, string>();
  const [first] = evidence.runs;
  const picture = (name: string, alt: string, svg: string | null): string => {
    if (svg === null) return '';
    plots.set(`${name}.svg`, svg);
    return `![${alt}](evidence/${name}.svg)\n\n`;
  };
  const easy = easyVqaTable(evidence);
  const model = first?.plan.model;
  const markdown = `# Does it evolve?

Made by \`npm run --silent report\` from \`evidence/runs\`; nothing here is written by hand. Model: ${model === undefined ? 'none' : `${model.name}, weights ${model.sha256.slice(0, 12)}`}.

## How it was obtained

- Each row is an arm of the plan (\`src/experiment/plan.ts\`) and one command: \`npm run --silent experiment -- --arm NAME\`. Suites, metric and seeds were fixed there before the first run: suites with seed ${reportedSeeds.suite}, the pool of a run with seed s is pool ${reportedSeeds.pool} + s. Tuning used suites with seed ${tuningSeeds.suite} and pools from ${tuningSeeds.pool}, and ${first?.plan.tuning === true ? '**these runs are such trials: nothing below is a result**' : 'no run of it is here'}. Runs of recipes before this one, on the same suites and on other pools, are in \`LOG.md\` with what they gained and why the recipe changed.
- Figures are percent, gains are points of the greedy macro average over the eight suites (${first?.plan.questions ?? metric.questions} questions each); unseen combinations are shown beside them. “Cannot be answered” counts as wrong, as every question of a suite can be answered; “masked” forbids that answer before and after.
- ± is a 95 % interval. Where a column does not say otherwise it is over the questions: paired by question, seeds averaged first, questions taken as independent. “Over seeds” is Student’s interval over the runs of an arm.
- One sample, majority and any are of ${metric.samples} samples at temperature 1.
- Gold answers were opened for measuring, after the runs, and as labels of the arm \`oracle\` only.

## Three rounds in the shifted domain

${picture('rounds', 'Gain of the greedy macro average after each round, by arm', roundsPlot(evidence))}${gainTable(evidence, 'main')}

\`improved\` against its controls after the last round:

${againstControls(evidence)}

By suite after the last round, in the arm’s own domain:

${suiteTable(evidence, 'main')}

Before → after the last round:

${waysTable(evidence, 'main')}

## Other pools

${gainTable(evidence, 'other pools')}

${suiteTable(evidence, 'other pools')}

${easy === null ? 'easy-VQA was not at hand.' : `easy-VQA test questions:\n\n${easy}`}

## What each ingredient does

One seed and one round each: differences of two or three points between seeds are usual, so these are hints.

${ablationTable(evidence)}

## Labels and questions

Percent (of how many). A label of an ill-posed question counts as wrong. A flip is a group of stage C whose own majority differs from its label. “Blind of seen”: how many kept questions the base answers with a grey picture, and with the picture.

${picture('labels', 'Kept labels that are right, by round', labelsPlot(evidence))}${silverTable(evidence)}

### Is confidence worth anything?

${picture('reliability', 'Labels that are right by confidence of the vote', reliabilityPlot(evidence))}${reliabilityTable(evidence, labelArms(evidence))}

## Collapse, and what notices it

${gainTable(evidence, 'collapse')}

Alarms see no gold answer. Hits are runs of the two collapse arms, false alarms all other runs.

${alarmTable(evidence, alarmRules)}

## Cost

${costTable(evidence)}

## The suites

“Chance” guesses among the admitted answers, “habit” gives every form of question its most frequent answer, “blind” is the base on a grey picture.

${evidence.domains.map((domain) => `### ${domain}\n\n${baseTable(evidence, domain)}`).join('\n\n')}

## Every run that was started

${startedTable(evidence.runs)}
`;
  return { markdown, plots };
}

/** Up to the next five points. */
const step = (value: number): number => Math.ceil(20 * value) / 20;

function roundsPlot(evidence: Evidence): string | null {
  const series = arms
    .filter(({ table }) => table === 'main')
    .flatMap((arm): Series[] => {
      const runs = evidence.of(arm);
      const domain = runs[0]?.plan.domains[0];
      if (domain === undefined) return [];
      const points = Array.from({ length: runs[0]!.plan.rounds }, (_, index) => {
        const gain = evidence.gain(runs, domain, index + 1);
        return gain === null ? [] : [{ x: index + 1, y: gain.value, half: gain.half }];
      }).flat();
      return [{ name: arm.name, points: [{ x: 0, y: 0 }, ...points], dashed: arm.name === 'oracle' }];
    });
  if (series.length === 0) return null;
  const values = series.flatMap(({ points }) =>
    points.flatMap(({ y, half }) => [y + (half ?? 0), y - (half ?? 0)]),
  );
  const domain = evidence.of('improved')[0]?.plan.domains[0] ?? '';
  const base = evidence.base(domain);
  const from =
    base === null ? '' : `, base ${(100 * (macroOf(base.measurement, 'greedy') ?? 0)).toFixed(1)} %`;
  return plotSvg({
    title: `Greedy macro average, gain over the base${from}`,
    x: { label: 'rounds', ticks: ticksOf(series) },
    y: {
      label: 'points',
      low: -step(Math.max(0.05, -Math.min(...values))),
      high: step(Math.max(0.05, ...values)),
      percent: true,
    },
    series,
  });
}

const ticksOf = (series: readonly Series[]): number[] =>
  Array.from(
    { length: Math.max(...series.flatMap(({ points }) => points.map(({ x }) => x))) + 1 },
    (_, tick) => tick,
  );

/** Arms whose labels come of a vote. */
const labelArms = (evidence: Evidence): string[] =>
  ['improved', 'paper', 'untrained-questioner', 'improved-second-shift', 'improved-clean'].filter(
    (name) => evidence.of(name).length > 0,
  );

function labelsPlot(evidence: Evidence): string | null {
  const series = labelArms(evidence).map((name): Series => {
    const facts = evidence.of(name).flatMap(({ summary }) => summary.facts);
    const rounds = [...new Set(facts.map(({ round }) => round))].toSorted((a, b) => a - b);
    const points = rounds.flatMap((round) => {
      const { n, right } = pooled(
        facts.filter((it) => it.round === round).map(({ silverKept }) => silverKept),
      );
      return n === 0 ? [] : [{ x: round, y: right / n }];
    });
    return { name, points };
  });
  if (series.every(({ points }) => points.length === 0)) return null;
  return plotSvg({
    title: 'Kept silver labels that are right',
    x: { label: 'round', ticks: ticksOf(series).slice(1) },
    y: { label: '%', low: 0, high: 1, percent: true },
    series,
  });
}

function reliabilityPlot(evidence: Evidence): string | null {
  const series = labelArms(evidence).map((name): Series => {
    const facts = evidence.of(name).flatMap(({ summary }) => summary.facts);
    const points = Array.from({ length: 10 }, (_, bin) => {
      const { n, right } = pooled(facts.map(({ reliability }) => reliability[bin]!));
      // A share of fewer labels than this says nothing.
      return n < 10 ? [] : [{ x: (bin + 0.5) / 10, y: right / n }];
    }).flat();
    return { name, points };
  });
  if (series.every(({ points }) => points.length === 0)) return null;
  const even = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  return plotSvg({
    title: 'Silver labels that are right, by confidence',
    x: { label: 'confidence of the vote', ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    y: { label: '% right', low: 0, high: 1, percent: true },
    series: [...series, { name: 'as confident as right', points: even, dashed: true }],
  });
}
