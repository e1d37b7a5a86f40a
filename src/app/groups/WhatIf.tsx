import { useId, type ReactNode } from 'react';
import { fixed } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';

const words = laterStrings.groups;

interface Props {
  /** The reward that was given. */
  readonly given: number;
  readonly supposed: number | null;
  /** Rewards of the group: the slider reaches a little beyond them. */
  readonly rewards: readonly number[];
  readonly onSuppose: (reward: number | null) => void;
}

/** Moves one reward to see what it would do to its group; nothing is trained by it. */
export function WhatIf({ given, supposed, rewards, onSuppose }: Props): ReactNode {
  const id = useId();
  const low = Math.floor(Math.min(-1, ...rewards));
  const high = Math.ceil(Math.max(1, ...rewards));
  return (
    <div className="what-if" data-testid="what-if">
      <label htmlFor={id}>{words.whatIf}</label>
      <div className="row">
        <input
          id={id}
          type="range"
          min={low}
          max={high}
          step={0.05}
          value={supposed ?? given}
          onChange={(event) => onSuppose(Number(event.target.value))}
        />
        <output className="number" htmlFor={id}>
          {fixed(supposed ?? given, 2)}
        </output>
        <button
          type="button"
          className="button quiet"
          disabled={supposed === null}
          onClick={() => onSuppose(null)}
        >
          {words.whatIfReset}
        </button>
      </div>
      <p className="soft small">{words.whatIfWhy}</p>
    </div>
  );
}
