export type Rgb = readonly [number, number, number];

/** How much of each pixel is covered, in sixteenths, row by row. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly cover: Uint8Array;
}

/** Pixels, row by row, and how much of each is covered. */
interface Covered {
  readonly pixels: Uint16Array;
  readonly sixteenths: Uint8Array;
}

/** Outlines recur: a clock has 48 hour hands, a pie ten cuts. */
const remembered = new Map<string, Covered>();
const MOST_REMEMBERED = 8192;

/**
 * A square picture, drawn in units (64 a side) with 4 x 4 samples a pixel. Only +, -, *, / and truncation are used,
 * whose results IEEE 754 fixes, so a browser and Node draw the same bytes.
 */
export class Canvas {
  readonly side: number;
  /** Pixels per unit. */
  readonly scale: number;
  /** [side, side, 3] */
  readonly rgb: Uint8Array;

  constructor(side: number, units: number) {
    this.side = side;
    this.scale = side / units;
    this.rgb = new Uint8Array(side * side * 3);
  }

  /** Blends sixteenths of a colour over a pixel. */
  blend(x: number, y: number, colour: Rgb, sixteenths: number): void {
    if (x < 0 || y < 0 || x >= this.side || y >= this.side) return;
    this.#mixIn((y * this.side + x) * 3, colour, sixteenths);
  }

