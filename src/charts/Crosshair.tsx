import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app/hooks.tsx';
import { percent, brief } from '../ui/figures.ts';
import { laterStrings } from '../ui/laterStrings.ts';
import { nearest, type Axis, type Range } from './axis.ts';
import type { DrawnLine } from './drawnLine.ts';
import { axisText, colourOf, lineName } from './lineNames.ts';
import { pixelOf, plotArea } from './plotArea.ts';

interface Props {
  readonly lines: readonly DrawnLine[];
  readonly axis: Axis;
  readonly range: Range;
  readonly width: number;
  readonly share: boolean;
  /** Whether this is the chart that is pointed at: it says what it has there. */
  readonly pointed: boolean;
}

/** One upright line through every chart, at the place that is pointed at in one of them. */
export function Crosshair({ lines, axis, range, width, share, pointed }: Props): ReactNode {
  const x = useStore(useApp().charts.cursor);
  if (x === null || x < range[0] || x > range[1]) return null;
  const left = pixelOf(x, range, width);
  const words = laterStrings.charts;
  const text = (value: number): string => (share ? percent(value) : brief(value));
  return (
    <>
      <span className="crosshair" style={{ insetInlineStart: left }} aria-hidden="true" />
      {pointed ? (
        <div
          className="chart-tip number"
          style={left > width / 2 ? { insetInlineEnd: width - left + 10 } : { insetInlineStart: left + 10 }}
        >
          <p className="soft">{axis === 'step' ? words.step(Math.round(x)) : axisText(x, axis)}</p>
          {lines.map((line) => {
            const point = nearest(line.series, axis, x);
            if (point === null) return null;
            const { round, stage, step } = point.position;
            return (
              <p key={line.key}>
                <span className="swatch" style={{ background: colourOf(line) }} /> {lineName(line)}{' '}
                <strong>{text(point.value)}</strong>
                {point.interval === null ? null : (
                  <span className="soft">
                    {' '}
                    {text(point.interval[0])}–{text(point.interval[1])}
                  </span>
                )}{' '}
                <span className="soft">
                  r{round} {stage}
                  {step}
                  {point.count > 1 ? `, ${words.mean(point.count)}` : ''}
                </span>
              </p>
            );
          })}
          {/* A step of another run is not open to a look. */}
          {lines.some(({ run }) => run === null) ? <p className="soft">{words.click}</p> : null}
        </div>
      ) : (
        <span
          className="crosshair-value number"
          aria-hidden="true"
          style={{ insetInlineStart: Math.min(left + 4, width - 60), insetBlockStart: plotArea().top }}
        >
          {lines
            .slice(0, 2)
            .map(({ series }) => text(nearest(series, axis, x)?.value ?? Number.NaN))
            .join(' · ')}
        </span>
      )}
    </>
  );
}
