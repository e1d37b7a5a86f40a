import { ZoomOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp, useRun } from '../app/hooks.tsx';
import { laterStrings } from '../ui/laterStrings.ts';
import { extentOf } from './axis.ts';
import { axisText } from './lineNames.ts';

declare module 'react' {
  interface CSSProperties {
    '--low'?: string;
    '--high'?: string;
  }
}

const words = laterStrings.charts;
/** Places of the thumbs along the whole axis. */
const PLACES = 400;

/** The part of the axis that all charts look at: two thumbs on one track. */
export function Brush(): ReactNode {
  const { charts } = useApp();
  const { axis, range, overlays } = useStore(charts);
  const tick = useRun((run) => run.tick);
  const seconds = useRun((run) => run.seconds);
  const tokens = useRun((run) => run.tokens);
  const whole = extentOf([{ tick, seconds, tokens }, ...overlays.map(({ end }) => end)], axis);
  const [from, to] = range ?? whole;
  const place = (x: number): number => Math.round((PLACES * (x - whole[0])) / (whole[1] - whole[0]));
  const move = (low: number, high: number): void => {
    // Never narrower than a hundredth of the run.
    const apart = Math.max(PLACES / 100, high - low);
    const start = Math.max(0, Math.min(low, PLACES - apart));
    const value = (at: number): number => whole[0] + (at / PLACES) * (whole[1] - whole[0]);
    charts.setState({
      range: start === 0 && start + apart >= PLACES ? null : [value(start), value(start + apart)],
    });
  };
  const [low, high] = [place(from), place(to)];
  return (
    <div className="brush">
      <div className="thumbs" style={{ '--low': `${low / 4}%`, '--high': `${high / 4}%` }}>
        <input
          type="range"
          min={0}
          max={PLACES}
          value={low}
          aria-label={words.brushFrom}
          aria-valuetext={axisText(from, axis)}
          onChange={(event) => move(Math.min(Number(event.target.value), high - 4), high)}
        />
        <input
          type="range"
          min={0}
          max={PLACES}
          value={high}
          aria-label={words.brushTo}
          aria-valuetext={axisText(to, axis)}
          onChange={(event) => move(low, Math.max(Number(event.target.value), low + 4))}
        />
      </div>
      <output className="number small">
        {axisText(from, axis)} – {axisText(to, axis)}
      </output>
      <button
        type="button"
        className="button quiet icon"
        disabled={range === null}
        aria-label={words.wholeRange}
        title={words.wholeRange}
        onClick={() => charts.setState({ range: null })}
      >
        <ZoomOut size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
