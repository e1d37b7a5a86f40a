import type { Canvas, Rgb } from './canvas.ts';
import { sector, towards } from './direction.ts';
import { textHeight, textWidth, write } from './glyphs.ts';
import type { Part } from './lexicon.ts';
import type { Look } from './look.ts';
import { paintThing } from './paintThings.ts';
import type { Random } from './random.ts';
import type { Entry, SceneOf } from './scene.ts';

type PartPainter = (canvas: Canvas, look: Look, entries: readonly Entry[], random: Random) => void;

/** A chart, cards, dice, a dial or a table. `random` places what may stand here or there. */
export function paintPanel(canvas: Canvas, look: Look, scene: SceneOf<'panel'>, random: Random): void {
  PAINTERS[scene.part](canvas, look, scene.entries, random);
}

const PAINTERS: Readonly<Record<Part, PartPainter>> = {
  bar: bars,
  point: points,
  slice: slices,
  card: cards,
  die: dice,
  line: lines,
  needle: needles,
  cell: table,
};

/** Where the value 0 of bars and points lies, and units per value. */
const [BASE, STEP] = [60, 6];

/** An axis with a mark at every value, and lines across at 3, 6 and 9. */
function axes(canvas: Canvas, look: Look): void {
  for (const value of [3, 6, 9]) canvas.box(5, BASE - value * STEP, 58, 1, look.faint);
  for (let value = 1; value <= 9; value += 1) canvas.box(2, BASE - value * STEP, 2, 1, look.line);
  canvas.box(4, 4, 1, BASE - 3, look.line);
  canvas.box(4, BASE, 59, 1, look.line);
}

function bars(canvas: Canvas, look: Look, entries: readonly Entry[], random: Random): void {
  axes(canvas, look);
  const pitch = Math.trunc(57 / entries.length);
  for (const [place, { colour, value }] of entries.entries()) {
    const width = random.between(9, pitch - 3);
    const x = 6 + place * pitch + random.between(0, pitch - 2 - width);
    const fill = look.colour(colour);
    canvas.box(x, BASE - value * STEP, width, value * STEP, look.edge(fill));
    canvas.box(x + 1, BASE - value * STEP + 1, width - 2, value * STEP - 1, fill);
  }
}

function points(canvas: Canvas, look: Look, entries: readonly Entry[]): void {
  axes(canvas, look);
  const pitch = 56 / entries.length;
  const at = (place: number): [number, number] => [
    5 + (place + 0.5) * pitch,
    BASE + 0.5 - entries[place]!.value * STEP,
  ];
  for (let place = 1; place < entries.length; place += 1)
    canvas.stroke(...at(place - 1), ...at(place), 2, look.line);
  for (const [place, { colour }] of entries.entries()) {
    const fill = look.colour(colour);
    canvas.disc(...at(place), 5, look.edge(fill));
    canvas.disc(...at(place), 4, fill);
  }
}

/** A pie with a mark at every tenth; the first slice starts at the top. */
function slices(canvas: Canvas, look: Look, entries: readonly Entry[]): void {
  const [x, y, radius] = [32, 32, 25];
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const [right, down] = towards(tenth * 36);
    canvas.stroke(x + right * 26, y + down * 26, x + right * 30, y + down * 30, 2, look.line);
  }
  canvas.disc(x, y, radius + 1, look.line);
  let from = 0;
  for (const { colour, value } of entries) {
    const within = sector(from, value * 3.6);
    canvas.fill(
      `slice ${from} ${value}`,
      x - radius,
      y - radius,
      2 * radius,
      2 * radius,
      look.colour(colour),
      (u, v) => {
        const [right, down] = [u - x, v - y];
        return right * right + down * down <= radius * radius && within(right, down);
      },
    );
    from += value * 3.6;
  }
}

/** Two columns, one or two rows of places, each 30 units wide. */
function places(count: number, random: Random, side: number): [number, number][] {
  const rows = count > 2 ? 2 : 1;
  return Array.from({ length: count }, (_, place) => [
    1 + (place % 2) * 31 + random.between(0, 31 - side),
    (rows === 2 ? 1 : 16) + Math.trunc(place / 2) * 31 + random.between(0, 31 - side),
  ]);
}

function cards(canvas: Canvas, look: Look, entries: readonly Entry[], random: Random): void {
  const corners = places(entries.length, random, 28);
  for (const [place, { colour, value }] of entries.entries()) {
    const [x, y] = corners[place]!;
    const fill = look.colour(colour);
    canvas.box(x, y, 26, 28, look.edge(fill));
    canvas.box(x + 1, y + 1, 24, 26, fill);
    canvas.box(x + 5, y + 5, 16, 18, look.face);
    write(canvas, String(value), x + 8, y + 7, 2, look.ink);
  }
}

