import { memo, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { extentOf } from '../../charts/axis.ts';
import { MetricChart } from '../../charts/MetricChart.tsx';
import { Pointed } from '../../charts/Pointed.tsx';
import { metricKeys, metrics, type MetricKey } from '../../loop/metrics.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useScreen } from '../hooks.tsx';
import { RunMark } from './RunMark.tsx';
import { overlaid, type ComparedRun } from './comparison.ts';
import '../../charts/Charts.css';

const words = laterStrings.compare;
/** What is asked of two runs first: is it better, does it learn, is the game good. */
const first: readonly MetricKey[] = [
  'heldout/accuracy',
  'reasoner/accuracy',
  'questioner/reward',
  'vote/confidence',
];
const Drawn = memo(MetricChart);

/** The lines of the runs over each other, a chart for each metric. */
export default function OverlaidCharts({ runs }: { readonly runs: readonly ComparedRun[] }): ReactNode {
  const [keys, setKeys] = useState(first);
  const known = metricKeys.filter((key) => !keys.includes(key) && overlaid(runs, key).length > 0);
  return (
    <section className="overlaid" aria-labelledby="overlaid-title">
      <div className="title-row">
        <h2 id="overlaid-title">{words.charts}</h2>
        <span className="legend small">
          {runs.map((run) => (
            <span key={run.id}>
              <RunMark run={run} /> {run.name}
            </span>
          ))}
        </span>
        <select
          aria-label={words.addMetric}
          value=""
          disabled={known.length === 0}
          onChange={(event) => {
            const found = known.find((key) => key === event.target.value);
            if (found !== undefined) setKeys([...keys, found]);
          }}
        >
          <option value="">{words.addMetric}</option>
          {known.map((key) => (
            <option key={key} value={key}>
              {metrics[key].label}
            </option>
          ))}
        </select>
      </div>
      <div className="chart-grid">
        {keys.map((key) => (
          <OverlaidChart key={key} metric={key} runs={runs} />
        ))}
      </div>
    </section>
  );
}

interface ChartProps {
  readonly metric: MetricKey;
  readonly runs: readonly ComparedRun[];
}

function OverlaidChart({ metric, runs }: ChartProps): ReactNode {
  const smoothing = useScreen((screen) => screen.smoothing);
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const lines = useMemo(() => overlaid(runs, metric), [runs, metric]);
  const range = useMemo(
    () =>
      extentOf(
        runs.map((run) => run.lines),
        'step',
      ),
    [runs],
  );
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const ruler = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    ruler.observe(element);
    return () => ruler.disconnect();
  }, []);
  const { label, sentence, unit } = metrics[metric];
  return (
    <figure className="chart panel" data-metric={metric}>
      <figcaption>
        <span className="title" title={sentence}>
          {label}
        </span>
      </figcaption>
      <div ref={box} className="canvas">
        {lines.length === 0 ? (
          <p className="soft small">{words.noLine}</p>
        ) : width === 0 ? null : (
          <>
            <Drawn
              metric={metric}
              lines={lines}
              smoothing={smoothing}
              width={width}
              axis="step"
              logarithmic={false}
              range={range}
            />
            <Pointed
              label={label}
              lines={lines}
              axis="step"
              range={range}
              width={width}
              share={unit === 'share'}
              still
            />
          </>
        )}
      </div>
    </figure>
  );
}
