import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import type { Config, ConfigDifference } from '../loop/config.ts';
import type { RoundFacts } from './facts.ts';
import type { Measured, Measurement } from './measure.ts';
import type { Pool, Seeds } from './plan.ts';

/** What a run of an experiment is of, written before it begins (`config.json`): what was started stays known. */
export interface RunPlan {
  readonly format: 'visplay experiment';
  readonly version: 1;
  readonly arm: string;
  readonly seed: number;
  /** True for a run that tries things out: it never enters the report. */
  readonly tuning: boolean;
  readonly preset: string;
  /** Against the default. */
  readonly difference: ConfigDifference;
  readonly config: Config;
  readonly pool: Pool;
  readonly rounds: number;
  readonly domains: readonly string[];
  readonly seeds: Seeds;
  /** Questions per suite. */
  readonly questions: number;
  readonly model: { readonly name: string; readonly sha256: string };
}

/** What was measured after a round; round 0 is the base. */
export interface MeasuredRound {
  readonly round: number;
  readonly measurements: readonly Measurement[];
  /** Null where the test questions are not at hand, or were not asked after this round. */
  readonly easyVqa: Measured | null;
}

/** A finished run (`summary.json`, the marks beside it in `marks.json.gz`). */
export interface RunSummary {
  readonly plan: RunPlan;
  readonly backend: string;
  readonly adapter: string;
  readonly startedAt: string;
  /** Of self-play alone, without measuring. */
  readonly seconds: number;
  readonly tokens: number;
  readonly facts: readonly RoundFacts[];
  /** The base on the questions that each round kept: with the picture, and with a grey one. */
  readonly keptQuestions: readonly {
    readonly round: number;
    readonly n: number;
    readonly seen: number;
    readonly blind: number | null;
  }[];
  /** Rounds 1 and on. */
  readonly rounds: readonly MeasuredRound[];
}

/** What the base is before any run: measured once for a model, a domain and a seed of the suites. */
export interface BaseSummary {
  readonly format: 'visplay base';
  readonly version: 1;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly seed: number;
  readonly questions: number;
  readonly measurement: Measurement;
  readonly easyVqa: Measured | null;
}

const noMarks: Measured['marks'] = { greedy: '', masked: null, samples: null, majority: null };

const bare = <M extends Measured>(measured: M): M => ({ ...measured, marks: noMarks });

/** A measured round without the marks of every question. */
export function withoutMarks(round: MeasuredRound): MeasuredRound {
  return {
    ...round,
    measurements: round.measurements.map((measurement) =>
      Object.assign({}, measurement, {
        suites: Object.fromEntries(
          Object.entries(measurement.suites).map(([name, suite]) => [name, bare(suite)]),
        ),
      }),
    ),
    easyVqa: round.easyVqa === null ? null : bare(round.easyVqa),
  };
}

const planHead = v.looseObject({
  format: v.literal('visplay experiment'),
  version: v.literal(1),
  arm: v.string(),
  seed: v.number(),
  tuning: v.boolean(),
});
const summaryHead = v.looseObject({
  plan: planHead,
  facts: v.array(v.unknown()),
  rounds: v.array(v.unknown()),
});
const baseHead = v.looseObject({ format: v.literal('visplay base'), version: v.literal(1) });
const roundsHead = v.array(v.looseObject({ round: v.number(), measurements: v.array(v.unknown()) }));

const restore = 'Use an unchanged copy, or remove the folder and run it again.';

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new VisplayError('experiment-file', `${where} is not JSON.`, restore, { cause });
  }
}

/** Reads a file of an experiment: its head is checked, and the rest is what this program wrote beside it. */
function reader<T>(schema: v.GenericSchema<unknown, T>): (text: string, where: string) => T {
  return (text, where) => {
    const found = v.safeParse(schema, parsed(text, where));
    if (found.success) return found.output;
    throw new VisplayError('experiment-file', `${where} was not written by the command experiment.`, restore);
  };
}

export const readPlan = reader(v.custom<RunPlan>((it) => v.is(planHead, it)));
export const readSummary = reader(v.custom<RunSummary>((it) => v.is(summaryHead, it)));
export const readBase = reader(v.custom<BaseSummary>((it) => v.is(baseHead, it)));
export const readRounds = reader(v.custom<MeasuredRound[]>((it) => v.is(roundsHead, it)));
