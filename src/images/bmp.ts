import type { Pixels } from './downscale.ts';

/** Where a Windows bitmap keeps its pixels and how they are packed. */
export interface BmpLayout {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bitsPerPixel: number;
  /** BI_RGB and BI_BITFIELDS; run-length and embedded files are not read. */
  readonly compression: number;
  readonly pixelsAt: number;
  /** Bytes a row, padded to four. */
  readonly stride: number;
  readonly paletteAt: number;
  /** 3 in the OS/2 header of 12 bytes, else 4 */
  readonly paletteEntryBytes: number;
  /** Bit masks of red, green, blue and alpha, for 16 and 32 bits; alpha 0 is opaque. */
  readonly masks: readonly [number, number, number, number];
}

const RGB = 0;
const BITFIELDS = 3;
const ALPHABITFIELDS = 6;

/** Reads the file and information headers (BITMAPFILEHEADER, then core to V5). Throws RangeError where cut off. */
export function bmpLayout(view: DataView): BmpLayout {
  const headerBytes = view.getUint32(14, true);
  const core = headerBytes === 12;
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const bitsPerPixel = view.getUint16(core ? 24 : 28, true);
  const compression = core ? RGB : view.getUint32(30, true);
  return {
    width,
    height: Math.abs(height),
    topDown: height < 0,
    bitsPerPixel,
    compression,
    pixelsAt: view.getUint32(10, true),
    stride: Math.ceil((width * bitsPerPixel) / 32) * 4,
    paletteAt: 14 + headerBytes + masksAfterHeader(headerBytes, compression),
    paletteEntryBytes: core ? 3 : 4,
    masks: readMasks(view, headerBytes, bitsPerPixel, compression),
  };
}

function masksAfterHeader(headerBytes: number, compression: number): number {
  if (headerBytes !== 40) return 0;
  return compression === BITFIELDS ? 12 : compression === ALPHABITFIELDS ? 16 : 0;
}

function readMasks(
  view: DataView,
  headerBytes: number,
  bitsPerPixel: number,
  compression: number,
): [number, number, number, number] {
  if (compression === BITFIELDS || compression === ALPHABITFIELDS) {
    const alpha = headerBytes >= 56 || compression === ALPHABITFIELDS ? view.getUint32(66, true) : 0;
    return [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true), alpha];
  }
  return bitsPerPixel === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
}

/** Whether `decodeBmp` reads this layout. */
export function bmpSupported({ bitsPerPixel, compression }: BmpLayout): boolean {
  if (compression === RGB) return [1, 4, 8, 16, 24, 32].includes(bitsPerPixel);
  const masked = compression === BITFIELDS || compression === ALPHABITFIELDS;
  return masked && (bitsPerPixel === 16 || bitsPerPixel === 32);
}

/**
 * Decodes an uncompressed bitmap of 1, 4, 8, 16, 24 or 32 bits. Alpha, where the header gives it a mask and not
 * all of it is 0, is laid over white. Browsers read the same files, but sharp reads none: one decoder for both.
 */
export function decodeBmp(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const layout = bmpLayout(view);
  if (!bmpSupported(layout)) throw new Error('The bitmap is compressed.');
  const { width, height, topDown, pixelsAt, stride } = layout;
  const rgb = new Uint8Array(width * height * 3);
  const readRow = layout.bitsPerPixel <= 8 ? paletteRow(bytes, layout) : directRow(bytes, view, layout);
  for (let y = 0; y < height; y++) {
    readRow(pixelsAt + (topDown ? y : height - 1 - y) * stride, rgb, y * width * 3);
  }
  return { width, height, rgb };
}

/** Writes the `width` pixels that start at byte `from` of the file to `rgb` from `to` on. */
type RowReader = (from: number, rgb: Uint8Array, to: number) => void;

function paletteRow(bytes: Uint8Array, layout: BmpLayout): RowReader {
  const { width, bitsPerPixel, paletteAt, paletteEntryBytes } = layout;
  const perByte = 8 / bitsPerPixel;
  const mask = 2 ** bitsPerPixel - 1;
  return (from, rgb, start) => {
    for (let x = 0, to = start; x < width; x++, to += 3) {
      const shift = 8 - bitsPerPixel * ((x % perByte) + 1);
      const index = ((bytes[from + Math.floor(x / perByte)] ?? 0) >> shift) & mask;
      const colour = paletteAt + index * paletteEntryBytes;
      // An index past the palette reads black.
      const inside = colour + 2 < layout.pixelsAt;
      for (let channel = 0; channel < 3; channel++)
        rgb[to + channel] = inside ? bytes[colour + 2 - channel]! : 0;
    }
  };
}

function directRow(bytes: Uint8Array, view: DataView, layout: BmpLayout): RowReader {
  const { width, bitsPerPixel, masks } = layout;
  const step = bitsPerPixel / 8;
  if (bitsPerPixel === 24) {
    return (from, rgb, start) => {
      for (let x = 0, to = start; x < width; x++, to += 3) {
        for (let channel = 0; channel < 3; channel++)
          rgb[to + channel] = bytes[from + x * 3 + 2 - channel] ?? 0;
      }
    };
  }
  const word = (at: number): number => (step === 2 ? view.getUint16(at, true) : view.getUint32(at, true));
  const [red, green, blue, alpha] = masks.map(channelReader);
  const transparent = masks[3] !== 0 && someAlpha(layout, word, alpha!);
  return (from, rgb, start) => {
    for (let x = 0, to = start; x < width; x++, to += 3) {
      const packed = word(from + x * step);
      const cover = transparent ? alpha!(packed) : 255;
      rgb[to] = overWhite(red!(packed), cover);
      rgb[to + 1] = overWhite(green!(packed), cover);
      rgb[to + 2] = overWhite(blue!(packed), cover);
    }
  };
}

/** Many writers name an alpha mask and leave it 0 everywhere: such a picture is opaque. */
function someAlpha(
  layout: BmpLayout,
  word: (at: number) => number,
  alpha: (packed: number) => number,
): boolean {
  for (let y = 0; y < layout.height; y++) {
    for (let x = 0; x < layout.width; x++) {
      if (alpha(word(layout.pixelsAt + y * layout.stride + (x * layout.bitsPerPixel) / 8)) !== 0) return true;
    }
  }
  return false;
}

/** Takes the bits of a mask out of a pixel and stretches them to 0 to 255. */
function channelReader(mask: number): (packed: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (packed) => Math.round((((packed & mask) >>> shift) * 255) / most);
}

function overWhite(value: number, cover: number): number {
  return cover === 255 ? value : Math.round((value * cover + 255 * (255 - cover)) / 255);
}
