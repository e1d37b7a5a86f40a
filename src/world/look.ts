import { byte, type Canvas, mix, mixed, type Rgb } from './canvas.ts';
import type { Domain } from './domain.ts';
import type { Colour } from './lexicon.ts';
import type { Random } from './random.ts';

const PALETTE: Record<Colour, Rgb> = {
  red: [216, 38, 38],
  orange: [246, 138, 16],
  yellow: [246, 222, 44],
  green: [44, 152, 56],
  teal: [22, 172, 166],
  blue: [44, 84, 216],
  purple: [150, 58, 182],
  brown: [122, 72, 38],
  black: [30, 30, 34],
  gray: [140, 140, 146],
};

/** What programs call these colours: as far as a screen can go. Pictures lie between the two palettes. */
const PURE: Record<Colour, Rgb> = {
  red: [255, 0, 0],
  orange: [255, 140, 0],
  yellow: [255, 255, 0],
  green: [0, 255, 0],
  teal: [0, 128, 128],
  blue: [0, 0, 255],
  purple: [128, 0, 128],
  brown: [165, 42, 42],
  black: [0, 0, 0],
  gray: [128, 128, 128],
};

/** How far each quality of the look has moved, in percent. */
interface Shift {
  readonly dark: number;
  readonly texture: number;
  readonly turn: number;
  readonly pale: number;
  readonly noise: number;
  readonly blur: number;
  readonly shrink: number;
  readonly clutter: number;
}

const NONE: Shift = { dark: 0, texture: 0, turn: 0, pale: 0, noise: 0, blur: 0, shrink: 0, clutter: 0 };

/** What each domain changes at its full strength. */
const FULL: Readonly<Record<Domain['name'], Partial<Shift>>> = {
  clean: {},
  shifted: { dark: 88, texture: 100, turn: 13, pale: 34, noise: 100 },
  palette: { turn: 26, pale: 54 },
  texture: { texture: 220, dark: 45 },
  noise: { noise: 260 },
  blur: { blur: 100 },
  size: { shrink: 32 },
  clutter: { clutter: 100 },
};

function shiftOf(domain: Domain): Shift {
  const full = { ...NONE, ...FULL[domain.name] };
  const part = (value: number): number => Math.trunc((value * domain.strength) / 100);
  return {
    dark: part(full.dark),
    texture: part(full.texture),
    turn: part(full.turn),
    pale: part(full.pale),
    noise: part(full.noise),
    blur: part(full.blur),
    shrink: part(full.shrink),
    clutter: part(full.clutter),
  };
}

/** Colours and ground of one picture in one domain, drawn once a picture. */
export class Look {
  /** Lines on the ground, and fainter ones. */
  readonly line: Rgb;
  readonly faint: Rgb;
  /** Cards and faces of clocks, and what is written on them. */
  readonly face: Rgb;
  readonly ink: Rgb;
  readonly #random: Random;
  readonly #shift: Shift;
  readonly #ground: Rgb;
  readonly #isDark: boolean;
  /** How far the picture's colours lie towards `PURE`, in percent. */
  readonly #pure: number;
  readonly #outlined: boolean;

