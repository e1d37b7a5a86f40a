import type { ReactNode } from 'react';
import { qrCode } from './qr.ts';

/** Light modules around the code, without which readers do not find it. */
const QUIET = 4;

/** A text as a QR code, always dark on light; nothing where the text is too long for one. */
export function QrPicture({ text, name }: { readonly text: string; readonly name: string }): ReactNode {
  const code = qrCode(text);
  if (code === null) return null;
  const size = code.length + 2 * QUIET;
  const dark = code
    .flatMap((line, row) => line.map((on, column) => (on ? `M${column + QUIET} ${row + QUIET}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={name}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  );
}
