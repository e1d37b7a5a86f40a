import { useEffect, type ReactNode } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';
import { PictureView } from '../../ui/PictureView.tsx';
import { fixed, percent } from '../../ui/figures.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { strings } from '../../ui/strings.ts';
import { useApp, useRun, useScreen, useTray } from '../hooks.tsx';
import { pictureHistory, type HistoryRow } from './history.ts';
import type { TrayPicture } from './tray.ts';
import './Dialogs.css';

const words = laterStrings.history;

/** The picture of the tray that was chosen; nothing where it is not there any more. */
export function HistoryDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const chosen = useScreen((screen) => screen.picture);
  const shown = useTray((tray) => tray.pictures.find(({ picture }) => picture.id === chosen));
  const gone = shown === undefined;
  useEffect(() => {
    if (gone) onClose();
  }, [gone, onClose]);
  return gone ? null : <History key={shown.picture.id} shown={shown} onClose={onClose} />;
}

interface Props {
  readonly shown: TrayPicture;
  readonly onClose: () => void;
}

/** A picture in full, and what was asked about it in the run on the screen, round by round. */
function History({ shown, onClose }: Props): ReactNode {
  const { tray } = useApp();
  const run = useRun((state) => state);
  const { picture, thumbnail } = shown;
  const rows = pictureHistory(run, picture.id);
  const rounds = [...new Set(rows.map(({ position }) => position.round))];
  return (
    <Dialog title={picture.name} onClose={onClose} className="picture-dialog">
      <div className="body">
        <div className="head">
          <PictureView shown={thumbnail} name="" size={160} />
          <div>
            <p className="soft small number">{words.size(picture.width, picture.height)}</p>
            <p className="soft small">{words.asked(rows.length)}</p>
            <p className="buttons">
              <button
                type="button"
                className="button"
                onClick={() => {
                  tray.remove(picture.id);
                  onClose();
                }}
              >
                {words.remove}
              </button>
            </p>
          </div>
        </div>
        {rounds.map((round) => (
          <section key={round} aria-label={words.round(round)}>
            <h3>{words.round(round)}</h3>
            <ol className="history" data-testid="history">
              {rows
                .filter(({ position }) => position.round === round)
                .map((row) => (
                  <Row key={row.questionId} row={row} onOpen={onClose} />
                ))}
            </ol>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Row({ row, onOpen }: { readonly row: HistoryRow; readonly onOpen: () => void }): ReactNode {
  const { screen } = useApp();
  const { position, text, status, silver, confidence, reward, fate, step, groupId } = row;
  return (
    <li>
      <button
        type="button"
        className="link-button"
        onClick={() => {
          screen.chooseGroup(step, groupId);
          screen.show('groups');
          onOpen();
        }}
      >
        {text}
      </button>
      <span className="soft small number">
        {strings.stages[position.stage].name}
        {status === 'ok' ? '' : `, ${strings.statuses[status]}`}
        {silver === null ? '' : `, ${words.silver(silver, percent(confidence))}`}
        {reward === null ? '' : `, ${words.reward(fixed(reward, 2))}`}
        {fate === null ? '' : `, ${fate === 'kept' ? words.kept : strings.drops[fate].label}`}
      </span>
    </li>
  );
}
