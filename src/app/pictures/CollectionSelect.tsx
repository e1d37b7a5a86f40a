import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { faultOf } from '../../errors.ts';
import { collections, COLLECTION_SIZE } from '../../images/collections.ts';
import { strings } from '../../ui/strings.ts';
import { useApp, useSetup, useTray } from '../hooks.tsx';

const own = 'own';
/** Saved collections are told apart from built-in ones, which may have the same name. */
const savedValue = (name: string): string => `saved ${name}`;
const words = strings.pictures;

interface Props {
  readonly saved: readonly string[];
  /** Called when one of them was deleted. */
  readonly onChange: () => void;
}

/** Where the pictures come from: built-in collections, saved ones, or what was added. */
export function CollectionSelect({ saved, onChange }: Props): ReactNode {
  const { tray, setup, session } = useApp();
  const collection = useTray((state) => state.collection);
  const opened = useTray((state) => state.saved);
  const seed = useSetup(({ link }) => link.config['run.seed']);
  function choose(value: string): void {
    const found = saved.find((name) => savedValue(name) === value);
    if (found !== undefined) void tray.open(found);
    else if (value !== own) {
      setup.chooseCollection(value === collections[0].name ? null : value);
      void tray.draw(value, COLLECTION_SIZE, seed);
    }
  }
  const remove = async (name: string): Promise<void> => {
    try {
      const { deleteCollection } = await import('./collectionShelf.ts');
      await deleteCollection(name);
      // What is in the tray stays there, as pictures that are not saved: a slip can be mended.
      tray.setState({ saved: null });
      onChange();
    } catch (thrown) {
      session.report(faultOf(thrown));
    }
  };
  return (
    <div className="collection">
      <select
        aria-label={words.collection}
        value={opened === null ? (collection ?? own) : savedValue(opened)}
        onChange={(event) => choose(event.target.value)}
      >
        {collection === null && opened === null ? <option value={own}>{words.own}</option> : null}
        <optgroup label={words.collection}>
          {collections.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </optgroup>
        {saved.length === 0 ? null : (
          <optgroup label={strings.collections.saved}>
            {saved.map((name) => (
              <option key={name} value={savedValue(name)}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      {opened === null ? null : (
        <button
          type="button"
          className="button quiet icon"
          aria-label={strings.collections.remove(opened)}
          title={strings.collections.remove(opened)}
          onClick={() => void remove(opened)}
        >
          <Trash2 size={15} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
