/** Pixels of a picture on their way: [height, width, 3], row-major sRGB bytes. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** The largest size of the same proportions whose longest edge is at most `edge` px; never larger than it was. */
export function fitWithin(width: number, height: number, edge: number): { width: number; height: number } {
  const scale = Math.min(1, edge / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Shrinks pixels until the longest edge is at most `edge` px: every new pixel is the mean of the area it covers
 * (in sRGB values, as Pillow does it). What fits already is returned as it is. Holds one row of sums besides
 * its input and output.
 */
export function downscale(pixels: Pixels, edge: number): Pixels {
  const { width, height } = fitWithin(pixels.width, pixels.height, edge);
  if (width === pixels.width && height === pixels.height) return pixels;

  const rgb = new Uint8Array(width * height * 3);
  const sums = new Float64Array(width * 3);
  const columns = coverage(pixels.width, width);
  const rows = coverage(pixels.height, height);
  const area = (pixels.width / width) * (pixels.height / height);
  for (let y = 0, to = 0; y < height; y++) {
    sums.fill(0);
    for (let fromY = rows.first[y]!; fromY <= rows.last[y]!; fromY++) {
      addRow(sums, pixels, fromY, columns, weight(rows, y, fromY));
    }
    for (let i = 0; i < sums.length; i++) rgb[to++] = Math.min(255, sums[i]! / area + 0.5);
  }
  return { width, height, rgb };
}

/** Which old pixels each new pixel covers along one axis, and how much of the first and the last of them. */
interface Coverage {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly firstWeight: Float64Array;
  readonly lastWeight: Float64Array;
}

function coverage(from: number, to: number): Coverage {
  const ratio = from / to;
  const first = new Int32Array(to);
  const last = new Int32Array(to);
  const firstWeight = new Float64Array(to);
  const lastWeight = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const start = i * ratio;
    const end = Math.min(from, start + ratio);
    first[i] = Math.floor(start);
    last[i] = Math.max(first[i]!, Math.min(from - 1, Math.ceil(end - 1e-9) - 1));
    firstWeight[i] = Math.min(end, first[i]! + 1) - start;
    lastWeight[i] = first[i] === last[i] ? firstWeight[i]! : end - last[i]!;
  }
  return { first, last, firstWeight, lastWeight };
}

function weight(axis: Coverage, at: number, from: number): number {
  if (from === axis.first[at]) return axis.firstWeight[at]!;
  return from === axis.last[at] ? axis.lastWeight[at]! : 1;
}

function addRow(sums: Float64Array, pixels: Pixels, row: number, columns: Coverage, rowWeight: number): void {
  const start = row * pixels.width * 3;
  for (let x = 0, to = 0; x < columns.first.length; x++, to += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let fromX = columns.first[x]!; fromX <= columns.last[x]!; fromX++) {
      const share = weight(columns, x, fromX);
      const from = start + fromX * 3;
      red += share * pixels.rgb[from]!;
      green += share * pixels.rgb[from + 1]!;
      blue += share * pixels.rgb[from + 2]!;
    }
    sums[to] = sums[to]! + rowWeight * red;
    sums[to + 1] = sums[to + 1]! + rowWeight * green;
    sums[to + 2] = sums[to + 2]! + rowWeight * blue;
  }
}
