import type { Fault } from '../errors.ts';
import type { Count } from './facts.ts';
import type { Measured, Measurement } from './measure.ts';
import { average, overSeeds, pairedGain, type Estimate, type Marks } from './paired.ts';
import type { Arm } from './plan.ts';
import type { BaseSummary, MeasuredRound, RunPlan, RunSummary } from './summary.ts';

/** A run as it lies in the folder of runs: whatever was started is one of these. */
export interface RecordedRun {
  readonly plan: RunPlan;
  /** Null where the run did not finish. */
  readonly summary: RunSummary | null;
  /** With the marks of every question. */
  readonly rounds: readonly MeasuredRound[];
  /** Why it failed; null where it did not, or was cut off. */
  readonly failure: Fault | null;
  /** Under the present rules. */
  readonly alarms: readonly { readonly code: string; readonly round: number }[];
}

/** A run with its summary. */
export interface FinishedRun extends RecordedRun {
  readonly summary: RunSummary;
}

export type MarkKind = 'greedy' | 'masked';

/** All recorded runs of one model, with the questions that the tables ask of them. */
export class Evidence {
  readonly runs: readonly RecordedRun[];
  readonly #bases: readonly BaseSummary[];

  constructor(runs: readonly RecordedRun[], bases: readonly BaseSummary[]) {
    this.runs = runs;
    this.#bases = bases;
  }

  /** Finished runs of an arm, by seed. */
  of(arm: Pick<Arm, 'name'> | string): readonly FinishedRun[] {
    const name = typeof arm === 'string' ? arm : arm.name;
    return this.runs
      .filter((run): run is FinishedRun => run.summary !== null && run.plan.arm === name)
      .toSorted((a, b) => a.plan.seed - b.plan.seed);
  }

  base(domain: string): BaseSummary | null {
    return this.#bases.find(({ measurement }) => measurement.domain === domain) ?? null;
  }

  /** Domains in which the base was measured. */
  get domains(): readonly string[] {
    return this.#bases.map(({ measurement }) => measurement.domain);
  }

  /** Gain of an arm over the base after a round, over the questions of some suites. */
  gain(
    runs: readonly FinishedRun[],
    domain: string,
    round: number,
    kind: MarkKind = 'greedy',
    suites: SuiteFilter = headline,
  ): Estimate | null {
    const base = this.base(domain);
    if (base === null) return null;
    const after = runs.map((run) => marksAfter(run, domain, round, kind, suites));
    return pairedGain(
      [marksOf(base.measurement, kind, suites)],
      after.filter((marks) => marks !== null),
    );
  }

  /** The same with Student's interval over the seeds. */
  gainOverSeeds(runs: readonly FinishedRun[], domain: string, round: number): Estimate | null {
    return overSeeds(runs.flatMap((run) => this.gain([run], domain, round)?.value ?? []));
  }

  /** How much more one arm gained than another, paired by question. */
  difference(
    runs: readonly FinishedRun[],
    against: readonly FinishedRun[],
    domain: string,
    round: number,
  ): Estimate | null {
    const marks = (all: readonly FinishedRun[]): Marks[] =>
      all.map((run) => marksAfter(run, domain, round, 'greedy', headline)).filter((them) => them !== null);
    return pairedGain(marks(against), marks(runs));
  }
}

export type SuiteFilter = (suite: string) => boolean;
/** The eight suites of the headline; unseen combinations are shown beside them. */
export const headline: SuiteFilter = (suite) => suite !== 'unseen-combinations';

function marksOf({ suites }: Measurement, kind: MarkKind, chosen: SuiteFilter): Marks {
  const own = Object.entries(suites).filter(([name]) => chosen(name));
  return Object.fromEntries(own.map(([name, { marks }]) => [name, marks[kind] ?? '']));
}

/** The measurement of a run after a round; null where there is none. */
export function measurementAfter(
  { rounds }: Pick<RecordedRun, 'rounds'>,
  domain: string,
  round: number,
): Measurement | null {
  const found = rounds.find((it) => it.round === round);
  return found?.measurements.find((it) => it.domain === domain) ?? null;
}

function marksAfter(
  run: FinishedRun,
  domain: string,
  round: number,
  kind: MarkKind,
  suites: SuiteFilter,
): Marks | null {
  const measurement = measurementAfter(run, domain, round);
  return measurement === null ? null : marksOf(measurement, kind, suites);
}

/** Sums of counts, for shares over several runs. */
export const pooled = (counts: readonly Count[]): Count => ({
  n: counts.reduce((sum, { n }) => sum + n, 0),
  right: counts.reduce((sum, { right }) => sum + right, 0),
});

/** Mean of a share over some measurements; null where any of them lacks it. */
export function meanShare(
  measured: readonly Measured[],
  share: 'greedy' | 'masked' | 'oneSample' | 'majority' | 'any' | 'blind' | 'declined' | 'boxed',
): number | null {
  const shares = measured.map((it) => it[share]).filter((value) => value !== null);
  return shares.length === 0 || shares.length < measured.length ? null : average(shares);
}