/** Where a die of some value has its pips, in thirds from its middle. */
const PIPS: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[0, 0]],
  [
    [-1, -1],
    [1, 1],
  ],
  [
    [-1, -1],
    [0, 0],
    [1, 1],
  ],
  [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ],
  [
    [-1, -1],
    [1, -1],
    [0, 0],
    [-1, 1],
    [1, 1],
  ],
  [
    [-1, -1],
    [1, -1],
    [-1, 0],
    [1, 0],
    [-1, 1],
    [1, 1],
  ],
];

function dice(canvas: Canvas, look: Look, entries: readonly Entry[], random: Random): void {
  const corners = places(entries.length, random, 27);
  for (const [place, { colour, value }] of entries.entries()) {
    const [x, y] = corners[place]!;
    const fill = look.colour(colour);
    canvas.box(x, y, 27, 27, look.edge(fill));
    canvas.box(x + 1, y + 1, 25, 25, fill);
    const pip: Rgb = isLight(fill) ? look.ink : [250, 250, 250];
    for (const [across, down] of PIPS[value]!)
      canvas.disc(x + 13.5 + across * 7.5, y + 13.5 + down * 7.5, 3, pip);
  }
}

/** Luminance weights of Rec. 601, in thousandths. */
function isLight([red, green, blue]: Rgb): boolean {
  return red * 299 + green * 587 + blue * 114 > 128_000;
}

/** Bars that lie, over a ruler with a mark at every value and longer ones at 3, 6 and 9. */
function lines(canvas: Canvas, look: Look, entries: readonly Entry[], random: Random): void {
  for (const value of [3, 6, 9]) canvas.box(4 + value * STEP, 3, 1, 52, look.faint);
  canvas.box(4, 3, 1, 55, look.line);
  canvas.box(4, 58, 58, 1, look.line);
  for (let value = 1; value <= 9; value += 1)
    canvas.box(4 + value * STEP, 59, 1, value % 3 === 0 ? 4 : 2, look.line);
  const pitch = Math.trunc(53 / entries.length);
  for (const [place, { colour, value }] of entries.entries()) {
    const y = 4 + place * pitch + random.between(0, pitch - 11);
    const fill = look.colour(colour);
    canvas.box(5, y, value * STEP, 9, look.edge(fill));
    canvas.box(5, y + 1, value * STEP - 1, 7, fill);
  }
}

/** Half a dial from 0 on the left to 10 on the right; 0, 5 and 10 have long marks. */
function needles(canvas: Canvas, look: Look, entries: readonly Entry[]): void {
  const [x, y] = [32, 48];
  canvas.fill(
    'dial rim',
    2,
    18,
    60,
    31,
    look.line,
    (u, v) => v <= y && (u - x) * (u - x) + (v - y) * (v - y) <= 30 * 30,
  );
  canvas.fill(
    'dial',
    3,
    19,
    58,
    30,
    look.face,
    (u, v) => v <= y && (u - x) * (u - x) + (v - y) * (v - y) <= 29 * 29,
  );
  for (let mark = 0; mark <= 10; mark += 1) {
    const [right, down] = towards(270 + mark * 18);
    const inner = mark % 5 === 0 ? 22 : 25;
    canvas.stroke(x + right * inner, y + down * inner, x + right * 29, y + down * 29, 2, look.ink);
  }
  for (const { colour, value } of entries) {
    const [right, down] = towards(270 + value * 18);
    const fill = look.colour(colour);
    canvas.stroke(x, y, x + right * 22, y + down * 22, 4.5, fill);
  }
  canvas.disc(x, y, 4, look.line);
}

/** Rows headed by things, columns by colours. */
function table(canvas: Canvas, look: Look, entries: readonly Entry[]): void {
  const columns = entries.filter((entry) => entry.head === entries[0]!.head).length;
  const rows = entries.length / columns;
  const pitch = rows === 2 ? 24 : 17;
  for (let row = 0; row <= rows; row += 1) canvas.box(1, 11 + row * pitch, 62, 1, look.line);
  for (const x of [20, 41]) canvas.box(x, 1, 1, 11 + rows * pitch, look.line);
  for (const [place, { colour, head, value }] of entries.entries()) {
    const [row, column] = [Math.trunc(place / columns), place % columns];
    const [x, y] = [21 + column * 21, 12 + row * pitch];
    if (row === 0) canvas.box(x + 2, 2, 16, 8, look.colour(colour));
    if (column === 0 && head !== undefined)
      paintThing(canvas, look, head, undefined, 2, y + Math.trunc((pitch - 17) / 2), 16);
    const text = String(value);
    const left = x + (20 - textWidth(text, 2)) / 2;
    write(canvas, text, left, y + Math.trunc((pitch - 1 - textHeight(2)) / 2), 2, look.line);
  }
}
