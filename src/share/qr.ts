import { dataCodewords, interleaved, smallestVersion } from './codewords.ts';

/**
 * A QR code of a text: ISO/IEC 18004, byte mode, error correction level M, versions 1 to 20 (666 bytes). That is all
 * that a link needs.
 */

/** Rows of modules; true is dark. Without the quiet zone of four modules around it. */
export type QrCode = readonly (readonly boolean[])[];

/** The code of a text; null where it is too long. `mask` fixes the mask, which is chosen by penalty otherwise. */
export function qrCode(text: string, mask?: number): QrCode | null {
  const bytes = new TextEncoder().encode(text);
  const version = smallestVersion(bytes.length);
  if (version === null) return null;
  const frame = drawFrame(version);
  placeBits(frame, version, interleaved(dataCodewords(bytes, version), version));
  const masks = mask === undefined ? [0, 1, 2, 3, 4, 5, 6, 7] : [mask];
  const drawn = masks.map((one) => withMask(frame, one));
  const penalties = drawn.map(penalty);
  return drawn[penalties.indexOf(Math.min(...penalties))]!;
}

const sizeOf = (version: number): number => 17 + 4 * version;

/** Dark, light, or not yet drawn; `fixed` modules belong to patterns and are not masked. */
interface Frame {
  readonly dark: boolean[][];
  readonly fixed: boolean[][];
}

function drawFrame(version: number): Frame {
  const size = sizeOf(version);
  const grid = (): boolean[][] =>
    Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const frame = { dark: grid(), fixed: grid() };
  const set = (row: number, column: number, dark: boolean): void => {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    frame.dark[row]![column] = dark;
    frame.fixed[row]![column] = true;
  };
  const square = (row: number, column: number, radius: number, darkAt: (ring: number) => boolean): void => {
    for (let down = -radius; down <= radius; down++)
      for (let right = -radius; right <= radius; right++)
        set(row + down, column + right, darkAt(Math.max(Math.abs(down), Math.abs(right))));
  };
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    square(row, column, 4, (ring) => ring !== 2 && ring !== 4);
  const centres = alignmentCentres(version);
  for (const row of centres) {
    for (const column of centres) {
      const inFinder =
        (row === 6 && (column === 6 || column === size - 7)) || (row === size - 7 && column === 6);
      if (!inFinder) square(row, column, 2, (ring) => ring !== 1);
    }
  }
  formatModules(size).forEach((places) => places.forEach(([row, column]) => set(row, column, false)));
  set(size - 8, 8, true);
  if (version >= 7) {
    const bits = withRemainder(version, 12, 0x1f25);
    for (let at = 0; at < 18; at++) {
      const [near, far] = [Math.floor(at / 3), size - 11 + (at % 3)];
      set(near, far, ((bits >> at) & 1) === 1);
      set(far, near, ((bits >> at) & 1) === 1);
    }
  }
  return frame;
}

function alignmentCentres(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = sizeOf(version) - 7;
  const step = 2 * Math.ceil((last - 6) / (2 * (count - 1)));
  return [6, ...Array.from({ length: count - 1 }, (_, at) => last - step * (count - 2 - at))];
}

/** A number followed by its BCH remainder. */
function withRemainder(value: number, bits: number, generator: number): number {
  let rest = value;
  const top = 31 - Math.clz32(generator);
  for (let at = 0; at < bits; at++) rest = (rest << 1) ^ ((rest >> (top - 1)) * generator);
  return (value << bits) | rest;
}

/** Where bit 0 to 14 of the format stand, each twice. */
const formatModules = (size: number): readonly (readonly (readonly [number, number])[])[] =>
  Array.from({ length: 15 }, (_, bit) => [
    bit < 6 ? [bit, 8] : bit < 8 ? [bit + 1, 8] : bit === 8 ? [8, 7] : [8, 14 - bit],
    bit < 8 ? [8, size - 1 - bit] : [size - 15 + bit, 8],
  ]);

/** Upwards and downwards in columns of two, from the right; column 6 is the timing pattern. */
function placeBits({ dark, fixed }: Frame, version: number, words: readonly number[]): void {
  const size = sizeOf(version);
  let at = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    const upwards = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      for (const column of [right, right - 1]) {
        const row = upwards ? size - 1 - step : step;
        if (fixed[row]![column]!) continue;
        dark[row]![column] = (((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
        at++;
      }
    }
  }
}

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

function withMask({ dark, fixed }: Frame, mask: number): boolean[][] {
  const turned = dark.map((line, row) =>
    line.map((module, column) => module !== (!fixed[row]![column]! && masks[mask]!(row, column))),
  );
  // Level M is 00; the mask over the format keeps it from being all light.
  const format = withRemainder(mask, 10, 0x537) ^ 0x5412;
  formatModules(dark.length).forEach((places, bit) =>
    places.forEach(([row, column]) => (turned[row]![column] = ((format >> bit) & 1) === 1)),
  );
  return turned;
}

/** How hard a code is to read: runs, blocks, what looks like a finder, and too much of one colour (section 7.8.3). */
function penalty(code: QrCode): number {
  const size = code.length;
  const columns = code.map((_, column) => code.map((line) => line[column]!));
  let sum = 0;
  for (const line of [...code, ...columns]) {
    const text = line.map((dark) => (dark ? '1' : '0')).join('');
    for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    for (const finder of ['10111010000', '00001011101'])
      for (let at = text.indexOf(finder); at !== -1; at = text.indexOf(finder, at + 1)) sum += 40;
  }
  for (let row = 1; row < size; row++)
    for (let column = 1; column < size; column++) {
      const [one, ...others] = [
        code[row]![column],
        code[row - 1]![column],
        code[row]![column - 1],
        code[row - 1]![column - 1],
      ];
      if (others.every((other) => other === one)) sum += 3;
    }
  const dark = code.flat().filter(Boolean).length / size ** 2;
  return sum + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}
