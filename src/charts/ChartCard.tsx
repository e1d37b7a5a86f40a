import { Info } from 'lucide-react';
import { memo, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useStore } from 'zustand';
import { useApp, useScreen } from '../app/hooks.tsx';
import { Explained } from '../app/explain/Explained.tsx';
import { Named } from '../app/Named.tsx';
import { stepKey } from '../app/session/runState.ts';
import { metrics, type MetricKey } from '../loop/metrics.ts';
import { brief, percent } from '../ui/figures.ts';
import { RoleMark } from '../ui/RoleMark.tsx';
import { laterStrings } from '../ui/laterStrings.ts';
import { extentOf } from './axis.ts';
import { createChartClock } from './chartClock.ts';
import { ChartMenu } from './ChartMenu.tsx';
import { drawnLines, type DrawnLine } from './drawnLine.ts';
import { MetricChart } from './MetricChart.tsx';
import { Pointed } from './Pointed.tsx';
import type { Series } from './series.ts';

const chart = createChartClock();
const Drawn = memo(MetricChart);

/** One metric: its name, its newest values, its line, and on demand what it means. Drawn only while it is seen. */
export function ChartCard({ metric }: { readonly metric: MetricKey }): ReactNode {
  const { charts } = useApp();
  const smoothing = useScreen((screen) => screen.smoothing);
  const axis = useStore(charts, (view) => view.axis);
  const logarithmic = useStore(charts, (view) => view.logarithmic);
  const zoomed = useStore(charts, (view) => view.range);
  const box = useRef<HTMLDivElement>(null);
  const { lines, ends, width } = useDrawn(metric, box);
  const [about, setAbout] = useState(false);
  const { label, unit, sentence, formula } = metrics[metric];
  const range = zoomed ?? extentOf(ends, axis);
  const share = unit === 'share';

  return (
    <figure className="chart panel" data-metric={metric}>
      <figcaption>
        <span className="title">
          <Named label={label} raw={metric} />
          <button
            type="button"
            className="button quiet icon"
            aria-label={laterStrings.charts.about(label)}
            aria-expanded={about}
            title={sentence}
            onClick={() => setAbout(!about)}
          >
            <Info size={15} aria-hidden="true" />
          </button>
          {lines === null || lines.length === 0 ? null : (
            <ChartMenu metric={metric} lines={lines} box={box} />
          )}
        </span>
        <span className="latest number">
          {lines
            ?.filter(({ run }) => run === null)
            .map(({ key, series }) => (
              <span key={key}>
                {series.role === null ? null : <RoleMark of={series.role} size={10} />}{' '}
                <Latest series={series} share={share} />
              </span>
            ))}
          {unit === '' || share ? null : <span className="soft small">{unit}</span>}
        </span>
      </figcaption>
      {about ? (
        <p className="about small">
          {sentence}
          {formula === '' ? null : (
            <>
              {' '}
              <code>{formula}</code>
            </>
          )}{' '}
          <span className="soft">
            {laterStrings.setup.key}: <code>{metric}</code>
          </span>
        </p>
      ) : null}
      <div ref={box} className="canvas">
        {lines === null || width === 0 ? null : lines.length === 0 ? (
          <p className="soft small">{laterStrings.charts.noValues}</p>
        ) : (
          <>
            <Drawn
              metric={metric}
              lines={lines}
              smoothing={smoothing}
              width={width}
              axis={axis}
              logarithmic={logarithmic}
              range={range}
            />
            <Pointed label={label} lines={lines} axis={axis} range={range} width={width} share={share} />
          </>
        )}
      </div>
    </figure>
  );
}

function Latest({ series, share }: { readonly series: Series; readonly share: boolean }): ReactNode {
  const point = series.points.at(-1);
  return (
    <Explained what={series.metric} at={point && stepKey(point.position)}>
      {share ? percent(point?.value) : brief(point?.value)}
    </Explained>
  );
}

type End = Parameters<typeof extentOf>[0][number];

/** What there is to draw, renewed in turn with the other charts while this one is seen. */
function useDrawn(
  metric: MetricKey,
  box: RefObject<HTMLDivElement | null>,
): { readonly lines: readonly DrawnLine[] | null; readonly ends: readonly End[]; readonly width: number } {
  const { session, charts } = useApp();
  const [drawn, setDrawn] = useState<{ lines: readonly DrawnLine[]; ends: readonly End[] } | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let seen = false;
    let before = '';
    const turn = chart(() => {
      const { run } = session.getState();
      const { overlays: laid, unseen } = charts.getState();
      // A run that was kept is not drawn twice while it is the one that is shown.
      const overlays = laid.filter(({ runId }) => runId !== run.header?.runId);
      const lines = drawnLines(run.series, overlays, unseen, metric);
      const ends = [run, ...overlays.filter(({ id }) => !unseen.includes(id)).map(({ end }) => end)];
      // The axis is shared: a chart is drawn anew when the run went on, even where it has no new point itself.
      const now = lines.map(({ key, series }) => `${key} ${series.points.length} ${series.stride}`).join();
      const key = `${now} ${run.tick} ${run.sequence < 0 ? 0 : run.rows.length}`;
      if (key !== before)
        setDrawn({ lines, ends: ends.map(({ tick, seconds, tokens }) => ({ tick, seconds, tokens })) });
      before = key;
    });
    const ask = (): void => {
      if (seen) turn.ask();
    };
    const eye = new IntersectionObserver(
      ([entry]) => {
        seen = entry?.isIntersecting ?? false;
        ask();
      },
      { rootMargin: '120px' },
    );
    const ruler = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    eye.observe(element);
    ruler.observe(element);
    const stops = [
      session.subscribe((now, old) => {
        if (now.run.series !== old.run.series) ask();
      }),
      charts.subscribe((now, old) => {
        if (now.overlays !== old.overlays || now.unseen !== old.unseen) ask();
      }),
    ];
    return () => {
      eye.disconnect();
      ruler.disconnect();
      for (const stop of stops) stop();
      turn.stop();
    };
  }, [session, charts, metric, box]);
  return { lines: drawn?.lines ?? null, ends: drawn?.ends ?? [], width };
}
