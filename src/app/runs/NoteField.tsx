import { useState, type ReactNode } from 'react';
import { faultOf } from '../../errors.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp } from '../hooks.tsx';
import { libraryOf } from './library.ts';
import { useLibrary } from './useLibrary.tsx';

const words = laterStrings.library;

/** A person's own words about a run, kept when the field is left; and how its blind test stands. */
export function NoteField({ runId, name }: { readonly runId: string; readonly name: string }): ReactNode {
  const app = useApp();
  const { session } = app;
  const library = libraryOf(app);
  const kept = useLibrary((state) => state.notes.get(runId));
  const [typed, setTyped] = useState<string | null>(null);
  const { evolved = 0, base = 0, ties = 0 } = kept?.blind ?? {};
  const keep = (): void => {
    if (typed === null || typed === (kept?.note ?? '')) return;
    library.annotate(runId, typed).catch((thrown: unknown) => session.report(faultOf(thrown)));
    setTyped(null);
  };
  return (
    <span className="note small">
      <input
        type="text"
        aria-label={words.note(name)}
        placeholder={words.notePlaceholder}
        value={typed ?? kept?.note ?? ''}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
      {evolved + base + ties === 0 ? null : (
        <span className="soft number">{words.blindResult(evolved, base, ties)}</span>
      )}
    </span>
  );
}
