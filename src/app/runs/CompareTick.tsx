import type { ReactNode } from 'react';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { useLibrary } from './useLibrary.tsx';
import { libraryOf, MOST_COMPARED } from './library.ts';

/** Takes a run into the comparison or out of it. */
export function CompareTick({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const library = libraryOf(useApp());
  const on = useLibrary((state) => state.chosen.includes(id));
  const full = useLibrary((state) => state.chosen.length >= MOST_COMPARED);
  return (
    <label className="tick">
      <input
        type="checkbox"
        checked={on}
        disabled={full && !on}
        aria-label={laterStrings.library.compareOne(name)}
        onChange={(event) => library.choose(id, event.target.checked)}
      />
    </label>
  );
}
