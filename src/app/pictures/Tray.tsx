import { Camera, FolderPlus, ImagePlus, Lock, X } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { ActionButton } from '../ActionButton.tsx';
import { CollectionSelect } from './CollectionSelect.tsx';
import { useApp, useTray } from '../hooks.tsx';
import type { TrayState } from './tray.ts';
import { strings } from '../../ui/strings.ts';
import { PictureView } from '../../ui/PictureView.tsx';
import './Tray.css';

/** Pictures shown before "Show all": three rows of the rail. */
const FIRST = 15;
// Most visits need none of these.
const LastDrop = lazy(async () => ({ default: (await import('./LastDrop.tsx')).LastDrop }));
const SaveCollection = lazy(async () => ({ default: (await import('./SaveCollection.tsx')).SaveCollection }));
const WebcamDialog = lazy(() => import('./WebcamDialog.tsx'));

/** The pictures of the next run: where they come from, what they are, and what was not taken. */
export function Tray(): ReactNode {
  const { tray, screen } = useApp();
  const state = useTray((now) => now);
  const [all, setAll] = useState(false);
  const [saved, lookForSaved] = useSavedCollections();
  const shown = all ? state.pictures : state.pictures.slice(0, FIRST);
  const words = strings.pictures;
  return (
    <section className="panel tray" aria-labelledby="tray-title">
      <header>
        <h2 id="tray-title">{words.title}</h2>
        <span className="soft small number" data-testid="picture-count">
          {words.number(state.pictures.length)}
        </span>
      </header>
      <div className="body">
        <div className="source">
          <CollectionSelect saved={saved} onChange={lookForSaved} />
          <Pickers />
          <p className="soft small">{words.drop}</p>
        </div>
        <Work work={state.work} />
        {shown.length === 0 && state.work === null ? (
          <div className="empty">
            <p>{words.none}</p>
            <ActionButton id="built-in pictures" />
          </div>
        ) : null}
        <ul className="pictures">
          {shown.map(({ picture, thumbnail }) => (
            <li key={picture.id}>
              <button
                type="button"
                className="open"
                aria-label={strings.pictures.about(picture.name)}
                onClick={() => screen.setState({ sheet: 'picture', picture: picture.id })}
              >
                <PictureView shown={thumbnail} name="" size={56} />
              </button>
              <button
                type="button"
                className="remove"
                aria-label={words.remove(picture.name)}
                onClick={() => tray.remove(picture.id)}
              >
                <X size={14} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
        {state.pictures.length > FIRST ? (
          <button type="button" className="link-button small" onClick={() => setAll(!all)}>
            {all ? words.fewer : words.more(state.pictures.length)}
          </button>
        ) : null}
        {state.collection === null && state.pictures.length > 0 ? (
          <div className="own">
            <Suspense fallback={null}>
              <SaveCollection onSaved={lookForSaved} />
            </Suspense>
            <ActionButton id="empty tray" className="quiet small" />
          </div>
        ) : null}
        {saysMuch(state) ? (
          <Suspense fallback={null}>
            <LastDrop />
          </Suspense>
        ) : null}
        <p className="private soft small">
          <Lock size={13} aria-hidden="true" /> {words.private}
        </p>
      </div>
    </section>
  );
}

/** Whether the last drop left something to be said. */
const saysMuch = ({ refusals, notes, duplicates, said, fault }: TrayState): boolean =>
  refusals.length + notes.length + duplicates > 0 || said !== null || fault !== null;

/** The names of the saved collections, and how to read them anew. */
function useSavedCollections(): readonly [readonly string[], () => void] {
  const [saved, setSaved] = useState<readonly string[]>([]);
  const look = useCallback(() => {
    import('./collectionShelf.ts')
      .then(({ savedCollections }) => savedCollections())
      // A window that stores nothing has none.
      .then(setSaved, () => setSaved([]));
  }, []);
  // One that was deleted under "Device and storage" is gone here too.
  const leaving = useStore(useApp().leaving);
  useEffect(look, [look, leaving]);
  return [saved, look];
}

function Pickers(): ReactNode {
  const [camera, setCamera] = useState(false);
  return (
    <div className="buttons">
      <ActionButton id="choose pictures" icon={<ImagePlus size={16} aria-hidden="true" />}>
        {strings.pictures.files}
      </ActionButton>
      <ActionButton id="choose folder" icon={<FolderPlus size={16} aria-hidden="true" />} />
      <button type="button" className="button" onClick={() => setCamera(true)}>
        <Camera size={16} aria-hidden="true" /> {strings.pictures.camera}
      </button>
      {camera ? (
        <Suspense fallback={null}>
          <WebcamDialog onClose={() => setCamera(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

function Work({ work }: { readonly work: TrayState['work'] }): ReactNode {
  if (work === null) return null;
  const label = strings.pictures.work[work.work];
  return (
    <output className="work small">
      {label}
      {work.of > 0 ? ` ${work.done}/${work.of}` : work.done > 0 ? ` ${work.done}` : ''}
      <progress aria-label={label} value={work.of > 0 ? work.done : undefined} max={work.of || 1} />
    </output>
  );
}
