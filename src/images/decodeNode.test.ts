import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeNode } from './decodeNode.ts';
import photos from './fixtures/photos.json' with { type: 'json' };
import type { Pixels } from './downscale.ts';
import fixture from './fixtures/pillow.json' with { type: 'json' };
import { contentOf } from './format.ts';
import { type Header, readHeader } from './header.ts';

const folder = `${process.env['VISPLAY_DATA'] ?? '../shared/data'}/photos`;

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function headerOf(bytes: Uint8Array): Header {
  const content = contentOf(bytes.subarray(0, 256));
  if (content.kind !== 'picture') throw new Error(`Taken for ${content.kind}.`);
  return readHeader(content.format, bytes);
}

/** Largest difference of two runs of bytes. */
function furthest(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

for (const [name, expected] of Object.entries(fixture.pictures)) {
  test(`${name} has the pixels that Pillow and transformers see`, async () => {
    const bytes = fromBase64(expected.file);
    const header = headerOf(bytes);
    expect(header.fault).toBeUndefined();
    expect(header.animated).toBe(name.startsWith('animated'));
    const upright = /orientation-[5-8]/.test(name);
    expect([header.width, header.height]).toEqual(
      upright ? [expected.height, expected.width] : [expected.width, expected.height],
    );

    const { pixels, width, height } = await decodeNode(bytes, header, 1024);
    expect({ width, height }).toEqual({ width: expected.width, height: expected.height });
    expect(pixels.rgb.length).toBe(width * height * 3);
    // Two decoders of a lossy format may differ in the last bit of a transform.
    const tolerance = /jpg$|lossy/.test(name) ? 1 : 0;
    expect(furthest(pixels.rgb, fromBase64(expected.rgb))).toBeLessThanOrEqual(tolerance);
  });
}

test('a larger picture is shrunk to the edge asked for and its own size is told', async () => {
  const bytes = fromBase64(fixture.pictures['orientation-6.jpg'].file);
  const { pixels, width, height } = await decodeNode(bytes, headerOf(bytes), 6);
  expect([width, height, pixels.width, pixels.height]).toEqual([9, 13, 4, 6]);
});

test('a picture past the edge at which whole ones are held keeps its upright size on record', async () => {
  const flat = sharp({ create: { width: 6000, height: 30, channels: 3, background: '#204060' } });
  const bytes = new Uint8Array(await flat.withMetadata({ orientation: 6 }).png().toBuffer());
  const { pixels, width, height } = await decodeNode(bytes, headerOf(bytes), 2000);
  expect([width, height, pixels.width, pixels.height]).toEqual([30, 6000, 10, 2000]);
  expect([...pixels.rgb.subarray(0, 3)]).toEqual([0x20, 0x40, 0x60]);
});

async function decodePhoto(name: string): Promise<Pixels> {
  const bytes = new Uint8Array(readFileSync(`${folder}/${name}`));
  return (await decodeNode(bytes, headerOf(bytes), 4096)).pixels;
}

const noPhotos = !existsSync(folder);

test.skipIf(noPhotos)(
  `photographs without loss or alpha are Pillow's byte for byte (needs ${folder})`,
  async () => {
    const exact = Object.entries(photos).filter(([name]) => name.endsWith('.png') && name !== 'horse.png');
    for (const [name, { sha256 }] of exact) {
      const { rgb } = await decodePhoto(name);
      expect([name, createHash('sha256').update(rgb).digest('hex')]).toEqual([name, sha256]);
    }
  },
);

test.skipIf(noPhotos)(
  `photographs have the size and mean colour that Pillow finds (needs ${folder})`,
  async () => {
    for (const [name, expected] of Object.entries(photos)) {
      const { width, height, rgb } = await decodePhoto(name);
      expect([name, width, height]).toEqual([name, expected.width, expected.height]);
      for (const channel of [0, 1, 2]) {
        const mean =
          rgb.reduce((sum, value, i) => (i % 3 === channel ? sum + value : sum), 0) / (width * height);
        // Two JPEG decoders agree to a level or two per byte, and closer in the mean.
        expect(Math.abs(mean - expected.mean[channel]!)).toBeLessThan(0.1);
      }
    }
  },
);
