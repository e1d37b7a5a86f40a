import { useEffect, useRef, type ReactNode } from 'react';
import type { Thumbnail } from '../images/thumbnail.ts';
import './PictureView.css';

interface Props {
  readonly shown: Thumbnail | string | undefined;
  /** What is spoken; empty where the name stands beside it. */
  readonly name: string;
  /** Longest edge on the screen, px. */
  readonly size: number;
}

/** A picture small enough to look at; a grey field where it is not known (an import without thumbnails). */
export function PictureView({ shown, name, size }: Props): ReactNode {
  const style = { inlineSize: size, blockSize: size };
  if (shown === undefined) {
    return (
      <span className="picture unknown" style={style} {...spoken(name)}>
        <span aria-hidden="true">?</span>
      </span>
    );
  }
  if (typeof shown === 'string')
    return <img className="picture" src={shown} alt={name} title={name} style={style} />;
  return <Pixels shown={shown} name={name} style={style} />;
}

const spoken = (name: string) =>
  name === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name };

function Pixels({
  shown,
  name,
  style,
}: {
  readonly shown: Thumbnail;
  readonly name: string;
  readonly style: { inlineSize: number; blockSize: number };
}): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const image = new ImageData(shown.rgba, shown.width, shown.height);
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [shown]);
  return (
    <canvas
      ref={canvas}
      className={`picture ${shown.width < style.inlineSize ? 'crisp' : ''}`}
      width={shown.width}
      height={shown.height}
      style={style}
      title={name}
      {...spoken(name)}
    />
  );
}
