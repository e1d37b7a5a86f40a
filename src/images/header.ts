import { bmpLayout, bmpSupported } from './bmp.ts';
import type { Format } from './format.ts';

/** What a file says of its picture, read without decoding it. */
export interface Header {
  readonly format: Format;
  /** px, before any EXIF orientation; 0 if the file does not get as far */
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
  /** Too little file for what it announces, or nonsense. */
  readonly fault?: 'truncated' | 'damaged';
}

/**
 * Reads size and frames, and walks the file's blocks to its end, so that a cut file is known before a decoder,
 * many of which fill the missing part with grey, sees it.
 */
export function readHeader(format: Format, bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Found = { width: 0, height: 0, animated: false };
  try {
    const sound = readers[format](bytes, view, found) && found.width > 0 && found.height > 0;
    return sound ? { format, ...found } : { format, ...found, fault: 'damaged' };
  } catch (error) {
    // DataView throws where the file ends before a field that must be there.
    if (error instanceof RangeError) return { format, ...found, fault: 'truncated' };
    throw error;
  }
}

interface Found {
  width: number;
  height: number;
  animated: boolean;
}

/** Fills in what it finds as it goes. False for nonsense; throws RangeError for a file that is cut off. */
type Reader = (bytes: Uint8Array, view: DataView, found: Found) => boolean;

const readers: Readonly<Record<Format, Reader>> = {
  PNG: readPng,
  JPEG: readJpeg,
  WebP: readWebp,
  GIF: readGif,
  BMP: readBmp,
};

/** PNG, third edition: a signature of 8 bytes, then chunks of length, type, data and checksum. */
function readPng(_bytes: Uint8Array, view: DataView, found: Found): boolean {
  if (fourLetters(view, 12) !== 'IHDR') return false;
  found.width = view.getUint32(16);
  found.height = view.getUint32(20);
  for (let at = 8; ; at += 12 + view.getUint32(at)) {
    const type = fourLetters(view, at + 4);
    if (type === 'acTL') found.animated = view.getUint32(at + 8) > 1;
    if (type === 'IEND') return true;
  }
}

/** ITU T.81 annex B: segments of marker and length; after a start of scan, data up to the next marker. */
function readJpeg(bytes: Uint8Array, view: DataView, found: Found): boolean {
  for (let at = 2; ;) {
    // Decoders pass over stray bytes between segments.
    if (view.getUint8(at) !== 0xff) at = nextMarker(bytes, at);
    while (view.getUint8(at) === 0xff) at++;
    const marker = view.getUint8(at);
    at++;
    if (marker === 0xd9) return true;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue;
    // Frame headers are C0 to CF, except for the Huffman, JPEG extension and arithmetic tables.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      found.height = view.getUint16(at + 3);
      found.width = view.getUint16(at + 5);
    }
    at += view.getUint16(at);
    if (marker === 0xda) at = nextMarker(bytes, at);
  }
}

/** Position of the next marker that is neither a stuffed byte (FF 00) nor a restart (FF D0 to D7). */
function nextMarker(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

/** RFC 9649: a RIFF container whose first chunk is VP8, VP8L or VP8X. */
function readWebp(_bytes: Uint8Array, view: DataView, found: Found): boolean {
  const first = fourLetters(view, 12);
  if (first === 'VP8X') {
    const canvas = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
    found.width = canvas(24);
    found.height = canvas(27);
    found.animated = (view.getUint8(20) & 2) !== 0;
  } else if (first === 'VP8L') {
    const bits = view.getUint32(21, true);
    found.width = (bits & 0x3fff) + 1;
    found.height = ((bits >>> 14) & 0x3fff) + 1;
  } else if (first === 'VP8 ') {
    found.width = view.getUint16(26, true) & 0x3fff;
    found.height = view.getUint16(28, true) & 0x3fff;
  } else {
    return false;
  }
  mustReach(view, view.getUint32(4, true) + 8);
  return true;
}

/** GIF89a: a screen descriptor, then extensions and images made of sub-blocks, then a trailer. */
function readGif(bytes: Uint8Array, view: DataView, found: Found): boolean {
  const first = skipExtensions(bytes, 13 + gifTableBytes(view.getUint8(10)));
  mustReach(view, first + 1);
  if (bytes[first] !== GIF_IMAGE) return false;
  // Some files announce a smaller screen than their first frame needs.
  const end = (screenAt: number, offsetAt: number): number =>
    Math.max(
      view.getUint16(screenAt, true),
      view.getUint16(offsetAt, true) + view.getUint16(offsetAt + 4, true),
    );
  found.width = end(6, first + 1);
  found.height = end(8, first + 3);
  const next = skipSubBlocks(bytes, first + 11 + gifTableBytes(view.getUint8(first + 9)));
  mustReach(view, next);
  // What follows may be cut off: only the first frame is used.
  found.animated = bytes[skipExtensions(bytes, next)] === GIF_IMAGE;
  return true;
}

const GIF_EXTENSION = 0x21;
const GIF_IMAGE = 0x2c;

function gifTableBytes(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

function skipExtensions(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === GIF_EXTENSION) at = skipSubBlocks(bytes, at + 2);
  return at;
}

/** Past the empty sub-block that ends a run of them; past the end of the file where it is missing. */
function skipSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!;
  return at + 1;
}

function readBmp(_bytes: Uint8Array, view: DataView, found: Found): boolean {
  const layout = bmpLayout(view);
  found.width = layout.width;
  found.height = layout.height;
  if (!bmpSupported(layout)) return false;
  // Some writers leave out the padding of the last row.
  mustReach(view, layout.pixelsAt + layout.stride * layout.height - 3);
  return true;
}

/** Throws as DataView does where the file ends before byte `end`. */
function mustReach(view: DataView, end: number): void {
  if (end > view.byteLength) throw new RangeError('The file ends early.');
}

function fourLetters(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
