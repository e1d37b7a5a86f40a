import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../images/picture.ts';
import { cutIntoTiles, parseImageProcessor, pixelValues } from './imageProcessor.ts';
import { bytesSource } from './byteSource.ts';
import { readHeader, readTensor } from './safetensors.ts';
import { resize, type ResampleFilter } from './resample.ts';

interface Run {
  readonly rows: number;
  readonly columns: number;
  readonly tiles: readonly string[];
}
interface Expected {
  readonly processors: Readonly<Record<string, unknown>>;
  readonly levels: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly photos: readonly {
    readonly file: string;
    readonly width: number;
    readonly height: number;
    readonly rgb: string;
    readonly runs: Readonly<Record<string, Run>>;
  }[];
  readonly sizes: readonly {
    readonly width: number;
    readonly height: number;
    readonly runs: Readonly<Record<string, Run>>;
  }[];
  readonly resizes: readonly {
    readonly from: readonly [number, number];
    readonly to: readonly [number, number];
    readonly filter: ResampleFilter;
    readonly sha: string;
  }[];
}

const expected: Expected = JSON.parse(readFileSync(new URL('fixtures/images.json', import.meta.url), 'utf8'));
const photos = process.env['VISPLAY_DATA']
  ? `${process.env['VISPLAY_DATA']}/photos`
  : fileURLToPath(new URL('../../../shared/data/photos', import.meta.url));

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 32);

const fileOf = (settings: unknown) =>
  new Map([['preprocessor_config.json', new TextEncoder().encode(JSON.stringify(settings))]]);
const processor = (name: string) => parseImageProcessor(fileOf(expected.processors[name]));

/** The same noise as tools/fixtures/images.py makes. */
function noise(width: number, height: number): Picture {
  let state = (width * 65536 + height) >>> 0;
  const rgb = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return { id: `${width}x${height}`, name: 'noise', width, height, rgb };
}

/** Pixels as Pillow decodes them, transparency laid over white as transformers' convert_to_rgb does. */
async function decode(file: string): Promise<Picture> {
  const { data, info } = await sharp(file.startsWith('/') ? file : `${photos}/${file}`, { ignoreIcc: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = data[i * channels + (channels < 3 ? 0 : channel)]!;
      const alpha = channels === 4 ? data[i * 4 + 3]! : 255;
      rgb[i * 3 + channel] = Math.round((value * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return { id: file, name: file, width, height, rgb };
}

function check(picture: Picture, runs: Readonly<Record<string, Run>>): void {
  for (const [run, { rows, columns, tiles }] of Object.entries(runs)) {
    const [name, mode] = run.split('-');
    const cut = cutIntoTiles(picture, processor(name!), mode === 'split');
    expect([run, cut.rows, cut.columns, cut.tiles.map(sha)]).toEqual([run, rows, columns, tiles]);
  }
}

describe('resize', () => {
  it.each(expected.resizes)(
    '$from to $to with filter $filter, every byte as Pillow',
    ({ from, to, filter, sha: hash }) => {
      const picture = noise(...from);
      const out = resize(picture.rgb, picture, { width: to[0], height: to[1] }, filter);
      expect(sha(out)).toBe(hash);
    },
  );
});

describe('cutIntoTiles', () => {
  // oxlint-disable-next-line vitest/expect-expect -- check() asserts
  it.each(expected.sizes)(
    '$width x $height of noise, every byte as transformers',
    ({ width, height, runs }) => {
      check(noise(width, height), runs);
    },
  );

  it.skipIf(!existsSync(photos)).each(expected.photos)(
    '$file of ../shared/data/photos, every byte as transformers',
    async ({ file, width, height, rgb, runs }) => {
      const picture = await decode(file);
      expect([picture.width, picture.height, sha(picture.rgb)]).toEqual([width, height, rgb]);
      check(picture, runs);
    },
  );

  it('splits by default where the settings say so', () => {
    const picture = noise(64, 64);
    expect(cutIntoTiles(picture, processor('small')).tiles.length).toBe(17);
    const whole = parseImageProcessor(
      fileOf({ ...Object(expected.processors['small']), do_image_splitting: false }),
    );
    expect(cutIntoTiles(picture, whole).tiles.length).toBe(1);
  });
});

describe('pixelValues', () => {
  it.each(Object.entries(expected.levels))('%s: every byte becomes the same float', (name, levels) => {
    const config = { ...processor(name), tileSize: 16 };
    const ramp = Uint8Array.from({ length: 256 * 3 }, (_, i) => Math.trunc(i / 3));
    const values = pixelValues([ramp, ramp], config);
    const once = levels.flat().map(Math.fround);
    expect([...values]).toEqual([...once, ...once]);
  });
});

describe('parseImageProcessor', () => {
  it('reads the settings of transformers 5 and takes defaults from the class', () => {
    const nested = new Map([
      [
        'processor_config.json',
        new TextEncoder().encode('{"image_processor": {"max_image_size": {"longest_edge": 32}}}'),
      ],
    ]);
    expect(parseImageProcessor(nested)).toEqual({
      doResize: true,
      longestEdge: 1456,
      doImageSplitting: true,
      tileSize: 32,
      resample: 1,
      rescaleFactor: 1 / 255,
      imageMean: [0.5, 0.5, 0.5],
      imageStd: [0.5, 0.5, 0.5],
    });
    const plain = parseImageProcessor(fileOf({ do_rescale: false, do_normalize: false }));
    expect(plain).toMatchObject({ rescaleFactor: 1, imageMean: [0, 0, 0], imageStd: [1, 1, 1] });
  });

  it.each([
    [
      new Map<string, Uint8Array>(),
      'The checkpoint has no settings for pictures. Add preprocessor_config.json to the folder.',
    ],
    [fileOf({ resample: 5 }), 'preprocessor_config.json: resample is not valid'],
    [fileOf({ size: { longest_edge: 1e6 } }), 'preprocessor_config.json: size.longest_edge is not valid'],
    [fileOf({ image_mean: [0.5] }), 'preprocessor_config.json: image_mean'],
  ])('refuses what it cannot follow %#', (files, sentence) => {
    expect(() => parseImageProcessor(files)).toThrow(sentence);
  });
});

describe('the image processor of SmolVLM2', () => {
  it.each([
    ['split', true],
    ['whole', false],
  ] as const)('sees a picture, %s, as transformers does', async (name, split) => {
    const folder = new URL('fixtures/tiny/smolvlm2/', import.meta.url);
    const settings = parseImageProcessor(
      new Map([['preprocessor_config.json', readFileSync(new URL('preprocessor_config.json', folder))]]),
    );
    const source = bytesSource(
      name,
      new Uint8Array(readFileSync(new URL(`pixels-${name}.safetensors`, folder))),
    );
    const { tensors } = await readHeader(source);
    const wanted = await readTensor(source, tensors[0]!);
    const picture = await decode(fileURLToPath(new URL('fixtures/complete.png', import.meta.url)));
    const found = pixelValues(cutIntoTiles(picture, settings, split).tiles, settings);
    expect(found.length).toBe(wanted.length);
    const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
    // Bytes are the same; float32 normalises in another order.
    expect(worst).toBeLessThan(1e-6);
  });
});
