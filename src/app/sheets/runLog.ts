import { metrics, type MetricKey } from '../../loop/metrics.ts';
import { runName } from '../../runs/runName.ts';
import { brief, count, percent } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import type { RunState, StepRow } from '../session/runState.ts';

interface LogLine {
  /** Number of the event that it tells of. */
  readonly sequence: number;
  readonly text: string;
  /** Seconds from the start; null where the summary of the run does not hold them. */
  readonly seconds: number | null;
}

/** Lines that are shown: the exported events have all. */
export const MOST_LINES = 60;

/** What of a step is worth a glance, in this order; each is shown where the step has it. */
const glance: readonly MetricKey[] = ['questioner/reward', 'vote/confidence', 'reasoner/accuracy', 'kl'];

const line = (sequence: number, text: string, seconds: number | null = null): LogLine => ({
  sequence,
  text,
  seconds,
});

/** What happened in a run, newest first, in words. */
export function runLog(run: RunState): readonly LogLine[] {
  const { header, stages, rows, silver, evaluations, alerts, end } = run;
  const lines = [
    ...(header === null ? [] : [line(0, laterStrings.log.began(runName(header.runId)), 0)]),
    ...stages.map(({ sequence, position: { round, stage } }) => {
      const { name, does } = strings.stages[stage];
      return line(sequence, `${strings.silver.round(round)}, ${name}: ${does}`);
    }),
    ...rows.slice(-MOST_LINES).map((row) => line(row.sequence, stepLine(row), row.seconds)),
    ...silver.flatMap(({ sequence, round, counts }) =>
      counts === null
        ? []
        : line(
            sequence,
            `${strings.silver.round(round)}: ${laterStrings.closeups.funnelLine(count(counts.asked), count(counts.kept))}`,
          ),
    ),
    ...evaluations.map(({ sequence, weights, result: { suite, accuracy, ci95 } }) =>
      line(
        sequence,
        `${weights}, ${suite}: ${percent(accuracy)} (${percent(ci95[0])} – ${percent(ci95[1])})`,
      ),
    ),
    ...alerts.map(({ sequence, seconds, fault }) => line(sequence, strings.faults.told(fault).said, seconds)),
    ...(end === null ? [] : [line(run.sequence, strings.progress[end], run.seconds)]),
  ];
  return lines.toSorted((a, b) => b.sequence - a.sequence).slice(0, MOST_LINES);
}

function stepLine({ position: { round, stage, step }, metrics: values }: StepRow): string {
  const numbers = glance.flatMap((key) => {
    const value = values[key];
    if (value === undefined) return [];
    const { label, unit } = metrics[key];
    return [`${label} ${unit === 'share' ? percent(value) : brief(value)}`];
  });
  return `${strings.silver.round(round)}, ${strings.loop.stepAt(stage, step)}: ${numbers.join(', ')}`;
}
