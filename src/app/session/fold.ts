import { append, emptySeries, seriesId, type Series } from '../../charts/series.ts';
import type { Position, Role, RunEvent, StampedEvent } from '../../loop/events.ts';
import { metricKeys, type MetricKey, type MetricValues } from '../../loop/metrics.ts';
import { groupsOf } from '../groups/groupSummary.ts';
import { rewind } from './rewind.ts';
import { emptyRun, stepKey, workKey, type RunState, type SilverRound, type StepRecord } from './runState.ts';

/** Bounds on what stays in memory; an export has everything. */
export const bounds = {
  /** Questions, answers and vote samples over all remembered steps. */
  texts: 40_000,
  /** The newest steps stay whatever they hold, so that the step being drawn is complete. */
  steps: 2,
  rows: 5_000,
  alerts: 200,
  evaluations: 1_000,
  silverRows: 4_000,
  stages: 300,
  /** Steps from which the time left is estimated. */
  pace: 5,
} as const;

/** Folds many events; see `fold`. */
export const foldAll = (state: RunState, events: readonly StampedEvent[]): RunState =>
  events.reduce(fold, state);

/**
 * The next state after one event. Pure. A new `run.start` begins anew, unless it resumes the run that is shown;
 * an event that was already seen (a resumed run may repeat some) changes nothing.
 */
export function fold(state: RunState, event: StampedEvent): RunState {
  if (event.kind === 'run.start') {
    const continues = event.resumed && state.header?.runId === event.header.runId;
    const from = continues ? rewind(state, event.sequence) : emptyRun;
    const { header, resumed, memory } = event;
    return stamp({ ...from, header, memory: memory?.total ?? null, resumed, end: null }, event);
  }
  if (event.sequence <= state.sequence) return state;
  return stamp(apply(state, event), event);
}

const stamp = (state: RunState, { sequence, seconds }: StampedEvent): RunState => ({
  ...state,
  sequence,
  seconds,
});

type Progressing = Exclude<RunEvent, { readonly kind: 'run.start' }> &
  Pick<StampedEvent, 'seconds' | 'sequence'>;

function apply(before: RunState, event: Progressing): RunState {
  if (event.kind === 'run.end') return { ...before, work: null, workStartedAt: null, end: event.reason };
  const position: Position = { round: event.round, stage: event.stage, step: event.step };
  const state = { ...timed(before, event.seconds), position };
  switch (event.kind) {
    case 'stage.start': {
      const { stage, trains, frozen, startsFrom, steps } = event;
      const started = { stage, trains, frozen, startsFrom, steps };
      const row = { sequence: event.sequence, tick: state.tick, position, trains, frozen, startsFrom };
      return {
        ...state,
        stage: started,
        stages: [...state.stages, row].slice(-bounds.stages),
        stepsDone: 0,
        stepStartedAt: event.seconds,
        work: null,
      };
    }
    case 'work':
      return {
        ...state,
        work: { work: event.work, done: event.done, of: event.of },
        workStartedAt: event.seconds,
      };
    case 'questions':
      return record(state, event, event.questions.length, (step) => ({
        ...step,
        questions: [...step.questions, ...event.questions],
        rollouts: [...step.rollouts, ...event.rollouts],
        pieces: { ...step.pieces, ...event.pieces },
      }));
    case 'corrections':
      return { ...state, corrections: event.tried, work: null };
    case 'warm-up':
      return { ...state, work: null, series: plot(state.series, event.metrics, event.role, state, event) };
    case 'votes': {
      const samples = event.votes.reduce((sum, vote) => sum + vote.samples.length, 0);
      return record(state, event, samples, (step) => ({
        ...step,
        votes: [...step.votes, ...event.votes],
        gold: [...step.gold, ...(event.gold ?? [])],
      }));
    }
    case 'clusters': {
      const { questionIds, labels, scope, scopeId } = event;
      const found = { questionIds, labels, scope, scopeId };
      return record(state, event, 0, (step) => ({ ...step, clusters: [...step.clusters, found] }));
    }
    case 'question rewards':
      return record(state, event, 0, (step) => ({
        ...step,
        questionRewards: [...step.questionRewards, ...event.rewards],
      }));
    case 'answers':
      return record(state, event, event.rollouts.length, (step) => ({
        ...step,
        rollouts: [...step.rollouts, ...event.rollouts],
        pieces: { ...step.pieces, ...event.pieces },
        answerRewards: [...step.answerRewards, ...event.rewards],
      }));
    case 'groups':
      return record(state, event, 0, (step) => ({ ...step, groups: [...step.groups, ...event.groups] }));
    case 'step':
      return finishStep(state, position, event);
    case 'silver':
      return inRound(state, event, (round) => ({
        ...round,
        rows: [...round.rows, ...event.rows].slice(-bounds.silverRows),
        gold: [...round.gold, ...(event.gold ?? [])].slice(-bounds.silverRows),
      }));
    case 'funnel': {
      const { counts, dropped, metrics } = event;
      const counted = inRound(state, event, (round) => ({ ...round, counts, dropped, metrics }));
      return { ...counted, series: plot(state.series, metrics, null, state, event) };
    }
    case 'stage.end':
      return { ...state, work: null };
    case 'evaluation': {
      const { result, weights } = event;
      const row = { sequence: event.sequence, tick: state.tick, position, weights, result };
      const interval = [result.ci95[0], result.ci95[1]] as const;
      const { tick, tokens } = state;
      const at = { tick, tokens, seconds: event.seconds, position };
      const point = { ...at, value: result.accuracy, interval };
      const id = seriesId('heldout/accuracy', 'reasoner', result.suite);
      const line = state.series[id] ?? emptySeries('heldout/accuracy', 'reasoner', result.suite);
      return {
        ...state,
        evaluations: [...state.evaluations, row].slice(-bounds.evaluations),
        series: { ...state.series, [id]: append(line, point) },
      };
    }
    case 'alert': {
      const alert = { sequence: event.sequence, seconds: event.seconds, position, fault: event.fault };
      return { ...state, alerts: [...state.alerts, alert].slice(-bounds.alerts) };
    }
    default:
      return event satisfies never;
  }
}

