import { headline, meanShare, measurementAfter, type Evidence, type FinishedRun } from './evidence.ts';
import { percent, points, table } from './markdown.ts';
import { macroOf } from './measure.ts';
import { average } from './paired.ts';
import { arms, domainsOf, metric, type Arm } from './plan.ts';

/** The tables of what was gained. Every figure is of greedy answers unless its column says otherwise. */

const lastRound = (runs: readonly FinishedRun[]): number =>
  Math.max(0, ...runs.map(({ plan }) => plan.rounds));

const rowsOf = (
  evidence: Evidence,
  name: Arm['table'],
): readonly { arm: Arm; runs: readonly FinishedRun[] }[] =>
  arms
    .filter((arm) => arm.table === name)
    .map((arm) => ({ arm, runs: evidence.of(arm) }))
    .filter(({ runs }) => runs.length > 0);

/** Gains of the arms of a table after each round. */
export function gainTable(evidence: Evidence, name: Arm['table']): string {
  const played = rowsOf(evidence, name);
  const rounds = Math.max(0, ...played.map(({ runs }) => lastRound(runs)));
  const head = [
    'arm',
    'domain',
    'seeds',
    'base',
    ...Array.from({ length: rounds }, (_, index) => `round ${index + 1}`),
    'over seeds',
    '“cannot be answered” masked',
    'unseen',
    'clean',
  ];
  const rows = played.map(({ arm, runs }) => {
    const domain = domainsOf(arm)[0]!;
    const last = lastRound(runs);
    const base = evidence.base(domain);
    return [
      `\`${arm.name}\``,
      domain,
      runs.map(({ plan }) => plan.seed).join(', '),
      percent(base === null ? null : macroOf(base.measurement, 'greedy')),
      ...Array.from({ length: rounds }, (_, index) =>
        index < last ? points(evidence.gain(runs, domain, index + 1)) : '',
      ),
      points(evidence.gainOverSeeds(runs, domain, last)),
      points(evidence.gain(runs, domain, last, 'masked')),
      points(evidence.gain(runs, domain, last, 'greedy', (suite) => !headline(suite))),
      domain === 'clean' ? '' : points(evidence.gain(runs, 'clean', last)),
    ];
  });
  return table(head, rows);
}

/** How much more one arm gained than the others of the main table, and which part of the oracle's gain it is. */
export function againstControls(evidence: Evidence): string {
  const improved = evidence.of('improved');
  const round = lastRound(improved);
  const domain = improved[0]?.plan.domains[0] ?? '';
  const rows = rowsOf(evidence, 'main')
    .filter(({ arm }) => arm.name !== 'improved')
    .map(({ arm, runs }) => {
      // A seed is a pool of pictures, and pools differ: only seeds that both have are compared.
      const [own, theirs] = [sharing(improved, runs), sharing(runs, improved)];
      const gain = evidence.gain(own, domain, round)?.value ?? null;
      const other = evidence.gain(theirs, domain, lastRound(theirs))?.value ?? null;
      const part = gain === null || other === null || other <= 0 ? null : gain / other;
      return [
        `\`${arm.name}\``,
        own.map(({ plan }) => plan.seed).join(', ') || '–',
        points(evidence.difference(own, theirs, domain, round)),
        part === null ? '–' : part.toFixed(2),
      ];
    });
  return table(['control', 'seeds', '`improved` minus it, points', 'gain of `improved` / its gain'], rows);
}

/** Runs of seeds that others have too. */
const sharing = (runs: readonly FinishedRun[], others: readonly FinishedRun[]): readonly FinishedRun[] =>
  runs.filter((run) => others.some((other) => other.plan.seed === run.plan.seed));

/** Gain by suite after the last round, and what belongs together in hallucination. */
export function suiteTable(evidence: Evidence, name: Arm['table']): string {
  const head = ['arm', ...metric.suites, 'hallucination pairs'];
  const rows = rowsOf(evidence, name).map(({ arm, runs }) => {
    const domain = domainsOf(arm)[0]!;
    const last = lastRound(runs);
    return [
      `\`${arm.name}\``,
      ...metric.suites.map((suite) =>
        points(evidence.gain(runs, domain, last, 'greedy', (other) => other === suite)),
      ),
      pairsOf(evidence, runs, domain, last),
    ];
  });
  return table(head, rows);
}

