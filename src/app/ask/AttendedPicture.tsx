import { useEffect, useRef, type ReactNode } from 'react';
import type { Thumbnail } from '../../images/thumbnail.ts';
import { laterStrings } from '../../ui/laterStrings.ts';
import { veil } from './veil.ts';

interface Props {
  readonly thumbnail: Thumbnail;
  readonly name: string;
  /** Share of the attention on each place, row by row; empty shows the picture as it is. */
  readonly attention: readonly number[];
}

/** A picture whose unattended places are in shadow. */
export function AttendedPicture({ thumbnail, name, attention }: Props): ReactNode {
  const picture = useRef<HTMLCanvasElement>(null);
  const shadow = useRef<HTMLCanvasElement>(null);
  const side = Math.round(Math.sqrt(attention.length));
  useEffect(() => {
    const image = new ImageData(thumbnail.rgba, thumbnail.width, thumbnail.height);
    picture.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [thumbnail]);
  useEffect(() => {
    if (side > 0) shadow.current?.getContext('2d')?.putImageData(new ImageData(veil(attention), side), 0, 0);
  }, [attention, side]);
  return (
    <figure className="attended">
      <div className="frame-of" style={{ aspectRatio: `${thumbnail.width} / ${thumbnail.height}` }}>
        <canvas
          ref={picture}
          width={thumbnail.width}
          height={thumbnail.height}
          {...{ role: 'img', 'aria-label': name }}
          className={thumbnail.width < 160 ? 'crisp' : ''}
        />
        {side === 0 ? null : (
          <canvas ref={shadow} width={side} height={side} className="veil" aria-hidden="true" />
        )}
      </div>
      {side === 0 ? null : <figcaption className="soft small">{laterStrings.ask.attended}</figcaption>}
    </figure>
  );
}
