import { useRef, type ReactNode } from 'react';
import { PictureView } from '../../ui/PictureView.tsx';
import { laterStrings } from '../../ui/laterStrings.ts';
import { useApp, useTray } from '../hooks.tsx';
import type { TrayPicture } from '../pictures/tray.ts';
import { talkOf } from './talk.ts';

/** The picture that is asked about, and the others of the tray to take instead. */
export function PicturePicker({ shown }: { readonly shown: TrayPicture }): ReactNode {
  const talk = talkOf(useApp());
  const pictures = useTray((tray) => tray.pictures);
  const strip = useRef<HTMLUListElement>(null);
  return (
    <div className="picker">
      <PictureView shown={shown.thumbnail} name={shown.picture.name} size={192} />
      <ul ref={strip} className="strip" aria-label={laterStrings.ask.pictures}>
        {pictures.map(({ picture, thumbnail }) => (
          <li key={picture.id}>
            <button
              type="button"
              aria-label={laterStrings.ask.choose(picture.name)}
              aria-pressed={picture.id === shown.picture.id}
              onClick={() => talk.setState({ pictureId: picture.id })}
            >
              <PictureView shown={thumbnail} name="" size={44} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
