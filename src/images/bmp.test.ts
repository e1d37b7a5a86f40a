import { expect, test } from 'vitest';
import { decodeBmp } from './bmp.ts';
import { readHeader } from './header.ts';

interface Options {
  readonly headerBytes?: number;
  readonly compression?: number;
  readonly masks?: readonly number[];
  readonly palette?: readonly number[];
}

/** A bitmap file by hand; negative height is top down. `rows` are the bytes of the file's rows, padded here. */
function bitmap(
  width: number,
  height: number,
  bits: number,
  rows: readonly number[][],
  options: Options = {},
) {
  const { headerBytes = 40, compression = 0, masks = [], palette = [] } = options;
  const maskBytes = headerBytes === 40 ? masks.length * 4 : 0;
  const pixelsAt = 14 + headerBytes + maskBytes + palette.length;
  const stride = Math.ceil((width * bits) / 32) * 4;
  const bytes = new Uint8Array(pixelsAt + stride * rows.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(10, pixelsAt, true);
  view.setUint32(14, headerBytes, true);
  if (headerBytes === 12) {
    view.setUint16(18, width, true);
    view.setUint16(20, height, true);
    view.setUint16(24, bits, true);
  } else {
    view.setInt32(18, width, true);
    view.setInt32(22, height, true);
    view.setUint16(28, bits, true);
    view.setUint32(30, compression, true);
    masks.forEach((mask, i) => view.setUint32(54 + 4 * i, mask, true));
  }
  bytes.set(palette, 14 + headerBytes + maskBytes);
  rows.forEach((row, i) => bytes.set(row, pixelsAt + i * stride));
  return bytes;
}

/** Two bytes, the low one first. */
function word(value: number): number[] {
  return [value & 255, value >> 8];
}

test('24 bits: blue first, rows from the bottom or from the top', () => {
  const rows = [
    [1, 2, 3, 4, 5, 6],
    [7, 8, 9, 10, 11, 12],
  ];
  expect([...decodeBmp(bitmap(2, 2, 24, rows)).rgb]).toEqual([9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4]);
  expect(decodeBmp(bitmap(2, -2, 24, rows))).toEqual({
    width: 2,
    height: 2,
    rgb: Uint8Array.of(3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10),
  });
});

test('16 bits: 5 bits a channel by default, masks where they are given, stretched to 255', () => {
  const five = bitmap(2, 1, 16, [[...word(0x7c00), ...word(16 << 5)]]);
  expect([...decodeBmp(five).rgb]).toEqual([255, 0, 0, 0, 132, 0]);
  const six = bitmap(2, 1, 16, [[...word(0xffff), ...word(32 << 5)]], {
    compression: 3,
    masks: [0xf800, 0x7e0, 0x1f],
  });
  expect([...decodeBmp(six).rgb]).toEqual([255, 255, 255, 0, 130, 0]);
});

test('4 bits and 1 bit: the high bits come first', () => {
  const palette = [10, 20, 30, 0, 40, 50, 60, 0, 70, 80, 90, 0];
  expect([...decodeBmp(bitmap(3, 1, 4, [[0x21, 0x00]], { palette })).rgb]).toEqual([
    90, 80, 70, 60, 50, 40, 30, 20, 10,
  ]);
  expect([...decodeBmp(bitmap(3, 1, 1, [[0b01000000]], { palette })).rgb]).toEqual([
    30, 20, 10, 60, 50, 40, 30, 20, 10,
  ]);
});

test('the OS/2 header has 16-bit sizes and a palette of three bytes', () => {
  const file = bitmap(2, 1, 8, [[1, 0]], { headerBytes: 12, palette: [1, 2, 3, 4, 5, 6] });
  expect(readHeader('BMP', file)).toEqual({ format: 'BMP', width: 2, height: 1, animated: false });
  expect([...decodeBmp(file).rgb]).toEqual([6, 5, 4, 3, 2, 1]);
});

test('32 bits: the fourth byte is no alpha unless a mask says so, and not if all of it is 0', () => {
  const row = [0, 0, 0, 0, 0, 0, 200, 0];
  expect([...decodeBmp(bitmap(2, 1, 32, [row])).rgb]).toEqual([0, 0, 0, 200, 0, 0]);
  const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
  const withAlpha = { headerBytes: 124, compression: 3, masks };
  expect([...decodeBmp(bitmap(2, 1, 32, [row], withAlpha)).rgb]).toEqual([0, 0, 0, 200, 0, 0]);
  const half = [0, 0, 0, 128, 0, 0, 200, 0];
  // 0 x 128/255 + 255 x 127/255 = 127; wholly transparent is white.
  expect([...decodeBmp(bitmap(2, 1, 32, [half], withAlpha)).rgb]).toEqual([127, 127, 127, 255, 255, 255]);
});

test('an index past the palette is black, and compressed bitmaps are refused by their header', () => {
  expect([...decodeBmp(bitmap(1, 1, 8, [[9]], { palette: [1, 2, 3, 0] })).rgb]).toEqual([0, 0, 0]);
  expect(readHeader('BMP', bitmap(4, 1, 8, [[1, 2, 3, 4]], { compression: 1 })).fault).toBe('damaged');
});