  #mixIn(at: number, [red, green, blue]: Rgb, sixteenths: number): void {
    const { rgb } = this;
    if (sixteenths === 16) {
      rgb[at] = red;
      rgb[at + 1] = green;
      rgb[at + 2] = blue;
      return;
    }
    const rest = 16 - sixteenths;
    // All terms are whole and positive: a shift divides by 16.
    rgb[at] = (rgb[at]! * rest + red * sixteenths + 8) >> 4;
    rgb[at + 1] = (rgb[at + 1]! * rest + green * sixteenths + 8) >> 4;
    rgb[at + 2] = (rgb[at + 2]! * rest + blue * sixteenths + 8) >> 4;
  }

  /** Everything in one colour. */
  flood([red, green, blue]: Rgb): void {
    const { rgb } = this;
    rgb[0] = red;
    rgb[1] = green;
    rgb[2] = blue;
    for (let filled = 3; filled < rgb.length; filled *= 2) rgb.copyWithin(filled, 0, filled);
  }

  /** Blends a colour through a mask whose corner is at a pixel. */
  stamp(mask: Mask, left: number, top: number, colour: Rgb): void {
    for (let y = 0, at = 0; y < mask.height; y += 1)
      for (let x = 0; x < mask.width; x += 1, at += 1) {
        const cover = mask.cover[at]!;
        if (cover > 0) this.blend(left + x, top + y, colour, cover);
      }
  }

  /** A rectangle with its sides along the axes; edges between pixels are blended. */
  box(x: number, y: number, width: number, height: number, colour: Rgb): void {
    const [x0, y0] = [x * this.scale, y * this.scale];
    const [x1, y1] = [(x + width) * this.scale, (y + height) * this.scale];
    if (Number.isInteger(x0) && Number.isInteger(y0) && Number.isInteger(x1) && Number.isInteger(y1)) {
      const [left, right] = [Math.max(0, x0), Math.min(this.side, x1)];
      for (let row = Math.max(0, y0); row < y1 && row < this.side; row += 1)
        for (let column = left; column < right; column += 1)
          this.#mixIn((row * this.side + column) * 3, colour, 16);
      return;
    }
    for (let row = Math.trunc(y0); row < y1; row += 1) {
      const tall = Math.min(row + 1, y1) - Math.max(row, y0);
      for (let column = Math.trunc(x0); column < x1; column += 1) {
        const wide = Math.min(column + 1, x1) - Math.max(column, x0);
        this.blend(column, row, colour, Math.trunc(tall * wide * 16 + 0.5));
      }
    }
  }

  /**
   * Whatever `covers` accepts inside a bounding box, all in units. Pixels whose four corners agree are taken whole, so
   * nothing thinner than two pixels may be drawn with it. What is covered is remembered under `key`, which has to say
   * all that `covers` depends on.
   */
  fill(
    key: string,
    x: number,
    y: number,
    width: number,
    height: number,
    colour: Rgb,
    covers: (x: number, y: number) => boolean,
  ): void {
    const name = `${this.side} ${key}`;
    let found = remembered.get(name);
    if (found === undefined) {
      found = this.#cover(x, y, width, height, covers);
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(name, found);
    }
    const { pixels, sixteenths } = found;
    for (let place = 0; place < pixels.length; place += 1)
      this.#mixIn(pixels[place]! * 3, colour, sixteenths[place]!);
  }

  #cover(
    x: number,
    y: number,
    width: number,
    height: number,
    covers: (x: number, y: number) => boolean,
  ): Covered {
    const { scale, side } = this;
    const [left, top] = [Math.max(0, Math.trunc(x * scale)), Math.max(0, Math.trunc(y * scale))];
    const right = Math.min(side, Math.trunc((x + width) * scale) + 1);
    const bottom = Math.min(side, Math.trunc((y + height) * scale) + 1);
    const columns = right - left + 1;
    const [pixels, sixteenths]: [number[], number[]] = [[], []];
    let above = new Uint8Array(columns);
    let below = new Uint8Array(columns);
    for (let row = top; row <= bottom; row += 1) {
      for (let place = 0; place < columns; place += 1)
        below[place] = covers((left + place) / scale, row / scale) ? 1 : 0;
      const until = row > top ? columns - 1 : 0;
      for (let place = 0; place < until; place += 1) {
        const corners = above[place]! + above[place + 1]! + below[place]! + below[place + 1]!;
        if (corners === 0) continue;
        const share = corners === 4 ? 16 : this.#samples(left + place, row - 1, covers);
        pixels.push((row - 1) * side + left + place);
        sixteenths.push(share);
      }
      [above, below] = [below, above];
    }
    return { pixels: Uint16Array.from(pixels), sixteenths: Uint8Array.from(sixteenths) };
  }

  #samples(x: number, y: number, covers: (x: number, y: number) => boolean): number {
    let hits = 0;
    for (let v = 1; v < 8; v += 2)
      for (let u = 1; u < 8; u += 2)
        if (covers((x + u / 8) / this.scale, (y + v / 8) / this.scale)) hits += 1;
    return hits;
  }

  disc(x: number, y: number, radius: number, colour: Rgb): void {
    const square = radius * radius;
    this.fill(`disc ${x} ${y} ${radius}`, x - radius, y - radius, 2 * radius, 2 * radius, colour, (u, v) => {
      const [across, down] = [u - x, v - y];
      return across * across + down * down <= square;
    });
  }

  /** A straight stroke of some width, square at its ends. */
  stroke(x0: number, y0: number, x1: number, y1: number, width: number, colour: Rgb): void {
    const [across, down] = [x1 - x0, y1 - y0];
    const square = across * across + down * down;
    const far = (width * width * square) / 4;
    const margin = width / 2;
    const [left, top] = [Math.min(x0, x1) - margin, Math.min(y0, y1) - margin];
    const [wide, tall] = [(across < 0 ? -across : across) + width, (down < 0 ? -down : down) + width];
    this.fill(`stroke ${x0} ${y0} ${x1} ${y1} ${width}`, left, top, wide, tall, colour, (u, v) => {
      const along = (u - x0) * across + (v - y0) * down;
      const aside = (u - x0) * down - (v - y0) * across;
      return along >= 0 && along <= square && aside * aside <= far;
    });
  }
}

export function mix(from: number, to: number, percent: number): number {
  return Math.trunc((from * (100 - percent) + to * percent) / 100);
}

export function mixed(from: Rgb, to: Rgb, percent: number): Rgb {
  return [mix(from[0], to[0], percent), mix(from[1], to[1], percent), mix(from[2], to[2], percent)];
}

export function byte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.trunc(value);
}
