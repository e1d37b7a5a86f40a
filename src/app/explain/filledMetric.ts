import type { MetricKey } from '../../loop/metrics.ts';
import { brief, count, fixed } from '../../ui/figures.ts';
import { stepKey, type RunState, type StepRecord } from '../session/runState.ts';

/** A formula with its numbers, and what they come to. */
interface Worked {
  readonly text: string;
  readonly value: number;
}

/** Recorded values may have been rounded on their way to a file. */
const ROUNDING = 1e-6;

/**
 * A metric's formula with the numbers of the step in which it was measured, without the result; null where the page has
 * not got them (they stayed on the device, or the texts of the step are forgotten), or where they come to another value,
 * as of a point that stands for several steps.
 */
export function filledMetric(run: RunState, metric: MetricKey, at: string | null): string | null {
  const value = measured(run, metric, at);
  const worked = workedOut(run, metric, at);
  if (value === null || worked === null) return null;
  return Math.abs(worked.value - value) <= ROUNDING * Math.max(1, Math.abs(value)) ? worked.text : null;
}

/** What the stream says the metric was. */
function measured(run: RunState, metric: MetricKey, at: string | null): number | null {
  if (metric === 'heldout/accuracy') return evaluationAt(run, at)?.accuracy ?? null;
  const inStep = run.rows.find(({ key }) => key === at)?.metrics[metric];
  if (inStep !== undefined) return inStep;
  return roundAt(run, at)?.metrics[metric] ?? null;
}

/** The newest evaluation at this place; several suites may be measured there. */
const evaluationAt = (run: RunState, at: string | null) =>
  run.evaluations.findLast(({ position }) => stepKey(position) === at)?.result;

const roundAt = (run: RunState, at: string | null) =>
  run.silver.find(({ round }) => at?.startsWith(`r${round}B`) ?? false);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function mean(values: readonly number[]): Worked | null {
  if (values.length === 0) return null;
  const total = sum(values);
  return { text: `${brief(total)} / ${count(values.length)}`, value: total / values.length };
}

function share<T>(all: readonly T[] | undefined, holds: (one: T) => boolean): Worked | null {
  if (all === undefined || all.length === 0) return null;
  const held = all.filter(holds).length;
  return { text: `${count(held)} / ${count(all.length)}`, value: held / all.length };
}

function deviation(values: readonly number[]): Worked | null {
  if (values.length < 2) return null;
  const centre = sum(values) / values.length;
  const squares = sum(values.map((value) => (value - centre) ** 2));
  const value = Math.sqrt(squares / (values.length - 1));
  return { text: `√(${fixed(squares, 3)} / ${count(values.length - 1)})`, value };
}

/** Different questions, counted over the step or in each group by itself. */
function clusters({ clusters: found }: StepRecord): Worked | null {
  if (found.length === 0) return null;
  const batch = found.filter(({ scope }) => scope === 'batch').slice(0, 1);
  const counts = (batch.length > 0 ? batch : found).map(({ labels }) => new Set(labels).size);
  return { text: counts.map(count).join(' + '), value: sum(counts) };
}

function workedOut(run: RunState, metric: MetricKey, at: string | null): Worked | null {
  const step = run.steps.find(({ key }) => key === at);
  const metrics = run.rows.find(({ key }) => key === at)?.metrics;
  const ofTerm = (holds: (key: string) => boolean): Worked | null =>
    mean(
      (step?.questionRewards ?? []).map(({ terms }) =>
        sum(terms.filter(({ key }) => holds(key)).map(({ value }) => value)),
      ),
    );
  switch (metric) {
    case 'heldout/accuracy': {
      const result = evaluationAt(run, at);
      if (result === undefined) return null;
      return { text: `${count(result.correct)} / ${count(result.n)}`, value: result.correct / result.n };
    }
    case 'silver/precision':
      return share(roundAt(run, at)?.gold, ({ right }) => right);
    case 'silver/kept': {
      const counts = roundAt(run, at)?.counts;
      if (counts == null) return null;
      return { text: `${count(counts.asked)} − ${count(counts.asked - counts.kept)}`, value: counts.kept };
    }
    case 'reasoner/accuracy':
      return share(step?.answerRewards, ({ correct }) => correct);
    case 'questioner/reward':
      return mean(step?.questionRewards.map(({ total }) => total) ?? []);
    case 'questioner/reward_std':
      return deviation(step?.questionRewards.map(({ total }) => total) ?? []);
    case 'questioner/uncertainty':
      return ofTerm((key) => key === 'uncertainty');
    case 'questioner/diversity':
      return ofTerm((key) => key.startsWith('diversity'));
    case 'questioner/valid':
      return share(step?.questions, ({ status }) => status === 'ok');
    case 'questioner/unanswerable':
      return share(step?.votes, ({ unanswerable }) => unanswerable);
    case 'questioner/clusters':
      return step === undefined ? null : clusters(step);
    case 'vote/confidence':
      return mean(step?.votes.map(({ confidence }) => confidence) ?? []);
    case 'vote/abstained':
      return share(
        step?.votes.flatMap(({ samples }) => samples),
        ({ classId }) => classId === null,
      );
    case 'frac_reward_zero_std':
      return share(step?.groups, ({ zeroVariance }) => zeroVariance);
    case 'completions/mean_length':
      return mean(step?.rollouts.map(({ tokens }) => tokens.length) ?? []);
    case 'completions/clipped_ratio':
      return share(step?.rollouts, ({ finish }) => finish === 'length');
    case 'tokens_per_second': {
      const seconds = [metrics?.['seconds/rollout'], metrics?.['seconds/vote']].filter(
        (one) => one !== undefined,
      );
      const time = sum(seconds);
      const tokens = Math.round((metrics?.tokens_per_second ?? 0) * time);
      if (time <= 0) return null;
      return { text: `${count(tokens)} / ${brief(time)} s`, value: tokens / time };
    }
    // What these are made of never leaves the device, or is a clock's.
    case 'reasoner/goldAccuracy':
    case 'questioner/wellPosed':
    case 'questioner/kinds':
    case 'warmup/before':
    case 'warmup/after':
    case 'kl':
    case 'entropy':
    case 'grad_norm':
    case 'loss':
    case 'clip_ratio':
    case 'ratio_max':
    case 'logprob_gap':
    case 'seconds/rollout':
    case 'seconds/vote':
    case 'seconds/update':
    case 'seconds/step':
    case 'tensors':
    case 'memory':
      return null;
    default:
      return metric satisfies never;
  }
}
