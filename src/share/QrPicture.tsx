import type { ReactNode } from 'react';
import { qrCode, type QrCode } from './qr.ts';

/** Light modules around the code, without which readers do not find it. */
const QUIET = 4;

/** A text as a QR code, always dark on light; nothing where the text is too long for one. */
export function QrPicture({ text, name }: { readonly text: string; readonly name: string }): ReactNode {
  const code = qrCode(text);
  if (code === null) return null;
  return <img className="qr" alt={name} src={`data:image/svg+xml,${encodeURIComponent(drawn(code))}`} />;
}

function drawn(code: QrCode): string {
  const size = code.length + 2 * QUIET;
  const dark = code.flatMap((line, row) =>
    line.map((on, column) => (on ? `M${column + QUIET} ${row + QUIET}h1v1h-1z` : '')),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}h-${size}z"/><path d="${dark.join('')}"/></svg>`;
}
