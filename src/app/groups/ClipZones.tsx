import type { ReactNode } from 'react';
import { tokenLoss, type LossOptions } from '../../grpo/loss.ts';
import { inLocale } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useRun } from '../hooks.tsx';
import { ratioOf, type Token } from './tokens.ts';
import './ClipZones.css';

const words = laterStrings.groups;
const [WIDTH, HEIGHT] = [340, 150];
const [LEFT, TOP, RIGHT, BOTTOM] = [34, 10, 10, 26];
/** Largest ratio on the axis: a little beyond the dual clip. */
const FAR = 3.6;

/** The loss of one token over its probability ratio, with the zones in which the clip holds it, and the tokens on it. */
export function ClipZones({
  advantage,
  tokens,
}: {
  readonly advantage: number;
  readonly tokens: readonly Token[];
}): ReactNode {
  const config = useRun((run) => run.header?.config);
  if (config === undefined || advantage === 0) return null;
  const options: LossOptions = {
    clipLow: config['grpo.clipLow'],
    clipHigh: config['grpo.clipHigh'],
    clipDual: config['grpo.clipDual'],
    klCoefficient: 0,
    aggregation: 'token',
  };
  const loss = (ratio: number): number => tokenLoss(Math.log(ratio), 0, advantage, options).loss;
  const ratios = Array.from({ length: 121 }, (_, at) => Math.max(0.001, (FAR * at) / 120));
  const values = ratios.map(loss);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = (ratio: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * Math.min(ratio, FAR)) / FAR;
  const y = (value: number): number =>
    TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / Math.max(1e-9, high - low));
  const line = ratios.map((ratio, at) => `${x(ratio).toFixed(1)},${y(values[at]!).toFixed(1)}`).join(' ');
  const found = tokens.flatMap((token) => ratioOf(token) ?? []);
  const marks = [1 - options.clipLow, 1, 1 + options.clipHigh, options.clipDual];
  return (
    <figure className="clip-zones">
      {/* Drawn from live numbers: no file that an img could show. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.clip}>
        <rect
          className="free"
          x={x(marks[0]!)}
          y={TOP}
          width={x(marks[2]!) - x(marks[0]!)}
          height={HEIGHT - TOP - BOTTOM}
        />
        {marks.map((mark) => (
          <g key={mark}>
            <line className="mark" x1={x(mark)} x2={x(mark)} y1={TOP} y2={HEIGHT - BOTTOM} />
            <text x={x(mark)} y={HEIGHT - 12} textAnchor="middle">
              {inLocale(String(Number(mark.toFixed(2))))}
            </text>
          </g>
        ))}
        <line className="axis" x1={LEFT} x2={WIDTH - RIGHT} y1={y(0)} y2={y(0)} />
        <polyline className="loss" points={line} />
        {found.map((ratio, at) => (
          // Dots stand for tokens, which are known by their place.
          // oxlint-disable-next-line react/no-array-index-key
          <circle key={at} cx={x(ratio)} cy={y(loss(ratio))} r={3.5} />
        ))}
        <text x={WIDTH - RIGHT} y={HEIGHT - 1} textAnchor="end">
          {words.clipAxis}
        </text>
      </svg>
      <figcaption className="soft small">{words.clipWhy(config['grpo.updatesPerStep'])}</figcaption>
    </figure>
  );
}
