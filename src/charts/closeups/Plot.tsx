import type { ReactNode } from 'react';
import { fixed } from '../../ui/figures.ts';
import { useLargeFigures } from './useLargeFigures.tsx';

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

/** Where the unit square lies in the drawing, and what is written around it. */
interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** figures at the x axis */
  readonly marks: readonly number[];
  /** px from a line to the foot of the figures under it, and beside it */
  readonly under: number;
  readonly beside: number;
}

const quarters = [0, 0.25, 0.5, 0.75, 1];
const usual: Frame = { width: 360, height: 210, left: 34, top: 8, right: 10, bottom: 34, marks: quarters, under: 15, beside: 4 }; // prettier-ignore
/** For figures of 24 px in a drawing of 300. */
const large: Frame = { width: 300, height: 250, left: 62, top: 14, right: 22, bottom: 34, marks: [0, 0.5, 1], under: 28, beside: 9 }; // prettier-ignore

const figure = (mark: number): string => fixed(mark, mark * 2 === Math.round(mark * 2) ? 1 : 2);

const dashes = (colour: string): string =>
  `repeating-linear-gradient(90deg, ${colour} 0 3px, transparent 3px 5px)`;

/** Curves over the unit square, small enough to need no library. */
export function Plot({ title, lines, dots = [], dotsName, zone, zoneName, xName }: Props): ReactNode {
  const isLarge = useLargeFigures();
  const { width, height, left, top, right, bottom, marks, under, beside } = isLarge ? large : usual;
  const x = (value: number): number => left + value * (width - left - right);
  const y = (value: number): number => top + (1 - value) * (height - top - bottom);
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
      <svg
        className={isLarge ? 'large-figures' : ''}
        viewBox={`0 0 ${width} ${height}`}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn from live numbers: no file that an img could show
        role="img"
        aria-label={title}
      >
        {zone === undefined ? null : (
          <rect
            className="zone"
            x={x(zone[0])}
            y={top}
            width={Math.max(1, x(zone[1]) - x(zone[0]))}
            height={height - top - bottom}
          />
        )}
        {quarters.map((mark) => (
          <g key={mark}>
            <line className="grid" x1={left} x2={width - right} y1={y(mark)} y2={y(mark)} />
            <text x={left - 5} y={y(mark) + beside} textAnchor="end">
              {figure(mark)}
            </text>
          </g>
        ))}
        {marks.map((mark) => (
          <text key={mark} x={x(mark)} y={height - bottom + under} textAnchor="middle">
            {figure(mark)}
          </text>
        ))}
        {isLarge ? null : (
          <text x={width - right} y={height - 4} textAnchor="end">
            {xName}
          </text>
        )}
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
      {isLarge ? <p className="axis-name soft">{xName}</p> : null}
    </figure>
  );
}
