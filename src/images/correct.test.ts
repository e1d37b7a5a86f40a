import { expect, test } from 'vitest';
import { colours, correct, correctionText, details, exposures, UNCHANGED } from './correct.ts';
import type { Picture } from './picture.ts';
import { pictureId } from './pictureId.ts';

function picture(width: number, height: number, pixels: readonly (readonly number[])[]): Picture {
  const rgb = Uint8Array.from(pixels.flat());
  return { id: pictureId(width, rgb), name: 'p', width, height, rgb };
}

const many = (count: number, pixel: readonly number[]) => Array.from({ length: count }, () => pixel);
/** Twelve grey pixels of paper in bad light, three of ink and one of red. */
const card = picture(4, 4, [...many(12, [100, 110, 120]), ...many(3, [20, 20, 20]), [110, 60, 60]]);

test('nothing to correct is the same picture', () => {
  expect(correct(card, UNCHANGED)).toBe(card);
  expect(correctionText(UNCHANGED)).toBe('unchanged');
});

test('every correction keeps the shape, leaves its picture alone and has a name of its own', () => {
  const before = card.rgb.slice();
  const names = new Set<string>();
  for (const exposure of exposures)
    for (const colour of colours)
      for (const detail of details) {
        const correction = { exposure, colour, detail };
        const made = correct(card, correction);
        expect(made.rgb.length).toBe(card.rgb.length);
        expect([made.width, made.height]).toEqual([4, 4]);
        names.add(correctionText(correction));
      }
  expect(names.size).toBe(exposures.length * colours.length * details.length);
  expect(card.rgb).toEqual(before);
});

test('the commonest colour becomes paper, whatever light it lies in', () => {
  const made = correct(card, { ...UNCHANGED, exposure: 'white ground' });
  expect(made.rgb.slice(0, 3)).toEqual(Uint8Array.of(237, 237, 237));
  expect(made.id).not.toBe(card.id);
  // Ink on paper in better light: channels scale, so the red stays the reddest.
  expect(made.rgb.slice(45, 48)).toEqual(Uint8Array.of(255, 129, 119));
});

test('a black picture has no paper to be lit up to white', () => {
  const black = picture(2, 2, many(4, [10, 10, 10]));
  const made = correct(black, { ...UNCHANGED, exposure: 'white ground' });
  expect(made.rgb[0]).toBe(Math.floor((10 * 237) / 40 + 0.5));
});

test('levels reach from black to white, and one colour stays as it is', () => {
  const ramp = picture(
    16,
    16,
    Array.from({ length: 256 }, (_, at) => many(1, [60 + at / 4, 60 + at / 4, 60 + at / 4])[0]!),
  );
  const made = correct(ramp, { ...UNCHANGED, exposure: 'levels' });
  expect(Math.min(...made.rgb)).toBe(0);
  expect(Math.max(...made.rgb)).toBe(255);
  const flat = picture(2, 2, many(4, [90, 90, 90]));
  expect(correct(flat, { ...UNCHANGED, exposure: 'levels' })).toBe(flat);
});

test('a gamma curve keeps black and white and lifts or lowers the middle', () => {
  const three = picture(3, 1, [
    [0, 0, 0],
    [128, 128, 128],
    [255, 255, 255],
  ]);
  const lighter = correct(three, { ...UNCHANGED, exposure: 'lighter' });
  const darker = correct(three, { ...UNCHANGED, exposure: 'darker' });
  expect([lighter.rgb[0], lighter.rgb[3], lighter.rgb[6]]).toEqual([0, 157, 255]);
  expect([darker.rgb[0], darker.rgb[3], darker.rgb[6]]).toEqual([0, 97, 255]);
});

test('the median takes out a single grain, and sharpening makes it stand out', () => {
  const grain = picture(
    3,
    3,
    Array.from({ length: 9 }, (_, at) => (at === 4 ? [150, 150, 150] : [100, 100, 100])),
  );
  expect(correct(grain, { ...UNCHANGED, detail: 'smooth' }).rgb[12]).toBe(100);
  expect(correct(grain, { ...UNCHANGED, detail: 'sharp' }).rgb[12]).toBe(190);
});

test('vivid moves colours from grey and leaves grey', () => {
  const two = picture(2, 1, [
    [100, 100, 100],
    [130, 100, 70],
  ]);
  expect([...correct(two, { ...UNCHANGED, colour: 'vivid' }).rgb]).toEqual([100, 100, 100, 145, 100, 55]);
});
