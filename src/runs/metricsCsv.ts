import type { StampedEvent } from '../loop/events.ts';
import { metricKeys, type MetricValues } from '../loop/metrics.ts';
import { changedSettings } from './changedSettings.ts';

type Cell = string | number | null;

/** What a row says beside its metrics; the last columns are only filled by evaluations. */
const places = ['event', 'sequence', 'seconds', 'round', 'stage', 'step', 'role'] as const;
const evaluated = ['suite', 'weights', 'n', 'ci95 low', 'ci95 high'] as const;
/** What the run is, in every row: tables of several runs can be put together, and one that lies alone still says it. */
const identity = [
  'run',
  'preset',
  'changed settings',
  'seed',
  'model',
  'version',
  'backend',
  'adapter',
] as const;

/** The events that become rows. */
type MeasuredEvent = Extract<StampedEvent, { kind: 'step' | 'warm-up' | 'funnel' | 'evaluation' }>;

export const isMeasured = (event: StampedEvent): event is MeasuredEvent =>
  event.kind === 'step' || event.kind === 'warm-up' || event.kind === 'funnel' || event.kind === 'evaluation';

interface Row {
  readonly place: Cell[];
  readonly evaluated: Cell[];
  readonly metrics: MetricValues;
}

/**
 * The numbers of a run as a table: a row for every step, warm-up step, silver set and evaluation, a column for every declared
 * metric that occurs, in the order of `metricKeys`. RFC 4180, and safe to open in a spreadsheet: a text cell
 * that would be run as a formula is quoted with an apostrophe.
 */
export function metricsCsv(events: readonly StampedEvent[]): string {
  const rows = events.filter(isMeasured).map(rowOf);
  const keys = metricKeys.filter((key) => rows.some((row) => row.metrics[key] !== undefined));
  const of = identityOf(events);
  const line = (row: Row): Cell[] =>
    row.place.concat(
      row.evaluated,
      keys.map((key) => row.metrics[key] ?? null),
      of,
    );
  const lines: Cell[][] = [[...places, ...evaluated, ...keys, ...identity], ...rows.map(line)];
  return lines.map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('');
}

function identityOf(events: readonly StampedEvent[]): Cell[] {
  const start = events.find((event) => event.kind === 'run.start');
  if (start?.kind !== 'run.start') return identity.map(() => null);
  const { runId, preset, config, model, version, device } = start.header;
  const changed = changedSettings(start.header);
  return [runId, preset, changed, config['run.seed'], model.name, version, device.backend, device.adapter];
}

function rowOf(event: MeasuredEvent): Row {
  const role = event.kind === 'step' || event.kind === 'warm-up' ? event.role : null;
  const place = [event.kind, event.sequence, event.seconds, event.round, event.stage, event.step, role];
  if (event.kind !== 'evaluation') {
    return { place, evaluated: evaluated.map(() => null), metrics: event.metrics };
  }
  const { suite, n, ci95, accuracy } = event.result;
  const filled = [suite, event.weights, n, ...ci95];
  return { place, evaluated: filled, metrics: { 'heldout/accuracy': accuracy } };
}

/** A number is written as it is (NaN and infinities too: no spreadsheet runs them), nothing as nothing. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const inert = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
