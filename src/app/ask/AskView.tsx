import { useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { ActionButton } from '../ActionButton.tsx';
import { useApp, useTray } from '../hooks.tsx';
import { libraryOf } from '../runs/library.ts';
import { AskForm } from './AskForm.tsx';
import { PicturePicker } from './PicturePicker.tsx';
import { TurnCard } from './TurnCard.tsx';
import './Ask.css';
import { talkOf } from './talk.ts';

const words = laterStrings.ask;

/** Talk to the base or to either role about any picture of the tray; nothing is learned from it. */
export default function AskView(): ReactNode {
  const app = useApp();
  const library = libraryOf(app);
  const talk = talkOf(app);
  const pictures = useTray((tray) => tray.pictures);
  const chosen = useStore(talk, (state) => state.pictureId);
  const turns = useStore(talk, (state) => state.turns);
  const shown = pictures.find(({ picture }) => picture.id === chosen) ?? pictures[0];
  useEffect(() => void library.look(), [library]);
  return (
    <div className="ask-view">
      <div className="title-row">
        <h1>{words.title}</h1>
        <p className="soft">{words.lead}</p>
      </div>
      {shown === undefined ? (
        <div className="panel">
          <div className="empty">
            <p>{strings.hero.needPictures}</p>
            <ActionButton id="built-in pictures" className="primary" />
          </div>
        </div>
      ) : (
        <>
          <section className="panel ask-panel" aria-label={words.title}>
            <PicturePicker shown={shown} />
            <AskForm picture={shown.picture} />
          </section>
          <ol className="turns" aria-live="polite" aria-relevant="additions">
            {turns.map((turn) => (
              <li key={turn.key}>
                <TurnCard turn={turn} />
              </li>
            ))}
          </ol>
          {turns.length === 0 ? null : (
            <button type="button" className="link-button small" onClick={() => talk.clear()}>
              {words.clear}
            </button>
          )}
        </>
      )}
    </div>
  );
}
