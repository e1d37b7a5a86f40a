import type { Mask, Rgb } from './canvas.ts';
import type { Everyday, Shape } from './lexicon.ts';
import { SPRITE_ALPHABET, SPRITE_PALETTE, SPRITE_SIDE, SPRITES } from './sprites.ts';

/** Is the sample point inside the shape? All in eighths of a pixel from the bounding square's corner. */
const INSIDE: Record<Shape, (x: number, y: number, side: number, variant: number) => boolean> = {
  circle: (x, y, side) => (2 * x - side) ** 2 + (2 * y - side) ** 2 <= side * side,
  // Wide or tall, never a square.
  rectangle: (x, y, side, variant) => {
    const [along, across] = variant < 4 ? [x, y] : [y, x];
    const half = 3 + (variant % 4);
    return 16 * along >= side && 16 * along <= 15 * side && Math.abs(2 * across - side) * 8 <= half * side;
  },
  triangle: (x, y, side) => Math.abs(2 * x - side) <= y,
  cross: (x, y, side) => Math.abs(2 * x - side) * 10 <= side * 3 || Math.abs(2 * y - side) * 10 <= side * 3,
};

const masks = new Map<string, { outer: Mask; inner: Mask }>();

/** A shape as it is, and without its outermost pixel, for an outline. `variant` is 0 to 7. */
export function shapeMasks(shape: Shape, side: number, variant: number): { outer: Mask; inner: Mask } {
  const key = `${shape} ${side} ${variant}`;
  let found = masks.get(key);
  if (found === undefined) {
    const outer = covered(shape, side, variant);
    found = { outer, inner: eroded(outer) };
    masks.set(key, found);
  }
  return found;
}

function covered(shape: Shape, side: number, variant: number): Mask {
  const cover = new Uint8Array(side * side);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1)
      for (let v = 1; v < 8; v += 2)
        for (let u = 1; u < 8; u += 2)
          if (INSIDE[shape](x * 8 + u, y * 8 + v, side * 8, variant)) cover[y * side + x]! += 1;
  return { width: side, height: side, cover };
}

/** Every pixel takes the least of itself and its four neighbours. */
function eroded({ width, height, cover }: Mask): Mask {
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : cover[y * width + x]!;
  const least = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      least[y * width + x] = Math.min(at(x, y), at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1));
  return { width, height, cover: least };
}

/** An everyday thing at some size: colours and how much of each pixel they cover. */
interface Sprite {
  readonly mask: Mask;
  /** [side, side, 3] */
  readonly rgb: Uint8Array;
}

const sprites = new Map<string, Sprite>();
const sheets = new Map<Everyday, Uint8Array>();

const PALETTE: readonly Rgb[] = Array.from({ length: SPRITE_PALETTE.length / 6 }, (_, place) => {
  const value = Number.parseInt(SPRITE_PALETTE.slice(place * 6, place * 6 + 6), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
});

/** A thing averaged down to `side` pixels. */
export function spriteAt(name: Everyday, side: number): Sprite {
  const key = `${name} ${side}`;
  let found = sprites.get(key);
  if (found === undefined) {
    found = shrunk(sheetOf(name), side);
    sprites.set(key, found);
  }
  return found;
}

/** Palette indices of a thing at its full size; 0 is nothing. */
function sheetOf(name: Everyday): Uint8Array {
  let sheet = sheets.get(name);
  if (sheet === undefined) {
    const marks = SPRITES[name].replaceAll(/(.)\{(\d+)\}/g, (_, mark: string, count: string) =>
      mark.repeat(Number(count)),
    );
    sheet = Uint8Array.from(marks, (mark) => SPRITE_ALPHABET.indexOf(mark));
    sheets.set(name, sheet);
  }
  return sheet;
}

/** Averages areas, in whole numbers: a source pixel counts `side` wide, a target pixel SPRITE_SIDE wide. */
function shrunk(sheet: Uint8Array, side: number): Sprite {
  const cover = new Uint8Array(side * side);
  const rgb = new Uint8Array(side * side * 3);
  const overlap = (from: number, to: number): number =>
    Math.min((from + 1) * side, (to + 1) * SPRITE_SIDE) - Math.max(from * side, to * SPRITE_SIDE);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const sums = [0, 0, 0];
      let weight = 0;
      for (let v = Math.trunc((y * SPRITE_SIDE) / side); v < SPRITE_SIDE && overlap(v, y) > 0; v += 1) {
        for (let u = Math.trunc((x * SPRITE_SIDE) / side); u < SPRITE_SIDE && overlap(u, x) > 0; u += 1) {
          const index = sheet[v * SPRITE_SIDE + u]!;
          if (index === 0) continue;
          const share = overlap(u, x) * overlap(v, y);
          weight += share;
          for (let channel = 0; channel < 3; channel += 1)
            sums[channel]! += PALETTE[index - 1]![channel]! * share;
        }
      }
      const at = y * side + x;
      cover[at] = Math.trunc((weight * 16) / (SPRITE_SIDE * SPRITE_SIDE) + 0.5);
      for (let channel = 0; channel < 3; channel += 1)
        rgb[at * 3 + channel] = weight === 0 ? 0 : Math.trunc(sums[channel]! / weight);
    }
  }
  return { mask: { width: side, height: side, cover }, rgb };
}