function pairsOf(evidence: Evidence, runs: readonly FinishedRun[], domain: string, round: number): string {
  const before = evidence.base(domain)?.measurement.suites['hallucination']?.pairs?.accuracy;
  const after = runs.flatMap(
    (run) => measurementAfter(run, domain, round)?.suites['hallucination']?.pairs?.accuracy ?? [],
  );
  if (before === undefined || after.length === 0) return '–';
  return `${percent(before)} → ${percent(after.reduce((sum, value) => sum + value, 0) / after.length)}`;
}

/** Mean of what there is; null for nothing. */
function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : average(known);
}

/** Greedy, one sample, majority and any: before and after the last round. */
export function waysTable(evidence: Evidence, name: Arm['table']): string {
  const ways = ['greedy', 'oneSample', 'majority', 'any'] as const;
  const head = ['arm', 'domain', 'greedy', 'one sample', 'majority of 8', 'any of 8', 'boxed', 'declined'];
  const rows = rowsOf(evidence, name).flatMap(({ arm, runs }) =>
    domainsOf(arm).map((domain) => {
      const base = evidence.base(domain);
      const after = runs.flatMap((run) => measurementAfter(run, domain, lastRound(runs)) ?? []);
      const suitesOf = (them: typeof after) =>
        them.flatMap(({ suites }) =>
          Object.entries(suites)
            .filter(([suite]) => headline(suite))
            .map(([, measured]) => measured),
        );
      const before = base === null ? [] : [base.measurement];
      const change = (share: 'boxed' | 'declined'): string =>
        `${percent(meanShare(suitesOf(before), share))} → ${percent(meanShare(suitesOf(after), share))}`;
      return [
        `\`${arm.name}\``,
        domain,
        ...ways.map(
          (way) =>
            `${percent(mean(before.map((it) => macroOf(it, way))))} → ${percent(mean(after.map((it) => macroOf(it, way))))}`,
        ),
        change('boxed'),
        change('declined'),
      ];
    }),
  );
  return table(head, rows);
}

/** What one round gains without an ingredient, against one round with all of them. */
export function ablationTable(evidence: Evidence): string {
  const whole = evidence.of('improved-one-round');
  const rows = rowsOf(evidence, 'ablations').map(({ arm, runs }) => {
    const domain = domainsOf(arm)[0]!;
    const own = arm.name === 'improved-one-round';
    return [
      `\`${arm.name}\``,
      arm.sentence,
      points(evidence.gain(runs, domain, 1)),
      own ? '' : points(evidence.difference(runs, whole, domain, 1)),
      points(evidence.gain(runs, 'clean', 1)),
    ];
  });
  return table(['arm', 'what it is', 'gain', 'against the whole recipe', 'clean'], rows);
}

/** easy-VQA test questions, before and after. */
export function easyVqaTable(evidence: Evidence): string | null {
  const before = evidence.base('clean')?.easyVqa ?? null;
  if (before === null) return null;
  const rows = arms.flatMap((arm) => {
    const measured = evidence
      .of(arm)
      .flatMap((run) => run.rounds.filter(({ round }) => round === run.plan.rounds))
      .flatMap(({ easyVqa }) => easyVqa ?? []);
    if (measured.length === 0) return [];
    const greedy = meanShare(measured, 'greedy') ?? 0;
    const masked = meanShare(measured, 'masked');
    const maskedGain = masked === null || before.masked === null ? null : masked - before.masked;
    return [
      [
        `\`${arm.name}\``,
        percent(greedy),
        points({ value: greedy - before.greedy, half: null }),
        points(maskedGain === null ? null : { value: maskedGain, half: null }),
      ],
    ];
  });
  const first = ['base', percent(before.greedy), '', `(${percent(before.masked)})`];
  return table(['arm', 'right', 'gain', 'gain, masked'], [first, ...rows]);
}

/** The suites as the base finds them. */
export function baseTable(evidence: Evidence, domain: string): string {
  const base = evidence.base(domain);
  const suites = Object.entries(base?.measurement.suites ?? {});
  const rows = suites.map(([suite, it]) => [
    suite,
    String(it.n),
    percent(it.chance),
    percent(it.formBaseline),
    percent(it.blind),
    percent(it.greedy),
    percent(it.masked),
    percent(it.oneSample),
    percent(it.majority),
    percent(it.any),
    percent(it.declined),
  ]);
  const head = [
    'suite',
    'n',
    'chance',
    'habit',
    'blind',
    'greedy',
    'masked',
    'one sample',
    'majority of 8',
    'any of 8',
    'declined',
  ];
  return table(head, rows);
}
