import type { ReactNode } from 'react';
import { CartesianGrid, ErrorBar, Line, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import { metrics, type MetricKey } from '../loop/metrics.ts';
import { brief, percent } from '../ui/figures.ts';
import { within, xOf, type Axis, type Range } from './axis.ts';
import type { DrawnLine } from './drawnLine.ts';
import { plotArea } from './plotArea.ts';
import { axisText, colourOf, dashOf } from './lineNames.ts';
import type { Point } from './series.ts';
import { smooth } from './smooth.ts';

interface Props {
  readonly metric: MetricKey;
  readonly lines: readonly DrawnLine[];
  readonly smoothing: number;
  readonly width: number;
  readonly axis: Axis;
  readonly logarithmic: boolean;
  /** What the axis shows. */
  readonly range: Range;
}

type Row = { x: number } & Record<string, number | [number, number]>;

/** One row for each place of any line: the measured value and the smoothed one. */
function rowsOf({ lines, smoothing, axis, range }: Props): Row[] {
  const rows = new Map<number, Row>();
  for (const { key, series } of lines) {
    const calm = smooth(
      series.points.map((point) => point.value),
      // A measurement with an interval of its own is shown as it is.
      series.suite === null ? smoothing : 0,
    );
    const first = series.points.indexOf(within(series.points, axis, range)[0]!);
    for (const [at, point] of within(series.points, axis, range).entries()) {
      const x = xOf(point, axis);
      const row: Row = rows.get(x) ?? { x };
      row[`${key} raw`] = point.value;
      row[`${key} calm`] = calm[first + at] ?? point.value;
      if (point.interval !== null) {
        row[`${key} error`] = [point.value - point.interval[0], point.interval[1] - point.value];
      }
      rows.set(x, row);
    }
  }
  return [...rows.values()].toSorted((a, b) => a.x - b.x);
}

/** Room above and below the values; a constant line gets some too, so that rounding does not look like a slope. */
function domainOf(points: readonly Point[], logarithmic: boolean): [number, number] {
  const values = points.map((point) => point.value);
  if (logarithmic) {
    const above = values.filter((value) => value > 0);
    return above.length === 0 ? [0.1, 1] : [Math.min(...above) * 0.9, Math.max(...above) * 1.1];
  }
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low;
  const room = span > 1e-9 * Math.max(1, Math.abs(high)) ? span * 0.08 : Math.max(Math.abs(high) * 0.1, 0.05);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

/** A metric over the run: a line for each role and run, thin as measured, thick smoothed. */
export function MetricChart(props: Props): ReactNode {
  const { metric, lines, width, axis, logarithmic, range } = props;
  const plot = plotArea();
  const share = metrics[metric].unit === 'share';
  const points = lines.flatMap(({ series }) => within(series.points, axis, range));
  // Logarithms know nothing of what is not above zero: such a metric keeps its axis.
  const logged =
    logarithmic && points.some(({ value }) => value > 0) && points.every(({ value }) => value >= 0);
  const text = (value: number): string => (share ? percent(value) : brief(value));
  return (
    <LineChart
      width={width}
      height={plot.height}
      data={rowsOf(props)}
      margin={{ top: plot.top, right: plot.right, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <CartesianGrid stroke="var(--line)" vertical={false} />
      <XAxis
        dataKey="x"
        type="number"
        domain={[range[0], range[1]]}
        allowDataOverflow
        allowDecimals={false}
        height={plot.bottom}
        tickFormatter={(value: number) => axisText(value, axis)}
        tickLine={false}
        stroke="var(--line-strong)"
        tick={{ fill: 'var(--text-soft)', fontSize: plot.figures }}
      />
      <YAxis
        width={plot.left}
        scale={logged ? 'log' : 'linear'}
        allowDataOverflow={logged}
        domain={share && !logged ? [0, 1] : domainOf(points, logged)}
        tickFormatter={text}
        tickLine={false}
        axisLine={false}
        tick={{ fill: 'var(--text-soft)', fontSize: plot.figures }}
      />
      {points.some((point) => point.value < 0) ? <ReferenceLine y={0} stroke="var(--line-strong)" /> : null}
      {lines.map((line) => (
        <Line
          key={`${line.key} raw`}
          dataKey={`${line.key} raw`}
          stroke={colourOf(line)}
          strokeWidth={1}
          strokeOpacity={0.45}
          dot={
            line.series.points.length < 2 || line.series.role === null || line.series.suite !== null
              ? { r: 2.5, fill: colourOf(line) }
              : false
          }
          activeDot={false}
          connectNulls
          isAnimationActive={false}
        >
          {line.series.points.some((point) => point.interval !== null) ? (
            <ErrorBar
              dataKey={`${line.key} error`}
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
          key={`${line.key} calm`}
          dataKey={`${line.key} calm`}
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
