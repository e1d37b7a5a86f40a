import type { ReactNode } from 'react';
import { CartesianGrid, ErrorBar, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { metrics, type MetricKey } from '../loop/metrics.ts';
import { brief, percent } from '../ui/figures.ts';
import { strings } from '../ui/strings.ts';
import type { Point, Series } from './series.ts';
import { smooth } from './smooth.ts';

interface Props {
  readonly metric: MetricKey;
  readonly lines: readonly Series[];
  readonly smoothing: number;
  readonly width: number;
}

const colours = {
  questioner: 'var(--questioner)',
  reasoner: 'var(--reasoner)',
  round: 'var(--vote)',
} as const;
const colourOf = (line: Series): string => line.run?.colour ?? colours[line.role ?? 'round'];

const roleOrSuite = (line: Series): string =>
  line.suite ?? (line.role === null ? strings.charts.round : strings.roles[line.role]);
const nameOf = (line: Series): string =>
  line.run === undefined ? roleOrSuite(line) : `${line.run.name}, ${roleOrSuite(line)}`;

/** Suites of one run are told apart by dashes; where lines are runs, the questioner's are dashed beside the reasoner's. */
function dashOf(line: Series, lines: readonly Series[]): string | undefined {
  const dashed =
    line.run === undefined
      ? line.suite !== null && lines.indexOf(line) > 0
      : line.role === 'questioner' && lines.some((other) => other.role === 'reasoner');
  return dashed ? '5 3' : undefined;
}

interface Row {
  readonly tick: number;
  [of: string]: number | [number, number] | Point;
}

/** One row for each tick of any line: the measured value, the smoothed one, and the point for the tooltip. */
function rowsOf(lines: readonly Series[], smoothing: number): Row[] {
  const rows = new Map<number, Row>();
  for (const line of lines) {
    const calm = smooth(
      line.points.map((point) => point.value),
      // A measurement with an interval of its own is shown as it is.
      line.suite === null ? smoothing : 0,
    );
    for (const [at, point] of line.points.entries()) {
      const row: Row = rows.get(point.tick) ?? { tick: point.tick };
      row[`${line.id} raw`] = point.value;
      row[`${line.id} calm`] = calm[at] ?? point.value;
      row[`${line.id} point`] = point;
      if (point.interval !== null) {
        row[`${line.id} error`] = [point.value - point.interval[0], point.interval[1] - point.value];
      }
      rows.set(point.tick, row);
    }
  }
  return [...rows.values()].toSorted((a, b) => a.tick - b.tick);
}

/** Room above and below the values; a constant line gets some too, so that rounding does not look like a slope. */
function domainOf(lines: readonly Series[]): [number, number] {
  const values = lines.flatMap((line) => line.points.map((point) => point.value));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low;
  const room = span > 1e-9 * Math.max(1, Math.abs(high)) ? span * 0.08 : Math.max(Math.abs(high) * 0.1, 0.05);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

/** A metric over the steps of the run: a line for each role, thin as measured, thick smoothed. */
export function MetricChart({ metric, lines, smoothing, width }: Props): ReactNode {
  const { unit } = metrics[metric];
  const share = unit === 'share';
  const rows = rowsOf(lines, smoothing);
  const text = (value: number): string => (share ? percent(value) : brief(value));
  return (
    <LineChart
      width={width}
      height={176}
      data={rows}
      margin={{ top: 8, right: 10, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <CartesianGrid stroke="var(--line)" vertical={false} />
      <XAxis
        dataKey="tick"
        type="number"
        domain={['dataMin', 'dataMax']}
        allowDecimals={false}
        height={24}
        tickLine={false}
        stroke="var(--line-strong)"
        tick={{ fill: 'var(--text-soft)', fontSize: 12 }}
      />
      <YAxis
        width={46}
        domain={share ? [0, 1] : domainOf(lines)}
        tickFormatter={text}
        tickLine={false}
        axisLine={false}
        tick={{ fill: 'var(--text-soft)', fontSize: 12 }}
      />
      {lines.some((line) => line.points.some((point) => point.value < 0)) ? (
        <ReferenceLine y={0} stroke="var(--line-strong)" />
      ) : null}
      <Tooltip
        isAnimationActive={false}
        allowEscapeViewBox={{ x: true, y: true }}
        cursor={{ stroke: 'var(--line-strong)' }}
        content={<ChartTip lines={lines} text={text} />}
      />
      {lines.map((line) => (
        <Line
          key={`${line.id} raw`}
          dataKey={`${line.id} raw`}
          stroke={colourOf(line)}
          strokeWidth={1}
          strokeOpacity={0.45}
          dot={
            line.points.length < 2 || line.role === null || line.suite !== null
              ? { r: 2.5, fill: colourOf(line) }
              : false
          }
          activeDot={{ r: 4 }}
          connectNulls
          isAnimationActive={false}
        >
          {line.points.some((point) => point.interval !== null) ? (
            <ErrorBar
              dataKey={`${line.id} error`}
              width={4}
              strokeWidth={1}
              stroke={colourOf(line)}
              isAnimationActive={false}
            />
          ) : null}
        </Line>
      ))}
      {lines.map((line) => (
        <Line
          key={`${line.id} calm`}
          dataKey={`${line.id} calm`}
          stroke={colourOf(line)}
          strokeWidth={2.25}
          strokeDasharray={dashOf(line, lines)}
          dot={false}
          activeDot={false}
          connectNulls
          isAnimationActive={false}
        />
      ))}
    </LineChart>
  );
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && 'tick' in value;
const isPoint = (value: unknown): value is Point =>
  typeof value === 'object' && value !== null && 'position' in value;

interface TipProps {
  readonly lines: readonly Series[];
  readonly text: (value: number) => string;
  /** Given by the chart. */
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: unknown }[];
}

function ChartTip({ lines, text, active, payload }: TipProps): ReactNode {
  const row = payload?.[0]?.payload;
  if (active !== true || !isRow(row)) return null;
  return (
    <div className="chart-tip number">
      <p className="soft">{strings.charts.step(row.tick)}</p>
      {lines.map((line) => {
        const point = row[`${line.id} point`];
        if (!isPoint(point)) return null;
        return (
          <p key={line.id}>
            <span className="swatch" style={{ background: colourOf(line) }} /> {nameOf(line)}{' '}
            <strong>{text(point.value)}</strong>
            {point.interval === null ? null : (
              <span className="soft">
                {' '}
                {text(point.interval[0])}–{text(point.interval[1])}
              </span>
            )}{' '}
            <span className="soft">
              r{point.position.round} {point.position.stage}
              {point.position.step}
              {point.count > 1 ? `, ${strings.charts.mean(point.count)}` : ''}
            </span>
          </p>
        );
      })}
    </div>
  );
}
