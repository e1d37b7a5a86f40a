import type { ReactNode } from 'react';
import { fixed } from '../../ui/figures.ts';

export interface PlotLine {
  readonly name: string;
  readonly colour: string;
  /** Apart from another line of its colour. */
  readonly dashed?: boolean;
  /** Both from 0 to 1. */
  readonly points: readonly (readonly [number, number])[];
}

interface Props {
  readonly title: string;
  readonly lines: readonly PlotLine[];
  readonly dots?: readonly { readonly x: number; readonly y: number }[];
  readonly dotsName?: string;
  /** A part of the axis in another colour. */
  readonly zone?: readonly [number, number];
  readonly zoneName?: string;
  readonly xName: string;
}

const [WIDTH, HEIGHT] = [360, 210];
const [LEFT, TOP, RIGHT, BOTTOM] = [34, 8, 10, 34];
const x = (value: number): number => LEFT + value * (WIDTH - LEFT - RIGHT);
const y = (value: number): number => TOP + (1 - value) * (HEIGHT - TOP - BOTTOM);
const marks = [0, 0.25, 0.5, 0.75, 1];

const dashes = (colour: string): string =>
  `repeating-linear-gradient(90deg, ${colour} 0 3px, transparent 3px 5px)`;

/** Curves over the unit square, small enough to need no library. */
export function Plot({ title, lines, dots = [], dotsName, zone, zoneName, xName }: Props): ReactNode {
  return (
    <figure className="plot">
      <figcaption>
        <strong className="small">{title}</strong>
        <span className="names small">
          {lines.map(({ name, colour, dashed }) => (
            <span key={name}>
              <span className="swatch" style={{ background: dashed ? dashes(colour) : colour }} /> {name}
            </span>
          ))}
          {dots.length === 0 ? null : (
            <span>
              <span className="swatch round" /> {dotsName}
            </span>
          )}
          {zone === undefined ? null : (
            <span>
              <span className="swatch zone" /> {zoneName}
            </span>
          )}
        </span>
      </figcaption>
      {/* Drawn from live numbers: no file that an img could show. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        {zone === undefined ? null : (
          <rect
            className="zone"
            x={x(zone[0])}
            y={TOP}
            width={Math.max(1, x(zone[1]) - x(zone[0]))}
            height={HEIGHT - TOP - BOTTOM}
          />
        )}
        {marks.map((mark) => (
          <g key={mark}>
            <line className="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(mark)} y2={y(mark)} />
            <text x={LEFT - 5} y={y(mark) + 4} textAnchor="end">
              {fixed(mark, mark * 2 === Math.round(mark * 2) ? 1 : 2)}
            </text>
            <text x={x(mark)} y={HEIGHT - BOTTOM + 15} textAnchor="middle">
              {fixed(mark, mark * 2 === Math.round(mark * 2) ? 1 : 2)}
            </text>
          </g>
        ))}
        <text x={WIDTH - RIGHT} y={HEIGHT - 4} textAnchor="end">
          {xName}
        </text>
        {lines.map(({ name, colour, dashed, points }) => (
          <polyline
            key={name}
            fill="none"
            stroke={colour}
            strokeWidth={2}
            strokeDasharray={dashed ? '5 4' : undefined}
            points={points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(' ')}
          />
        ))}
        {dots.map((dot, at) => (
          // Dots have no name but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <circle key={at} cx={x(dot.x)} cy={y(dot.y)} r={4} />
        ))}
      </svg>
    </figure>
  );
}
