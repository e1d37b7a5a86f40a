import type { Address } from './address.ts';
import { EVERYDAY } from './lexicon.ts';
import type { Random } from './random.ts';
import type { Node, SceneOf } from './scene.ts';

/** Nodes along each side of the lattice. */
export const LATTICE = 5;

const CORNERS: readonly Node[] = [
  { column: 0, row: 0 },
  { column: LATTICE - 1, row: 0 },
  { column: 0, row: LATTICE - 1 },
  { column: LATTICE - 1, row: LATTICE - 1 },
];

/** A path that never meets itself: free, or to one of four things with blind alleys from the others. */
export function path(address: Address, random: Random): SceneOf<'path'> {
  return random.chance(50)
    ? { kind: 'path', address, nodes: walk(random), goals: [], alleys: [] }
    : maze(address, random);
}

/** Two to four straight stretches of one to four steps. */
function walk(random: Random): Node[] {
  for (;;) {
    const nodes: Node[] = [{ column: random.between(0, LATTICE - 1), row: random.between(0, LATTICE - 1) }];
    let across = random.chance(50);
    for (let stretch = random.between(1, 4); stretch > 0; stretch -= 1, across = !across) {
      const step = random.pick([-1, 1]);
      for (let steps = random.between(1, 4); steps > 0; steps -= 1) {
        const { column, row } = nodes.at(-1)!;
        nodes.push(across ? { column: column + step, row } : { column, row: row + step });
      }
    }
    if (
      nodes.length > 2 &&
      nodes.every(isInside) &&
      new Set(nodes.map(nameOf)).size === nodes.length &&
      !touches(nodes)
    )
      return nodes;
  }
}

function isInside({ column, row }: Node): boolean {
  return Math.min(column, row) >= 0 && Math.max(column, row) < LATTICE;
}

function nameOf({ column, row }: Node): string {
  return `${column} ${row}`;
}

/** Do two nodes lie side by side that do not follow one another? Such paths are hard to trace. */
function touches(nodes: readonly Node[]): boolean {
  return nodes.some((a, first) => nodes.some((b, second) => second > first + 1 && stepsBetween(a, b) === 1));
}

export function stepsBetween(a: Node, b: Node): number {
  return Math.abs(a.column - b.column) + Math.abs(a.row - b.row);
}

function maze(address: Address, random: Random): SceneOf<'path'> {
  const corners = random.shuffled(CORNERS);
  const nouns = random.shuffled(EVERYDAY).slice(0, CORNERS.length);
  const start = { column: random.between(1, LATTICE - 2), row: random.between(1, LATTICE - 2) };
  const nodes = straightTo(start, corners[0]!, random);
  const taken = new Set(nodes.map(nameOf));
  const alleys = corners.slice(1).map((corner) => {
    const way = straightTo(corner, start, random).slice(0, random.between(1, 3));
    const met = way.findIndex((node) => taken.has(nameOf(node)));
    return met < 0 ? way : way.slice(0, met);
  });
  const goals = corners.map((node, place) => ({ node, noun: nouns[place]! }));
  return { kind: 'path', address, nodes, goals, alleys };
}

/** A shortest way between two nodes, its steps in random order. */
function straightTo(from: Node, to: Node, random: Random): Node[] {
  const across = Array.from({ length: Math.abs(to.column - from.column) }, () => true);
  const down = Array.from({ length: Math.abs(to.row - from.row) }, () => false);
  const nodes = [from];
  for (const isAcross of random.shuffled([...across, ...down])) {
    const { column, row } = nodes.at(-1)!;
    nodes.push(
      isAcross
        ? { column: column + Math.sign(to.column - from.column), row }
        : { column, row: row + Math.sign(to.row - from.row) },
    );
  }
  return nodes;
}