  constructor(random: Random, domain: Domain) {
    this.#random = random;
    this.#shift = shiftOf(domain);
    const tint = [random.between(-13, 13), random.between(-13, 13), random.between(-13, 13)];
    const level = mix(random.between(228, 246), random.between(40, 70), this.#shift.dark);
    this.#ground = [byte(level + tint[0]!), byte(level + tint[1]!), byte(level + tint[2]!)];
    this.#isDark = level < 140;
    this.#pure = random.between(0, 100);
    this.#outlined = random.chance(70);
    this.line = this.#isDark ? [222, 222, 222] : [56, 56, 60];
    this.faint = mixed(this.#ground, this.line, 22);
    this.face = mixed([252, 252, 252], this.#ground, Math.trunc(this.#shift.dark / 4));
    this.ink = [36, 36, 40];
  }

  /** The colour of one object: the palette's with a little jitter, under a shift greyer and turned to another hue. */
  colour(name: Colour): Rgb {
    const drawn = (channel: 0 | 1 | 2): number =>
      byte(mix(PALETTE[name][channel], PURE[name][channel], this.#pure) + this.#random.between(-10, 10));
    return this.shifted([drawn(0), drawn(1), drawn(2)]);
  }

  shifted([red, green, blue]: Rgb): Rgb {
    const { turn, pale } = this.#shift;
    if (turn === 0 && pale === 0) return [red, green, blue];
    const grey = Math.trunc((red + green + blue) / 3);
    const move = (value: number, next: number): number => mix(mix(value, next, turn), grey, pale);
    return [move(red, green), move(green, blue), move(blue, red)];
  }

  /** The outline of an object: dark on light ground, light on dark and around what is nearly black; or none. */
  edge(colour: Rgb): Rgb {
    if (!this.#outlined && !this.#isDark) return colour;
    return this.#isDark || colour[0] + colour[1] + colour[2] < 150
      ? mixed(colour, [255, 255, 255], 55)
      : mixed(colour, [0, 0, 0], 40);
  }

  /** The ground, before anything is drawn on it. */
  lay(canvas: Canvas): void {
    const { rgb, side } = canvas;
    const { texture } = this.#shift;
    if (texture === 0) {
      canvas.flood(this.#ground);
    } else {
      const amplitude = Math.trunc((texture * 24) / 100);
      // Value noise on an 8 x 8 lattice, interpolated between the lattice points.
      const lattice = Array.from({ length: 81 }, () => this.#random.between(-amplitude, amplitude));
      const cell = side / 8;
      for (let y = 0; y < side; y += 1) {
        const [row, v] = [Math.trunc(y / cell), (y % cell) / cell];
        for (let x = 0; x < side; x += 1) {
          const [column, u] = [Math.trunc(x / cell), (x % cell) / cell];
          const corner = row * 9 + column;
          const top = lattice[corner]! * (1 - u) + lattice[corner + 1]! * u;
          const bottom = lattice[corner + 9]! * (1 - u) + lattice[corner + 10]! * u;
          const step = Math.trunc(top * (1 - v) + bottom * v);
          for (let channel = 0; channel < 3; channel += 1)
            rgb[(y * side + x) * 3 + channel] = byte(this.#ground[channel]! + step);
        }
      }
    }
    this.#strew(canvas);
  }

  /** Short thin strokes behind everything. */
  #strew(canvas: Canvas): void {
    const random = this.#random;
    for (let some = Math.trunc((this.#shift.clutter * 40) / 100); some > 0; some -= 1) {
      const [x, y] = [random.between(0, 63), random.between(0, 63)];
      const [wide, tall] = random.chance(50) ? [random.between(2, 5), 1] : [1, random.between(2, 5)];
      const level = random.between(90, 200);
      canvas.box(x, y, wide, tall, [level, level + random.between(-20, 20), level]);
    }
  }

  /** What happens to the whole picture: it shrinks, blurs and gets noise. */
  finish(canvas: Canvas): void {
    if (this.#shift.shrink > 0) this.#shrink(canvas);
    if (this.#shift.blur > 0) this.#blur(canvas);
    if (this.#shift.noise > 0) this.#addNoise(canvas.rgb);
  }

  #shrink(canvas: Canvas): void {
    const { rgb, side } = canvas;
    const small = Math.trunc((side * (100 - this.#shift.shrink)) / 100);
    const copy = rgb.slice();
    // Near the middle, so that rows, columns and corners keep their meaning.
    const middle = Math.trunc((side - small) / 2);
    const place = (): number => Math.min(side - small, Math.max(0, middle + this.#random.between(-2, 2)));
    const [left, top] = [place(), place()];
    canvas.flood(this.#ground);
    // Areas, in whole numbers: a source pixel counts `small` wide, a target pixel `side` wide.
    const overlap = (from: number, to: number): number =>
      Math.min((from + 1) * small, (to + 1) * side) - Math.max(from * small, to * side);
    for (let y = 0; y < small; y += 1) {
      for (let x = 0; x < small; x += 1) {
        const sums = [0, 0, 0];
        for (let v = Math.trunc((y * side) / small); v < side && overlap(v, y) > 0; v += 1)
          for (let u = Math.trunc((x * side) / small); u < side && overlap(u, x) > 0; u += 1)
            for (let channel = 0; channel < 3; channel += 1)
              sums[channel]! += copy[(v * side + u) * 3 + channel]! * overlap(u, x) * overlap(v, y);
        const at = ((top + y) * side + left + x) * 3;
        for (let channel = 0; channel < 3; channel += 1)
          rgb[at + channel] = Math.trunc(sums[channel]! / (side * side));
      }
    }
  }

  /** A 3 x 3 box, mixed in by the strength, twice. */
  #blur({ rgb, side }: Canvas): void {
    for (const _ of [1, 2]) {
      const copy = rgb.slice();
      for (let y = 1; y < side - 1; y += 1) {
        for (let x = 1; x < side - 1; x += 1) {
          for (let channel = 0; channel < 3; channel += 1) {
            const at = (y * side + x) * 3 + channel;
            let sum = 0;
            for (let row = -side; row <= side; row += side)
              sum += copy[at + (row - 1) * 3]! + copy[at + row * 3]! + copy[at + (row + 1) * 3]!;
            rgb[at] = mix(copy[at]!, Math.trunc(sum / 9), this.#shift.blur);
          }
        }
      }
    }
  }

  #addNoise(rgb: Uint8Array): void {
    const amplitude = Math.trunc((this.#shift.noise * 20) / 100);
    for (let at = 0; at < rgb.length; at += 1) {
      // The mean of two draws: triangular, so large steps are rare.
      const step = this.#random.between(-amplitude, amplitude) + this.#random.between(-amplitude, amplitude);
      rgb[at] = byte(rgb[at]! + Math.trunc(step / 2));
    }
  }
}