/** Whatever comes after the beginning of a work ends it. */
function timed(state: RunState, seconds: number): RunState {
  const { work, workStartedAt, position } = state;
  if (work === null || workStartedAt === null || position === null) return state;
  const key = workKey(position.stage, work.work);
  const times = [...(state.workSeconds[key] ?? []), seconds - workStartedAt].slice(-bounds.pace);
  return { ...state, workStartedAt: null, workSeconds: { ...state.workSeconds, [key]: times } };
}

function record(
  state: RunState,
  event: Position & Pick<StampedEvent, 'sequence'>,
  texts: number,
  change: (step: StepRecord) => StepRecord,
): RunState {
  const position: Position = { round: event.round, stage: event.stage, step: event.step };
  const key = stepKey(position);
  const found = state.steps.find((step) => step.key === key);
  const step = change(found ?? emptyStep(key, event.sequence, position));
  const next = { ...step, texts: step.texts + texts };
  const steps =
    found === undefined ? [...state.steps, next] : state.steps.map((one) => (one === found ? next : one));
  return { ...state, steps: forget(steps) };
}

const emptyStep = (key: string, sequence: number, position: Position): StepRecord => ({
  key,
  sequence,
  position,
  questions: [],
  votes: [],
  clusters: [],
  questionRewards: [],
  rollouts: [],
  answerRewards: [],
  groups: [],
  pieces: {},
  after: [],
  gold: [],
  texts: 0,
});

/** Drops the oldest steps while all together hold more texts than the bound. */
function forget(steps: readonly StepRecord[]): readonly StepRecord[] {
  let texts = steps.reduce((sum, step) => sum + step.texts, 0);
  let first = 0;
  while (texts > bounds.texts && steps.length - first > bounds.steps) texts -= steps[first++]!.texts;
  return first === 0 ? steps : steps.slice(first);
}

function finishStep(
  before: RunState,
  position: Position,
  event: Extract<StampedEvent, { readonly kind: 'step' }>,
): RunState {
  const { role, metrics, after, seconds, sequence } = event;
  const key = stepKey(position);
  const state =
    after === undefined
      ? before
      : record(before, event, 0, (step) => ({ ...step, after: [...step.after, ...after] }));
  const tick = state.tick + 1;
  const tokens = state.tokens + sampledTokens(metrics);
  const pace = [...state.stepSeconds[position.stage], seconds - state.stepStartedAt].slice(-bounds.pace);
  const step = state.steps.findLast((one) => one.key === key);
  const silver = state.silver.find((one) => one.round === position.round) ?? null;
  const groups = step === undefined ? [] : groupsOf(step, position.stage === 'C' ? silver : null);
  const row = { key, sequence, tick, position, role, seconds, tokens, metrics, groups };
  return {
    ...state,
    tick,
    tokens,
    work: null,
    stepsDone: position.step,
    stepStartedAt: seconds,
    stepSeconds: { ...state.stepSeconds, [position.stage]: pace },
    rows: [...state.rows, row].slice(-bounds.rows),
    series: plot(state.series, metrics, role, { tick, tokens }, event),
  };
}

/** Speed times the time in which it was measured: what a step sampled. */
const sampledTokens = (metrics: MetricValues): number =>
  Math.round(
    (metrics.tokens_per_second ?? 0) * ((metrics['seconds/rollout'] ?? 0) + (metrics['seconds/vote'] ?? 0)),
  );

function plot(
  series: Readonly<Record<string, Series>>,
  metrics: MetricValues,
  role: Role | null,
  { tick, tokens }: Pick<RunState, 'tick' | 'tokens'>,
  { seconds, round, stage, step }: Position & Pick<StampedEvent, 'seconds'>,
): Readonly<Record<string, Series>> {
  const next = { ...series };
  const at = { tick, seconds, tokens, position: { round, stage, step }, interval: null };
  for (const metric of metricKeys) {
    const value = metrics[metric];
    // Held-out accuracy comes with its interval in the evaluation events.
    if (value === undefined || metric === 'heldout/accuracy') continue;
    const id = seriesId(metric, role, null);
    next[id] = append(next[id] ?? emptySeries(metric, role, null), { ...at, value });
  }
  return next;
}

function inRound(
  state: RunState,
  { round, sequence }: Pick<Position, 'round'> & Pick<StampedEvent, 'sequence'>,
  change: (found: SilverRound) => SilverRound,
): RunState {
  const found = state.silver.find((one) => one.round === round);
  const next = change(
    found ?? { round, sequence, counts: null, dropped: {}, metrics: {}, rows: [], gold: [] },
  );
  const others = state.silver.filter((one) => one !== found);
  // Rows of earlier rounds go, their counts stay.
  const older = found === undefined ? others.map((one) => ({ ...one, rows: [] })) : others;
  return { ...state, silver: [...older, next] };
}

/** All lines of one metric, in the order in which they began. */
export const linesOf = (state: RunState, metric: MetricKey): readonly Series[] =>
  Object.values(state.series).filter((line) => line.metric === metric);
