import type { ReactNode } from 'react';
import type { Point } from './series.ts';

/** A line without axes, for a glance; drawn without the chart library. */
export function Sparkline({
  points,
  colour,
}: {
  readonly points: readonly Point[];
  readonly colour: string;
}): ReactNode {
  const width = 120;
  const height = 32;
  const values = points.map((point) => point.value);
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const place = (value: number, at: number): string => {
    const x = points.length === 1 ? width : (at / (points.length - 1)) * width;
    return `${x.toFixed(1)},${(height - 3 - ((value - low) / span) * (height - 6)).toFixed(1)}`;
  };
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {points.length > 1 ? (
        <polyline
          points={values.map(place).join(' ')}
          fill="none"
          stroke={colour}
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
          strokeLinejoin="round"
        />
      ) : null}
    </svg>
  );
}
