import { useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { Empty } from '../app/Empty.tsx';
import { useApp, useRun, useScreen } from '../app/hooks.tsx';
import type { RunState } from '../app/session/runState.ts';
import { metricKeys, metrics, type Metric, type MetricKey } from '../loop/metrics.ts';
import { fixed } from '../ui/figures.ts';
import { RoleMark } from '../ui/RoleMark.tsx';
import { laterStrings } from '../ui/laterStrings.ts';
import { strings } from '../ui/strings.ts';
import { Segments } from '../ui/Segments.tsx';
import { axes } from './axis.ts';
import { Brush } from './Brush.tsx';
import { ChartCard } from './ChartCard.tsx';
import { followChartsAddress } from './chartsAddress.ts';
import { Closeups } from './closeups/Closeups.tsx';
import { OverlayPicker } from './OverlayPicker.tsx';
import './Charts.css';

const words = laterStrings.charts;
const sections: readonly Metric['section'][] = ['learning', 'game', 'training', 'machine'];

/** Which metrics have values, as one text, so that the page is only laid out anew when another one begins. */
const begun = (run: RunState): string =>
  [...new Set(Object.values(run.series).map((line) => line.metric))].toSorted().join(' ');

/** The curves of the run, or close-ups of how it works. */
export default function Charts(): ReactNode {
  const app = useApp();
  const { charts } = app;
  useEffect(() => void followChartsAddress(app), [app]);
  const part = useStore(charts, (view) => view.part);
  return (
    <div className="charts">
      <h1 className="only-heard">{strings.views.charts}</h1>
      <Segments
        label={laterStrings.closeups.which}
        value={part}
        options={[
          { value: 'metrics', label: laterStrings.closeups.charts },
          { value: 'closeups', label: laterStrings.closeups.closeups },
        ]}
        onChoose={(chosen) => charts.setState({ part: chosen })}
      />
      {part === 'closeups' ? <Closeups /> : <Curves />}
    </div>
  );
}

/** Four questions, each answered by a few charts; metrics without values yet are named below them. */
function Curves(): ReactNode {
  const { screen, charts } = useApp();
  const axis = useStore(charts, (view) => view.axis);
  const logarithmic = useStore(charts, (view) => view.logarithmic);
  const known = useRun(begun);
  const smoothing = useScreen((state) => state.smoothing);
  const have = new Set(known.split(' '));
  return (
    <>
      <div className="bar">
        <label>
          {words.smoothing}
          <input
            type="range"
            min={0}
            max={0.95}
            step={0.05}
            value={smoothing}
            onChange={(event) => screen.setState({ smoothing: Number(event.target.value) })}
          />
          <output>{fixed(smoothing, 2)}</output>
        </label>
        <Segments
          label={words.axis}
          value={axis}
          options={axes.map((value) => ({ value, label: words.axes[value] }))}
          onChoose={(chosen) => charts.setAxis(chosen)}
        />
        <label>
          <input
            type="checkbox"
            checked={logarithmic}
            onChange={(event) => charts.setState({ logarithmic: event.target.checked })}
          />
          {words.logarithmic}
        </label>
        <OverlayPicker />
        <span className="legend small soft">
          <span>
            <RoleMark of="questioner" /> {strings.roles.questioner}
          </span>
          <span>
            <RoleMark of="reasoner" /> {strings.roles.reasoner}
          </span>
          <span>{words.raw}</span>
        </span>
      </div>
      <Brush />
      {known === '' ? (
        <div className="panel">
          <Empty text={words.empty} />
        </div>
      ) : null}
      {sections.map((section) => (
        <Section key={section} section={section} have={have} />
      ))}
    </>
  );
}

function Section({
  section,
  have,
}: {
  readonly section: Metric['section'];
  readonly have: ReadonlySet<string>;
}): ReactNode {
  const keys = metricKeys.filter((key) => metrics[key].section === section);
  const shown = keys.filter((key) => have.has(key));
  const waiting: readonly MetricKey[] = keys.filter((key) => !have.has(key));
  return (
    <section aria-labelledby={`charts-${section}`}>
      <h2 id={`charts-${section}`}>{words.section[section]}</h2>
      {shown.length === 0 ? null : (
        <div className="chart-grid">
          {shown.map((key) => (
            <ChartCard key={key} metric={key} />
          ))}
        </div>
      )}
      {waiting.length === 0 ? null : (
        <p className="still">
          {words.waiting(waiting.length)} {waiting.map((key) => metrics[key].label).join(', ')}
        </p>
      )}
    </section>
  );
}
