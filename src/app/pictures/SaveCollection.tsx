import { BookmarkPlus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { faultOf } from '../../errors.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { useApp, useTray } from '../hooks.tsx';

const words = strings.collections;

/** Keeps one's own pictures under a name, to be opened again another day. */
export function SaveCollection({ onSaved }: { readonly onSaved: () => void }): ReactNode {
  const { tray, session, undo } = useApp();
  const pictures = useTray((state) => state.pictures);
  const saved = useTray((state) => state.saved);
  const [name, setName] = useState<string | null>(null);
  if (saved !== null) return <p className="soft small">{words.kept(saved)}</p>;
  if (name === null) {
    return (
      <button type="button" className="button quiet small" onClick={() => setName('')}>
        <BookmarkPlus size={15} aria-hidden="true" /> {words.save}
      </button>
    );
  }
  const save = async (): Promise<void> => {
    try {
      const { openCollection, saveCollection } = await import('./collectionShelf.ts');
      const as = name.trim();
      const before = await openCollection(as);
      await saveCollection(
        as,
        pictures.map(({ picture }) => picture),
      );
      if (before.length > 0)
        undo.offer({
          said: laterStrings.storage.replaced(as),
          back: () => void saveCollection(as, before).then(() => tray.setState({ saved: null })),
        });
      tray.named(as);
      setName(null);
      onSaved();
    } catch (thrown) {
      session.report(faultOf(thrown));
    }
  };
  return (
    <form
      className="save"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void save();
      }}
    >
      <input
        type="text"
        aria-label={words.name}
        placeholder={words.name}
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" className="button" disabled={name.trim() === ''}>
        {words.keep}
      </button>
    </form>
  );
}
