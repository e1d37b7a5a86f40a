import type { ReactNode } from 'react';
import { PictureView } from '../../ui/PictureView.tsx';
import { usePicture } from '../groups/galleryHooks.tsx';
import { useTray } from '../hooks.tsx';

/** A few pictures of the tray, before anything runs. */
export function Samples(): ReactNode {
  const pictures = useTray((tray) => tray.pictures);
  return (
    <div className="samples">
      {pictures.slice(0, 3).map(({ picture, thumbnail }) => (
        <PictureView key={picture.id} shown={thumbnail} name={picture.name} size={48} />
      ))}
    </div>
  );
}

/** The picture that the group is about. */
export function PictureOf({ id }: { readonly id: string }): ReactNode {
  const { shown, name } = usePicture(id);
  return (
    <div className="held">
      <PictureView shown={shown} name={name} size={150} />
    </div>
  );
}
