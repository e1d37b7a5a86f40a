import { Info } from 'lucide-react';
import { memo, useEffect, useRef, useState, type ReactNode } from 'react';
import { useApp, useScreen } from '../app/hooks.tsx';
import { Named } from '../app/Named.tsx';
import { linesOf } from '../app/session/fold.ts';
import { metrics, type MetricKey } from '../loop/metrics.ts';
import { brief, percent } from '../ui/figures.ts';
import { RoleMark } from '../ui/RoleMark.tsx';
import { strings } from '../ui/strings.ts';
import { createChartClock } from './chartClock.ts';
import { MetricChart } from './MetricChart.tsx';
import type { Series } from './series.ts';

const chart = createChartClock();
const Drawn = memo(MetricChart);

/** One metric: its name, its newest values, its line, and on demand what it means. Drawn only while it is seen. */
export function ChartCard({ metric }: { readonly metric: MetricKey }): ReactNode {
  const { session } = useApp();
  const smoothing = useScreen((screen) => screen.smoothing);
  const box = useRef<HTMLDivElement>(null);
  const [lines, setLines] = useState<readonly Series[] | null>(null);
  const [width, setWidth] = useState(0);
  const [about, setAbout] = useState(false);
  const { label, unit, sentence, formula } = metrics[metric];

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let seen = false;
    let drawn: readonly Series[] | null = null;
    const turn = chart(() => {
      const next = linesOf(session.getState().run, metric);
      const same = drawn?.length === next.length && next.every((line, at) => line === drawn?.[at]);
      if (!same) setLines(next);
      drawn = next;
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
    const unsubscribe = session.subscribe((now, before) => {
      if (now.run.series !== before.run.series) ask();
    });
    return () => {
      eye.disconnect();
      ruler.disconnect();
      unsubscribe();
      turn.stop();
    };
  }, [session, metric]);

  return (
    <figure className="chart panel" data-metric={metric}>
      <figcaption>
        <span className="title">
          <Named label={label} raw={metric} />
          <button
            type="button"
            className="button quiet icon"
            aria-label={strings.charts.about(label)}
            aria-expanded={about}
            title={sentence}
            onClick={() => setAbout(!about)}
          >
            <Info size={15} aria-hidden="true" />
          </button>
        </span>
        <span className="latest number">
          {lines?.map((line) => (
            <span key={line.id}>
              {line.role === null ? null : <RoleMark of={line.role} size={10} />}{' '}
              {unit === 'share' ? percent(line.points.at(-1)?.value) : brief(line.points.at(-1)?.value)}
            </span>
          ))}
          {unit === '' || unit === 'share' ? null : <span className="soft small">{unit}</span>}
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
            {strings.setup.key}: <code>{metric}</code>
          </span>
        </p>
      ) : null}
      <div ref={box} className="canvas">
        {lines === null || width === 0 ? null : lines.length === 0 ? (
          <p className="soft small">{strings.charts.noValues}</p>
        ) : (
          <Drawn metric={metric} lines={lines} smoothing={smoothing} width={width} />
        )}
      </div>
    </figure>
  );
}
