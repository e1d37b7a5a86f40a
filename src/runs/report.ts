import type { Fault } from '../errors.ts';
import type { EvaluationResult } from '../evaluation/result.ts';
import type { RunEvent, RunHeader, Stage, StampedEvent } from '../loop/events.ts';
import { differenceFrom, type ConfigDifference } from '../loop/config.ts';
import { isPresetName, presetConfig } from '../loop/presets.ts';
import { gain, type Gain } from './gain.ts';

interface Evaluated {
  readonly round: number;
  readonly stage: Stage;
  readonly step: number;
  readonly weights: string;
  readonly result: EvaluationResult;
}

interface RoundReport {
  readonly round: number;
  readonly steps: { readonly questioner: number; readonly reasoner: number };
  readonly funnel: Pick<Extract<StampedEvent, { kind: 'funnel' }>, 'counts' | 'dropped' | 'metrics'> | null;
  /** Seconds from the start of each stage to its end, evaluations inside it included. */
  readonly seconds: Readonly<Partial<Record<Stage, number>>>;
}

/** A run on one page, derived from its events alone. */
export interface RunReport {
  readonly format: 'visplay report';
  readonly version: 1;
  readonly header: RunHeader;
  /** How the configuration differs from its preset; null for a preset that this version does not have. */
  readonly difference: ConfigDifference | null;
  /** Null while the run has not ended, or was cut off. */
  readonly ended: 'finished' | 'stopped' | null;
  readonly seconds: number;
  readonly rounds: readonly RoundReport[];
  readonly evaluations: readonly Evaluated[];
  /** By suite: the last evaluation against the first. */
  readonly gains: Readonly<Record<string, Gain & { readonly from: string; readonly to: string }>>;
  readonly counts: {
    readonly events: number;
    readonly steps: number;
    readonly questions: number;
    readonly votes: number;
    readonly answers: number;
  };
  /** How pictures were put right for the voter, and what else was tried; null where they were shown as they are. */
  readonly corrections: Pick<Extract<RunEvent, { readonly kind: 'corrections' }>, 'tried' | 'chosen'> | null;
  readonly alerts: readonly Fault[];
}

/** Takes the events of a run in order and knows the report so far; keeps none of the bulky ones. */
export interface ReportBuilder {
  add(event: StampedEvent): void;
  /** Null before `run.start`. */
  report(): RunReport | null;
}

interface GrowingRound {
  readonly round: number;
  readonly steps: { questioner: number; reasoner: number };
  funnel: RoundReport['funnel'];
  readonly seconds: Partial<Record<Stage, number>>;
}

export function reportBuilder(): ReportBuilder {
  let header: RunHeader | null = null;
  let ended: RunReport['ended'] = null;
  let seconds = 0;
  const rounds = new Map<number, GrowingRound>();
  const evaluations: Evaluated[] = [];
  const alerts: Fault[] = [];
  let corrections: RunReport['corrections'] = null;
  const stageStart = new Map<string, number>();
  const counts = { events: 0, steps: 0, questions: 0, votes: 0, answers: 0 };

  const round = (number: number): GrowingRound => {
    const known = rounds.get(number);
    if (known !== undefined) return known;
    const fresh: GrowingRound = {
      round: number,
      steps: { questioner: 0, reasoner: 0 },
      funnel: null,
      seconds: {},
    };
    rounds.set(number, fresh);
    return fresh;
  };

  return {
    add(event) {
      counts.events++;
      seconds = event.seconds;
      switch (event.kind) {
        case 'run.start':
          header ??= event.header;
          ended = null;
          break;
        case 'run.end':
          ended = event.reason;
          break;
        case 'stage.start':
          stageStart.set(`${event.round} ${event.stage}`, event.seconds);
          break;
        case 'stage.end': {
          const started = stageStart.get(`${event.round} ${event.stage}`);
          if (started !== undefined) round(event.round).seconds[event.stage] = event.seconds - started;
          break;
        }
        case 'step':
          counts.steps++;
          if (event.role !== null) round(event.round).steps[event.role]++;
          break;
        case 'funnel':
          round(event.round).funnel = {
            counts: event.counts,
            dropped: event.dropped,
            metrics: event.metrics,
          };
          break;
        case 'evaluation': {
          const { result, weights, stage, step } = event;
          evaluations.push({ round: event.round, stage, step, weights, result });
          break;
        }
        case 'alert':
          alerts.push(event.fault);
          break;
        case 'questions':
          counts.questions += event.questions.length;
          break;
        case 'votes':
          counts.votes += event.votes.length;
          break;
        case 'answers':
          counts.answers += event.rewards.length;
          break;
        case 'corrections':
          corrections = { tried: event.tried, chosen: event.chosen };
          break;
        case 'work':
        case 'warm-up':
        case 'clusters':
        case 'question rewards':
        case 'groups':
        case 'silver':
          break;
        default:
          event satisfies never;
      }
    },
    report() {
      if (header === null) return null;
      return {
        format: 'visplay report',
        version: 1,
        header,
        difference: isPresetName(header.preset)
          ? differenceFrom(header.config, presetConfig(header.preset))
          : null,
        ended,
        seconds,
        rounds: [...rounds.values()].toSorted((a, b) => a.round - b.round),
        evaluations: [...evaluations],
        gains: gainsOf(evaluations),
        counts: { ...counts },
        corrections,
        alerts: [...alerts],
      };
    },
  };
}

/** The report of a whole run; null where no `run.start` is among the events. */
export function reportOf(events: readonly StampedEvent[]): RunReport | null {
  const builder = reportBuilder();
  for (const event of events) builder.add(event);
  return builder.report();
}

function gainsOf(evaluations: readonly Evaluated[]): RunReport['gains'] {
  const suites = new Map<string, Evaluated[]>();
  for (const it of evaluations) suites.set(it.result.suite, [...(suites.get(it.result.suite) ?? []), it]);
  return Object.fromEntries(
    [...suites].flatMap(([suite, all]) => {
      const [start, end] = [all[0]!, all.at(-1)!];
      if (start === end) return [];
      return [[suite, { ...gain(end.result, start.result), from: start.weights, to: end.weights }]];
    }),
  );
}
