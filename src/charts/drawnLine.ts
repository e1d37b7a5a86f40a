import type { MetricKey } from '../loop/metrics.ts';
import type { Overlay } from './chartView.ts';
import type { Series } from './series.ts';

/** A line of a chart: a series, and the run that it belongs to. */
export interface DrawnLine {
  readonly key: string;
  readonly series: Series;
  /** Null for the run that is shown, else the name of the one laid over it. */
  readonly run: string | null;
  /** Place among the overlays: which dashes it has. */
  readonly place: number;
  /** The colour of its run where runs are compared; null where the colour is the role's. */
  readonly colour: string | null;
}

export const linesOf = (all: Readonly<Record<string, Series>>, metric: MetricKey): readonly Series[] =>
  Object.values(all).filter((line) => line.metric === metric);

/** The lines of one metric: those of the shown run, then those of every run laid over it. */
export function drawnLines(
  shown: Readonly<Record<string, Series>>,
  overlays: readonly Overlay[],
  unseen: readonly string[],
  metric: MetricKey,
): readonly DrawnLine[] {
  const own = linesOf(shown, metric).map((series): DrawnLine => ({
    key: series.id,
    series,
    run: null,
    place: -1,
    colour: null,
  }));
  const others = overlays.flatMap(({ id, name, series }, place) =>
    unseen.includes(id)
      ? []
      : linesOf(series, metric).map((line): DrawnLine => ({
          key: `${id} ${line.id}`,
          series: line,
          run: name,
          place,
          colour: null,
        })),
  );
  return [...own, ...others];
}
