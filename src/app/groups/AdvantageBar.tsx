import type { ReactNode } from 'react';
import './AdvantageBar.css';

/** One advantage as a bar from the middle: right and green goes up, left and vermilion goes down. */
export function AdvantageBar({
  value,
  largest,
}: {
  readonly value: number;
  /** Largest absolute advantage of the group: the length of a full bar. */
  readonly largest: number;
}): ReactNode {
  const length = largest === 0 ? 0 : (100 * Math.abs(value)) / largest;
  return (
    <span className="advantage" aria-hidden="true">
      <span
        className={`bar ${value < 0 ? 'down' : 'up'}`}
        style={{ inlineSize: `${Math.min(100, length)}%` }}
      />
    </span>
  );
}
