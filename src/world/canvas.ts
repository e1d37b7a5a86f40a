export type Rgb = readonly [number, number, number];

/** How much of each pixel is covered, in sixteenths, row by row. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly cover: Uint8Array;
}

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
    const at = (y * this.side + x) * 3;
    const rest = 16 - sixteenths;
    for (let channel = 0; channel < 3; channel += 1) {
      const under = this.rgb[at + channel]!;
      this.rgb[at + channel] = Math.trunc((under * rest + colour[channel]! * sixteenths + 8) / 16);
    }
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
   * nothing thinner than two pixels may be drawn with it.
   */
  fill(
    x: number,
    y: number,
    width: number,
    height: number,
    colour: Rgb,
    covers: (x: number, y: number) => boolean,
  ): void {
    const { scale, side } = this;
    const [left, top] = [Math.max(0, Math.trunc(x * scale)), Math.max(0, Math.trunc(y * scale))];
    const right = Math.min(side, Math.trunc((x + width) * scale) + 1);
    const bottom = Math.min(side, Math.trunc((y + height) * scale) + 1);
    const columns = right - left + 1;
    let above = new Uint8Array(columns);
    let below = new Uint8Array(columns);
    for (let row = top; row <= bottom; row += 1) {
      for (let place = 0; place < columns; place += 1)
        below[place] = covers((left + place) / scale, row / scale) ? 1 : 0;
      if (row > top) {
        for (let place = 0; place + 1 < columns; place += 1) {
          const corners = above[place]! + above[place + 1]! + below[place]! + below[place + 1]!;
          if (corners === 0) continue;
          const sixteenths = corners === 4 ? 16 : this.#samples(left + place, row - 1, covers);
          this.blend(left + place, row - 1, colour, sixteenths);
        }
      }
      [above, below] = [below, above];
    }
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
    this.fill(x - radius, y - radius, 2 * radius, 2 * radius, colour, (u, v) => {
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
    this.fill(left, top, wide, tall, colour, (u, v) => {
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
