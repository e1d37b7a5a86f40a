import type { Canvas } from './canvas.ts';
import { sector, towards } from './direction.ts';
import { textWidth, write } from './glyphs.ts';
import type { Look } from './look.ts';
import type { SceneOf } from './scene.ts';

export function paintClock(canvas: Canvas, look: Look, { hour, quarter }: SceneOf<'clock'>): void {
  const [x, y] = [32, 32];
  canvas.disc(x, y, 31, look.line);
  canvas.disc(x, y, 29, look.face);
  const ray = (degrees: number, from: number, to: number, width: number): void => {
    const [right, down] = towards(degrees);
    canvas.stroke(x + right * from, y + down * from, x + right * to, y + down * to, width, look.ink);
  };
  for (let mark = 0; mark < 12; mark += 1)
    ray(mark * 30, mark % 3 === 0 ? 22 : 25, 29, mark % 3 === 0 ? 3 : 2);
  ray(hour * 30 + quarter * 7.5, 0, 13, 5);
  ray(quarter * 90, 0, 23, 2.5);
  canvas.disc(x, y, 3, look.ink);
}

/** Two rays from the middle and, filled, what lies between them. */
export function paintAngle(canvas: Canvas, look: Look, { degrees, start }: SceneOf<'angle'>): void {
  const [x, y] = [32, 32];
  const within = sector(start, degrees);
  const wedge = look.colour('yellow');
  canvas.fill(`wedge ${start} ${degrees}`, x - 13, y - 13, 26, 26, wedge, (u, v) => {
    const [right, down] = [u - x, v - y];
    return right * right + down * down <= 13 * 13 && within(right, down);
  });
  for (const turned of [start, start + degrees]) {
    const [right, down] = towards(turned);
    canvas.stroke(x, y, x + right * 29, y + down * 29, 2.5, look.line);
  }
  canvas.disc(x, y, 2.5, look.line);
}

export function paintDots(canvas: Canvas, look: Look, { dots }: SceneOf<'dots'>): void {
  canvas.box(31.5, 1, 1, 62, look.faint);
  for (const { x, y } of dots) canvas.disc(x, y, 2.5, look.line);
}

export function paintRectangle(canvas: Canvas, look: Look, scene: SceneOf<'rectangle'>): void {
  const [x, y] = [4 + scene.column * 8, 4 + scene.row * 8];
  const fill = look.colour(scene.colour);
  canvas.box(x, y, scene.width * 8, scene.height * 8, fill);
  const edge = look.edge(fill);
  for (let mark = 0; mark <= 7; mark += 1) {
    canvas.box(4 + mark * 8, 4, 1, 57, look.faint);
    canvas.box(4, 4 + mark * 8, 57, 1, look.faint);
  }
  for (let column = 0; column <= scene.width; column += 1)
    canvas.box(x + column * 8, y, 1, scene.height * 8 + 1, edge);
  for (let row = 0; row <= scene.height; row += 1) canvas.box(x, y + row * 8, scene.width * 8 + 1, 1, edge);
}

/** An equation on two lines, or four numbers in two rows; the missing one is a filled box. */
export function paintSum(canvas: Canvas, look: Look, { form, numbers, missing }: SceneOf<'sum'>): void {
  const put = (place: number, x: number, y: number, width: number): void => {
    if (place === missing) {
      canvas.box(x, y, width, 20, look.line);
      canvas.box(x + 2, y + 2, width - 4, 16, look.faint);
      return;
    }
    const text = String(numbers[place]);
    write(canvas, text, x + (width - textWidth(text, 2)) / 2, y + 3, 2, look.line);
  };
  if (form === 'row') {
    for (const place of [0, 1, 2, 3]) {
      const [x, y] = [(place % 2) * 32 + 1, Math.trunc(place / 2) * 32 + 1];
      canvas.box(x, y, 30, 30, look.faint);
      canvas.box(x + 1, y + 1, 28, 28, look.face);
      if (place !== missing) {
        const text = String(numbers[place]);
        write(canvas, text, x + (30 - textWidth(text, 2)) / 2, y + 8, 2, look.ink);
      } else canvas.box(x + 3, y + 3, 24, 24, look.line);
    }
    return;
  }
  put(0, 1, 8, 20);
  write(canvas, form, 27, 11, 2, look.line);
  put(1, 43, 8, 20);
  write(canvas, '=', 12, 38, 2, look.line);
  put(2, 28, 35, 26);
}
