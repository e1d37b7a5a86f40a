import type { Canvas } from './canvas.ts';
import { type Colour, type Everyday, isShape, type Noun, type Shape } from './lexicon.ts';
import type { Look } from './look.ts';
import { shapeMasks, spriteAt } from './masks.ts';
import type { SceneOf } from './scene.ts';

export function paintThings(canvas: Canvas, look: Look, { things }: SceneOf<'things'>): void {
  for (const { noun, colour, x, y, side } of things) paintThing(canvas, look, noun, colour, x, y, side);
}

/** A shape in its colour with an outline, or an everyday thing in its own; corner and side in units. */
export function paintThing(
  canvas: Canvas,
  look: Look,
  noun: Noun,
  colour: Colour | undefined,
  x: number,
  y: number,
  side: number,
): void {
  const pixels = Math.trunc(side * canvas.scale);
  const [left, top] = [Math.trunc(x * canvas.scale), Math.trunc(y * canvas.scale)];
  if (isShape(noun)) paintShape(canvas, look, noun, colour ?? 'gray', left, top, pixels);
  else paintSprite(canvas, look, noun, left, top, pixels);
}

function paintShape(
  canvas: Canvas,
  look: Look,
  shape: Shape,
  colour: Colour,
  left: number,
  top: number,
  pixels: number,
): void {
  const { outer, inner } = shapeMasks(shape, pixels, (left * 7 + top * 3) % 8);
  const fill = look.colour(colour);
  canvas.stamp(outer, left, top, look.edge(fill));
  canvas.stamp(inner, left, top, fill);
}

function paintSprite(
  canvas: Canvas,
  look: Look,
  noun: Everyday,
  left: number,
  top: number,
  pixels: number,
): void {
  const { mask, rgb } = spriteAt(noun, pixels);
  for (let y = 0, at = 0; y < pixels; y += 1) {
    for (let x = 0; x < pixels; x += 1, at += 1) {
      const cover = mask.cover[at]!;
      if (cover === 0) continue;
      const colour = look.shifted([rgb[at * 3]!, rgb[at * 3 + 1]!, rgb[at * 3 + 2]!]);
      canvas.blend(left + x, top + y, colour, cover);
    }
  }
}
