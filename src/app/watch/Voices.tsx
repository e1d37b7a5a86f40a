import type { ReactNode } from 'react';
import { strings } from '../../ui/strings.ts';

/** One answer among several to the same question. */
export interface Voice {
  readonly id: string;
  /** Null for an answer without a box. */
  readonly said: string | null;
  /** Whether it is with the majority, or equals the silver answer; null where that is not known. */
  readonly stands: boolean | null;
}

const kinds = { true: 'with', false: 'against', null: 'open' } as const;

/** Every answer by itself, one after the other as they were given. */
export function Voices({ voices }: { readonly voices: readonly Voice[] }): ReactNode {
  return (
    <ul className="voices">
      {voices.map(({ id, said, stands }, at) => (
        <li
          key={id}
          className={kinds[`${stands}`]}
          style={{ animationDelay: `${at * 45}ms` }}
          title={said ?? strings.groups.noBox}
        >
          {said ?? '–'}
          {stands === null ? null : <span aria-hidden="true">{stands ? ' ✓' : ' ✗'}</span>}
        </li>
      ))}
    </ul>
  );
}
