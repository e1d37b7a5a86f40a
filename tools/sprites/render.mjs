/**
 * Renders the everyday things of the world to src/world/sprites.ts: one palette for all, one row of indices a picture.
 *
 *   npm install --no-save @iconify-json/fluent-emoji-flat@1.2.6 && node tools/sprites/render.mjs
 *
 * The pictures are Microsoft's Fluent emoji, flat style (MIT, see NOTICE). Only what is rendered here is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** The world's word for a thing and the icon's name in the set. */
const ICONS = {
  apple: 'red-apple',
  ball: 'soccer-ball',
  bus: 'bus',
  car: 'automobile',
  carrot: 'carrot',
  fish: 'fish',
  flower: 'tulip',
  frog: 'frog',
  hat: 'top-hat',
  house: 'house',
  key: 'key',
  penguin: 'penguin',
  pig: 'pig-face',
  sun: 'sun',
  tree: 'deciduous-tree',
  umbrella: 'umbrella',
};
/** Side of a sprite in pixels: the world draws at 13 to 30 px and averages down. */
const SIDE = 36;
/** The palette: at most so many colours, and index 0 for nothing. */
const COLOURS = 63;

/** Installed for this script alone, so no dependency of the project. */
const set = join(import.meta.dirname, '..', '..', 'node_modules', '@iconify-json', 'fluent-emoji-flat');
const { icons, width = 32, height = 32 } = JSON.parse(readFileSync(join(set, 'icons.json'), 'utf8'));

/** Pixels of one icon, trimmed to what is drawn and centred: SIDE x SIDE x 4 bytes. */
async function render(name) {
  const icon = icons[name];
  if (icon === undefined) throw new Error(`There is no icon ${name} in the set.`);
  const box = `0 0 ${icon.width ?? width} ${icon.height ?? height}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="${box}">${icon.body}</svg>`;
  const trimmed = await sharp(Buffer.from(svg))
    .trim({ background: '#00000000', threshold: 1 })
    .png()
    .toBuffer();
  return sharp(trimmed)
    .resize(SIDE, SIDE, { fit: 'contain', background: '#00000000' })
    .ensureAlpha()
    .raw()
    .toBuffer();
}

const sheets = await Promise.all(Object.values(ICONS).map(render));
const pixels = [];
for (const sheet of sheets)
  for (let at = 0; at < sheet.length; at += 4)
    if (sheet[at + 3] >= 128) pixels.push([...sheet.subarray(at, at + 3)]);
const palette = medianCut(pixels, COLOURS);

function spread(box, channel) {
  let [low, high] = [255, 0];
  for (const pixel of box) [low, high] = [Math.min(low, pixel[channel]), Math.max(high, pixel[channel])];
  return high - low;
}

/** Halves the box with the longest side at its median until there are enough; a box stands for its mean. */
function medianCut(all, count) {
  const boxes = [all];
  while (boxes.length < count) {
    let [best, along, longest] = [0, 0, -1];
    for (const [place, box] of boxes.entries())
      for (const channel of [0, 1, 2])
        if (spread(box, channel) > longest) [best, along, longest] = [place, channel, spread(box, channel)];
    const sorted = boxes[best].toSorted((a, b) => a[along] - b[along]);
    const cut = Math.floor(sorted.length / 2);
    boxes.splice(best, 1, sorted.slice(0, cut), sorted.slice(cut));
  }
  return boxes.map((box) =>
    [0, 1, 2].map((channel) => Math.round(box.reduce((sum, pixel) => sum + pixel[channel], 0) / box.length)),
  );
}

function nearest([red, green, blue]) {
  let [best, least] = [0, Infinity];
  for (const [place, colour] of palette.entries()) {
    const distance = (red - colour[0]) ** 2 + (green - colour[1]) ** 2 + (blue - colour[2]) ** 2;
    if (distance < least) [best, least] = [place, distance];
  }
  return best;
}

/** One printable character a palette index, nothing that a string literal has to escape. */
const ALPHABET = '.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-';
const lines = Object.keys(ICONS).map((name, place) => {
  let text = '';
  const sheet = sheets[place];
  for (let at = 0; at < sheet.length; at += 4)
    text += ALPHABET[sheet[at + 3] < 128 ? 0 : 1 + nearest(sheet.subarray(at, at + 3))];
  const runs = text.replaceAll(/(.)\1{3,}/g, (run, mark) => `${mark}{${run.length}}`);
  return `  ${name}:\n    '${runs}',`;
});
const colours = palette
  .map((colour) => colour.map((value) => value.toString(16).padStart(2, '0')).join(''))
  .join('');
writeFileSync(
  new URL('../../src/world/sprites.ts', import.meta.url),
  `/*! @license Fluent emoji (flat), Copyright (c) Microsoft Corporation, MIT: see NOTICE. */
// Written by tools/sprites/render.mjs.

/** Side of a sprite in pixels. */
export const SPRITE_SIDE = ${SIDE};

/** Colours of all sprites, six hexadecimal digits each. */
export const SPRITE_PALETTE =
  '${colours}';

/** The characters that stand for nothing and for the colours, in order. */
export const SPRITE_ALPHABET = '${ALPHABET}';

/** Pixels row by row; a character and \`{n}\` stand for n of it. */
export const SPRITES = {
${lines.join('\n')}
} as const;
`,
);
