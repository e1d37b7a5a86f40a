import { expect, test } from 'vitest';
import fixture from './fixtures/pillow.json' with { type: 'json' };
import { contentOf, type Format, HEAD_BYTES } from './format.ts';
import { readHeader } from './header.ts';

const files = Object.entries(fixture.pictures).map(([name, { file }]) => ({
  name,
  bytes: new Uint8Array(Buffer.from(file, 'base64')),
}));
const formats: Readonly<Record<string, Format>> = {
  png: 'PNG',
  jpg: 'JPEG',
  webp: 'WebP',
  gif: 'GIF',
  bmp: 'BMP',
};

function formatOf(name: string): Format {
  return formats[name.slice(name.lastIndexOf('.') + 1)]!;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

test('formats are told by their bytes', () => {
  for (const { name, bytes } of files) {
    expect(contentOf(bytes.subarray(0, HEAD_BYTES))).toEqual({ kind: 'picture', format: formatOf(name) });
  }
});

test.each([
  ['\0\0\0\x1cftypheic', 'a HEIC picture (the format of iPhones)'],
  ['\0\0\0\x1cftypavif', 'an AVIF picture'],
  ['\0\0\0\x1cftypisom', 'a video'],
  ['II*\0', 'a TIFF or raw picture'],
  [
    '<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg">',
    'an SVG drawing',
  ],
  ['%PDF-1.7', 'a PDF document'],
  ['\x1f\x8b\x08', 'an archive other than zip'],
])('%j is known and not read', (head, format) => {
  expect(contentOf(ascii(head))).toEqual({ kind: 'foreign', format });
});

test.each(['', 'hello', 'BMW is a car maker', '\x89PN', '{"png": true}', '<html><svg>', 'RIFF\0\0\0\0WAVE'])(
  '%j is nothing that is known',
  (head) => {
    expect(contentOf(ascii(head))).toEqual({ kind: 'unknown' });
  },
);

test('a zip is told by its bytes, an empty one too', () => {
  expect(contentOf(ascii('PK\x03\x04')).kind).toBe('zip');
  expect(contentOf(ascii('PK\x05\x06')).kind).toBe('zip');
});

test('a file cut anywhere is told from a whole one, unless the frame in use is whole', () => {
  for (const { name, bytes } of files) {
    const whole = readHeader(formatOf(name), bytes);
    expect([name, whole.fault]).toEqual([name, undefined]);
    for (let length = 20; length < bytes.length; length++) {
      const cut = readHeader(formatOf(name), bytes.subarray(0, length));
      const left = bytes.length - length;
      // Not needed: the padding of a bitmap's last row, the checksum of PNG's empty last chunk, a GIF's later frames.
      const enough = name.endsWith('bmp')
        ? left <= 3
        : name.endsWith('png')
          ? left <= 4
          : name.endsWith('gif') && cut.fault === undefined;
      expect([name, length, cut.fault]).toEqual([name, length, enough ? undefined : 'truncated']);
    }
  }
});

test('a GIF that is cut in its first frame is cut', () => {
  const { bytes } = files.find(({ name }) => name === 'still.gif')!;
  expect(readHeader('GIF', bytes.subarray(0, -5)).fault).toBe('truncated');
});

test('an animated GIF that is cut in its second frame keeps its first', () => {
  const { bytes } = files.find(({ name }) => name === 'animated.gif')!;
  expect(readHeader('GIF', bytes.subarray(0, -40))).toEqual(readHeader('GIF', bytes));
});

test('the size is known even where the file is cut right after it', () => {
  const { bytes } = files.find(({ name }) => name === 'rgb.png')!;
  const huge = bytes.slice(0, 33);
  new DataView(huge.buffer).setUint32(16, 20_000);
  new DataView(huge.buffer).setUint32(20, 20_000);
  expect(readHeader('PNG', huge)).toEqual({
    format: 'PNG',
    width: 20_000,
    height: 20_000,
    animated: false,
    fault: 'truncated',
  });
});

test('nonsense after the magic bytes is damaged or cut, and never a picture', () => {
  const noise = Uint8Array.from({ length: 400 }, (_, i) => (i * 97 + (i >> 3) * 31) & 255);
  for (const { name, bytes } of files) {
    const broken = bytes.slice(0, 400);
    broken.set(noise.subarray(0, broken.length - 12), 12);
    expect([name, readHeader(formatOf(name), broken).fault]).not.toEqual([name, undefined]);
  }
});

test('stray bytes and fill bytes between JPEG segments are passed over, as decoders do', () => {
  const { bytes } = files.find(({ name }) => name === 'baseline.jpg')!;
  const odd = Uint8Array.of(0xff, 0xd8, 1, 2, 3, 0xff, 0xff, ...bytes.subarray(2));
  expect(readHeader('JPEG', odd)).toEqual(readHeader('JPEG', bytes));
});
