import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import type { Picture } from '../images/picture.ts';
import { parseJsonObject } from './folder.ts';
import { resize, type ResampleFilter } from './resample.ts';

/** What `preprocessor_config.json` says, names as in transformers' Idefics3ImageProcessor. */
export interface ImageProcessorConfig {
  readonly doResize: boolean;
  /** the longest edge is brought to this many pixels first, up or down */
  readonly longestEdge: number;
  /** whether pictures are cut into tiles where the caller does not say */
  readonly doImageSplitting: boolean;
  /** side of a square tile, pixels; the vision tower's image size */
  readonly tileSize: number;
  readonly resample: ResampleFilter;
  /** factor on bytes, 1 where they are not rescaled */
  readonly rescaleFactor: number;
  /** per channel, of the rescaled values */
  readonly imageMean: readonly number[];
  readonly imageStd: readonly number[];
}

/** A picture as the vision tower takes it: one square tile, or a grid of them and the whole picture after it. */
export interface PictureTiles {
  /** tiles of the grid down and across; both 0 where the picture was not cut */
  readonly rows: number;
  readonly columns: number;
  /** side of every tile, pixels */
  readonly size: number;
  /** [size, size, 3] bytes each, row by row, the whole picture last */
  readonly tiles: readonly Uint8Array[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

// 4096 is the processor's own bound on an edge (MAX_IMAGE_SIZE), so it needs no second look.
const edge = v.object({ longest_edge: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)) });
const channels = v.strictTuple([v.number(), v.number(), v.number()]);
// Defaults are the class attributes of Idefics3ImageProcessor (transformers 5).
const schema = v.object({
  do_resize: v.optional(v.boolean(), true),
  size: v.optional(edge, { longest_edge: 4 * 364 }),
  do_image_splitting: v.optional(v.boolean(), true),
  max_image_size: v.optional(edge, { longest_edge: 364 }),
  resample: v.optional(v.picklist([1, 2, 3]), 1),
  do_rescale: v.optional(v.boolean(), true),
  rescale_factor: v.optional(v.number(), 1 / 255),
  do_normalize: v.optional(v.boolean(), true),
  image_mean: v.optional(channels, [0.5, 0.5, 0.5]),
  image_std: v.optional(channels, [0.5, 0.5, 0.5]),
});

/**
 * Settings of the image processor, from `preprocessor_config.json` or the `image_processor` of
 * `processor_config.json` (transformers 5).
 *
 * Throws `missing-file` where there is neither, `bad-config` for settings that cannot be followed.
 */
export function parseImageProcessor(files: ReadonlyMap<string, Uint8Array>): ImageProcessorConfig {
  const [file, json] = findSettings(files);
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new VisplayError(
      'bad-config',
      `${file}: ${v.getDotPath(issue) ?? 'the file'} is not valid (${issue.message}).`,
      'Use the file as transformers writes it for an Idefics3 checkpoint.',
    );
  }
  const settings = parsed.output;
  return {
    doResize: settings.do_resize,
    longestEdge: settings.size.longest_edge,
    doImageSplitting: settings.do_image_splitting,
    tileSize: settings.max_image_size.longest_edge,
    resample: settings.resample,
    rescaleFactor: settings.do_rescale ? settings.rescale_factor : 1,
    imageMean: settings.do_normalize ? settings.image_mean : [0, 0, 0],
    imageStd: settings.do_normalize ? settings.image_std : [1, 1, 1],
  };
}

function findSettings(files: ReadonlyMap<string, Uint8Array>): readonly [file: string, json: unknown] {
  const own = files.get('preprocessor_config.json');
  if (own) return ['preprocessor_config.json', parseJsonObject('preprocessor_config.json', own)];
  const shared = files.get('processor_config.json');
  const json = shared ? parseJsonObject('processor_config.json', shared)['image_processor'] : undefined;
  if (json !== undefined) return ['processor_config.json', json];
  throw new VisplayError(
    'missing-file',
    'The checkpoint has no settings for pictures.',
    'Add preprocessor_config.json to the folder.',
  );
}

/**
 * A picture brought to the tower's size: its longest edge to `longestEdge`, then either stretched to one tile, or
 * stretched to whole tiles, cut, and the whole picture added as the last tile. The bytes are those of
 * Idefics3ImageProcessor with Pillow.
 */
export function cutIntoTiles(
  picture: Picture,
  config: ImageProcessorConfig,
  split: boolean = config.doImageSplitting,
): PictureTiles {
  const { tileSize, resample } = config;
  const first = config.doResize ? longestEdgeSize(picture, config.longestEdge) : picture;
  const resized = config.doResize ? resize(picture.rgb, picture, first, resample) : picture.rgb;
  const tile = { width: tileSize, height: tileSize };
  if (!split) return { rows: 0, columns: 0, size: tileSize, tiles: [resize(resized, first, tile, resample)] };
  const full = wholeTiles(first, tileSize);
  const stretched = resize(resized, first, full, resample);
  const [rows, columns] = [full.height / tileSize, full.width / tileSize];
  if (rows === 1 && columns === 1) return { rows: 0, columns: 0, size: tileSize, tiles: [stretched] };
  const tiles: Uint8Array[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      tiles.push(crop(stretched, full.width, column * tileSize, row * tileSize, tileSize));
    }
  }
  tiles.push(resize(stretched, full, tile, resample));
  return { rows, columns, size: tileSize, tiles };
}

/** The size with the given longest edge and nearly the same proportions; the shorter edge is made even, and is at least 1. */
function longestEdgeSize({ width, height }: Size, longest: number): Size {
  const ratio = width / height;
  if (width >= height) return { width: longest, height: even(Math.trunc(longest / ratio)) };
  return { width: even(Math.trunc(longest * ratio)), height: longest };
}

function even(x: number): number {
  return Math.max(1, x + (x % 2));
}

/** The next size whose edges are whole tiles. */
function wholeTiles({ width, height }: Size, tileSize: number): Size {
  const ratio = width / height;
  const up = (x: number) => Math.ceil(x / tileSize) * tileSize;
  if (width >= height) return { width: up(width), height: up(Math.trunc(up(width) / ratio)) };
  return { width: up(Math.trunc(up(height) * ratio)), height: up(height) };
}

function crop(rgb: Uint8Array, width: number, left: number, top: number, size: number): Uint8Array {
  const tile = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    const start = ((top + y) * width + left) * 3;
    tile.set(rgb.subarray(start, start + size * 3), y * size * 3);
  }
  return tile;
}

/**
 * What the vision tower is fed, [tiles, 3, size, size]: bytes rescaled and normalised per channel, in the same
 * single-precision steps as transformers takes.
 */
export function pixelValues(tiles: readonly Uint8Array[], config: ImageProcessorConfig): Float32Array {
  const tables = config.imageMean.map((mean, channel) => levels(config, mean, config.imageStd[channel]!));
  const plane = config.tileSize * config.tileSize;
  const values = new Float32Array(tiles.length * 3 * plane);
  for (const [i, tile] of tiles.entries()) {
    for (const [channel, table] of tables.entries()) {
      const start = (i * 3 + channel) * plane;
      for (let p = 0; p < plane; p++) values[start + p] = table[tile[p * 3 + channel]!]!;
    }
  }
  return values;
}

/** The value of every byte. */
function levels({ rescaleFactor }: ImageProcessorConfig, mean: number, std: number): Float32Array {
  const { fround } = Math;
  return Float32Array.from({ length: 256 }, (_, byte) => {
    return fround(fround(byte * rescaleFactor) - fround(mean)) / fround(std);
  });
}
