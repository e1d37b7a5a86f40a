import { addressText, randomAt } from './address.ts';
import { type Domain, domainText } from './domain.ts';
import type { Random } from './random.ts';
import { BAR_UNIT, type Colour, PICTURE_SIDE, type Scene, type Shape, type Thing } from './scene.ts';

/** A picture as the images stage knows it; `rgb` holds height x width x 3 bytes. */
export interface WorldPicture {
  readonly id: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

type Rgb = readonly [number, number, number];

const PALETTE: Record<Colour, Rgb> = {
  red: [214, 40, 40],
  orange: [240, 140, 20],
  yellow: [238, 214, 40],
  green: [50, 160, 60],
  blue: [45, 90, 210],
  purple: [145, 60, 175],
};

/**
 * Draws a scene in a domain: 64 x 64 pixels, 4 x 4 samples a pixel. Only +, -, *, / and truncation are used, whose
 * results IEEE 754 fixes, so a browser and Node draw the same bytes.
 */
export function paint(scene: Scene, domain: Domain): WorldPicture {
  const random = randomAt(scene.address, 'look');
  const rgb = background(random, domain);
  if (scene.kind === 'things') {
    for (const thing of scene.things) {
      const colour = objectColour(thing.colour, random, domain);
      fill(rgb, thing.x, thing.y, thing.size, thing.size, colour, (x, y) => inside(thing, x, y));
    }
  } else {
    // Dark on light ground, light on dark.
    const line = domain.strength < 60 ? 70 : 150;
    fill(rgb, 2, scene.base, PICTURE_SIDE - 4, 1, [line, line, line], () => true);
    for (const bar of scene.bars) {
      const colour = objectColour(bar.colour, random, domain);
      const height = bar.height * BAR_UNIT;
      fill(rgb, bar.x, scene.base - height, bar.width, height, colour, () => true);
    }
  }
  if (domain.name === 'shifted') addNoise(rgb, random, domain.strength);
  const id = `world-${domainText(domain)}-${addressText(scene.address)}`;
  return { id, name: `${id}.png`, width: PICTURE_SIDE, height: PICTURE_SIDE, rgb };
}

function mix(from: number, to: number, percent: number): number {
  return Math.trunc((from * (100 - percent) + to * percent) / 100);
}

function byte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.trunc(value);
}

function background(random: Random, domain: Domain): Uint8Array {
  const tint = [random.between(-6, 6), random.between(-6, 6), random.between(-6, 6)];
  const light = random.between(226, 246);
  const rgb = new Uint8Array(PICTURE_SIDE * PICTURE_SIDE * 3);
  if (domain.name === 'clean') {
    for (let at = 0; at < rgb.length; at += 1) rgb[at] = byte(light + tint[at % 3]!);
    return rgb;
  }
  const level = mix(light, random.between(34, 66), Math.trunc((domain.strength * 92) / 100));
  const amplitude = Math.trunc((domain.strength * 24) / 100);
  // Value noise on an 8 px lattice, interpolated between the lattice points.
  const lattice = Array.from({ length: 81 }, () => random.between(-amplitude, amplitude));
  for (let y = 0; y < PICTURE_SIDE; y += 1) {
    for (let x = 0; x < PICTURE_SIDE; x += 1) {
      const corner = (y >> 3) * 9 + (x >> 3);
      const [u, v] = [x & 7, y & 7];
      const top = lattice[corner]! * (8 - u) + lattice[corner + 1]! * u;
      const bottom = lattice[corner + 9]! * (8 - u) + lattice[corner + 10]! * u;
      const texture = Math.trunc((top * (8 - v) + bottom * v) / 64);
      for (let channel = 0; channel < 3; channel += 1) {
        rgb[(y * PICTURE_SIDE + x) * 3 + channel] = byte(level + texture + 2 * tint[channel]!);
      }
    }
  }
  return rgb;
}

/** The colour of one object: the palette's with a little jitter, under a shift greyer and turned towards another hue. */
function objectColour(colour: Colour, random: Random, domain: Domain): Rgb {
  const base = PALETTE[colour];
  const jitter = (value: number): number => byte(value + random.between(-16, 16));
  const [red, green, blue] = [jitter(base[0]), jitter(base[1]), jitter(base[2])];
  if (domain.name === 'clean') return [red, green, blue];
  const turn = Math.trunc((domain.strength * 13) / 100);
  const grey = Math.trunc((red + green + blue) / 3);
  const pale = Math.trunc((domain.strength * 34) / 100);
  const shift = (value: number, next: number): number => mix(mix(value, next, turn), grey, pale);
  return [shift(red, green), shift(green, blue), shift(blue, red)];
}

/** Is the sample point, in eighths of a pixel from the bounding square's corner, inside the shape? */
function inside(thing: Thing, x: number, y: number): boolean {
  const side = thing.size * 8;
  return INSIDE[thing.shape](x, y, side);
}

const INSIDE: Record<Shape, (x: number, y: number, side: number) => boolean> = {
  circle: (x, y, side) => (2 * x - side) ** 2 + (2 * y - side) ** 2 <= side * side,
  // Inset, so that a square has about the area of a circle and is not told by its size alone.
  square: (x, y, side) => 12 * x >= side && 12 * x <= 11 * side && 12 * y >= side && 12 * y <= 11 * side,
  triangle: (x, y, side) => Math.abs(2 * x - side) <= y,
  cross: (x, y, side) => Math.abs(2 * x - side) * 10 <= side * 3 || Math.abs(2 * y - side) * 10 <= side * 3,
};

/** Blends `colour` over the box by the share of 16 samples a pixel that `covers` accepts. */
function fill(
  rgb: Uint8Array,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: Rgb,
  covers: (x: number, y: number) => boolean,
): void {
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let hits = 0;
      for (let v = 1; v < 8; v += 2)
        for (let u = 1; u < 8; u += 2) if (covers(x * 8 + u, y * 8 + v)) hits += 1;
      const at = ((top + y) * PICTURE_SIDE + left + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const under = rgb[at + channel]!;
        rgb[at + channel] = Math.trunc((under * (16 - hits) + colour[channel]! * hits + 8) / 16);
      }
    }
  }
}

function addNoise(rgb: Uint8Array, random: Random, strength: number): void {
  const amplitude = Math.trunc((strength * 20) / 100);
  for (let at = 0; at < rgb.length; at += 1) {
    // The mean of two draws: triangular, so large steps are rare.
    const step = random.between(-amplitude, amplitude) + random.between(-amplitude, amplitude);
    rgb[at] = byte(rgb[at]! + Math.trunc(step / 2));
  }
}
