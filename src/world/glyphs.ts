import type { Canvas, Rgb } from './canvas.ts';

/** Digits and signs, 5 x 7, row by row with a stroke between rows. */
const GLYPHS: Readonly<Record<string, string>> = {
  '0': '.###./#...#/#...#/#...#/#...#/#...#/.###.',
  '1': '..#../.##../..#../..#../..#../..#../.###.',
  '2': '.###./#...#/....#/..##./.#.../#..../#####',
  '3': '####./....#/....#/.###./....#/....#/####.',
  '4': '#..#./#..#./#..#./#####/...#./...#./...#.',
  '5': '#####/#..../####./....#/....#/#...#/.###.',
  '6': '.###./#..../#..../####./#...#/#...#/.###.',
  '7': '#####/....#/...#./...#./..#../..#../..#..',
  '8': '.###./#...#/#...#/.###./#...#/#...#/.###.',
  '9': '.###./#...#/#...#/.####/....#/....#/.###.',
  '+': '...../..#../..#../#####/..#../..#../.....',
  '-': '...../...../...../#####/...../...../.....',
  '=': '...../...../#####/...../#####/...../.....',
};
const [WIDTH, HEIGHT] = [5, 7];

/** Width of a text whose pixels are `unit` units wide; one pixel stands between two glyphs. */
export function textWidth(text: string, unit: number): number {
  return (text.length * (WIDTH + 1) - 1) * unit;
}

/** Height of any text. */
export function textHeight(unit: number): number {
  return HEIGHT * unit;
}

/** Writes digits and signs with their top left corner at a place in units. */
export function write(canvas: Canvas, text: string, x: number, y: number, unit: number, colour: Rgb): void {
  for (let place = 0; place < text.length; place += 1) {
    const glyph = GLYPHS[text.charAt(place)] ?? '';
    for (let row = 0; row < HEIGHT; row += 1) {
      for (let column = 0; column < WIDTH; column += 1) {
        if (glyph[row * (WIDTH + 1) + column] !== '#') continue;
        canvas.box(x + (place * (WIDTH + 1) + column) * unit, y + row * unit, unit, unit, colour);
      }
    }
  }
}
