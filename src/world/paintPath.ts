import type { Canvas } from './canvas.ts';
import type { Look } from './look.ts';
import { paintThing } from './paintThings.ts';
import { LATTICE } from './path.ts';
import type { Node, SceneOf } from './scene.ts';

/** Where a node lies, in units. */
function at({ column, row }: Node): [number, number] {
  return [8 + column * 12, 8 + row * 12];
}

/** Things in the corners reach over the edge of the lattice, not of the picture. */
function corner(value: number): number {
  return value < 32 ? 0 : 48;
}

/** The path from a disc to a square, on a lattice of dots; or to one of four things, beside blind alleys. */
export function paintPath(canvas: Canvas, look: Look, { nodes, goals, alleys }: SceneOf<'path'>): void {
  for (let row = 0; row < LATTICE; row += 1)
    for (let column = 0; column < LATTICE; column += 1) canvas.disc(...at({ column, row }), 1.5, look.faint);
  const colour = look.colour('blue');
  for (const way of [nodes, ...alleys]) {
    for (const [place, node] of way.entries()) {
      const next = way[place + 1];
      if (next !== undefined) segment(canvas, at(node), at(next), colour);
      canvas.disc(...at(node), 2.5, colour);
    }
  }
  const [x, y] = at(nodes[0]!);
  canvas.disc(x, y, 5, look.line);
  canvas.disc(x, y, 3.5, look.colour('green'));
  if (goals.length === 0) {
    const [u, v] = at(nodes.at(-1)!);
    canvas.box(u - 5, v - 5, 10, 10, look.line);
    canvas.box(u - 3.5, v - 3.5, 7, 7, look.colour('red'));
  }
  for (const { noun, node } of goals) {
    const [u, v] = at(node);
    canvas.box(corner(u), corner(v), 16, 16, look.face);
    paintThing(canvas, look, noun, undefined, corner(u) + 1, corner(v) + 1, 14);
  }
}

function segment(
  canvas: Canvas,
  [x0, y0]: [number, number],
  [x1, y1]: [number, number],
  colour: readonly [number, number, number],
): void {
  const [left, top] = [Math.min(x0, x1) - 1.5, Math.min(y0, y1) - 1.5];
  canvas.box(left, top, Math.max(x0, x1) + 1.5 - left, Math.max(y0, y1) + 1.5 - top, colour);
}
