import { describe, expect, it } from 'vitest';
import { SPLITS } from './address.ts';
import { combinationsOf, isKeptApart, KEPT_APART } from './combination.ts';
import { kindOfThing, sideOf } from './grid.ts';
import { PARTS } from './lexicon.ts';
import { PICTURE_UNITS, type Scene, sceneAt } from './scene.ts';

const SCENES: readonly Scene[] = Array.from({ length: 3000 }, (_, index) =>
  sceneAt({ split: 'pool', seed: 9, index }),
);

/** Combinations that neighbours of a scene show. */
function shown(scene: Scene): number {
  if (scene.kind !== 'things') return 0;
  const pairs = scene.things.flatMap((a) => scene.things.map((b) => ({ a, b, side: sideOf(a, b) })));
  return pairs.filter(
    ({ a, b, side }) =>
      side !== undefined && combinationsOf(kindOfThing(a), side, kindOfThing(b)).some(isKeptApart),
  ).length;
}

describe('sceneAt', () => {
  it('keeps 1 to 7 things of 13 to 20 units apart from each other and inside the picture', () => {
    for (const scene of SCENES) {
      if (scene.kind !== 'things') continue;
      expect(scene.things.length).toBeGreaterThanOrEqual(1);
      expect(scene.things.length).toBeLessThanOrEqual(7);
      for (const thing of scene.things) {
        expect(thing.side).toBeGreaterThanOrEqual(13);
        expect(thing.side).toBeLessThanOrEqual(20);
        expect(Math.min(thing.x, thing.y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(thing.x, thing.y) + thing.side).toBeLessThanOrEqual(PICTURE_UNITS);
        for (const other of scene.things) {
          if (other.id === thing.id) continue;
          const apart =
            thing.x + thing.side <= other.x ||
            other.x + other.side <= thing.x ||
            thing.y + thing.side <= other.y ||
            other.y + other.side <= thing.y;
          expect(apart).toBe(true);
        }
      }
    }
  });

  it('gives every part of a panel a colour of its own, and a pie a hundred', () => {
    const seen = new Set<string>();
    for (const scene of SCENES) {
      if (scene.kind !== 'panel') continue;
      seen.add(scene.part);
      const names = scene.entries.map(({ colour, head }) => `${colour} ${head}`);
      expect(new Set(names).size).toBe(names.length);
      if (scene.part === 'slice') expect(scene.entries.reduce((sum, { value }) => sum + value, 0)).toBe(100);
    }
    expect([...seen].toSorted()).toEqual([...PARTS].toSorted());
  });

  it('draws paths that never meet themselves, and blind alleys that do not reach them', () => {
    let mazes = 0;
    for (const scene of SCENES) {
      if (scene.kind !== 'path') continue;
      const nodes = [...scene.nodes, ...scene.alleys.flat()].map(({ column, row }) => `${column} ${row}`);
      expect(new Set(nodes).size).toBe(nodes.length);
      for (const [place, node] of scene.nodes.entries()) {
        const next = scene.nodes[place + 1];
        if (next !== undefined)
          expect(Math.abs(node.column - next.column) + Math.abs(node.row - next.row)).toBe(1);
      }
      mazes += scene.goals.length > 0 ? 1 : 0;
    }
    expect(mazes).toBeGreaterThan(20);
  });

  it('mixes the kinds of picture as it says', () => {
    const share = (kind: Scene['kind']): number =>
      SCENES.filter((scene) => scene.kind === kind).length / SCENES.length;
    // 3,000 pictures: the standard deviation of a share is below 0.009.
    expect(Math.abs(share('things') - 0.4)).toBeLessThan(0.04);
    expect(Math.abs(share('panel') - 0.36)).toBeLessThan(0.04);
    for (const kind of ['clock', 'angle', 'dots', 'rectangle', 'sum', 'path'] as const)
      expect(share(kind)).toBeGreaterThan(0.02);
  });

  it('gives the same scene for the same address and another for another split, seed or place', () => {
    const graphs = SPLITS.flatMap((split) =>
      [0, 1, 4294967295].flatMap((seed) =>
        Array.from({ length: 200 }, (_, index) => {
          const address = { split, seed, index };
          const scene = sceneAt(address);
          expect(sceneAt(address)).toEqual(scene);
          return scene.kind === 'things' && scene.things.length > 2
            ? JSON.stringify({ ...scene, address: undefined })
            : JSON.stringify(scene);
        }),
      ),
    );
    expect(new Set(graphs).size).toBe(graphs.length);
  });

  it('keeps some combinations of neighbours for the split unseen, which always has one', () => {
    expect(KEPT_APART.length).toBeGreaterThan(40);
    for (const split of SPLITS) {
      for (let index = 0; index < 3000; index += 1) {
        const address = { split, seed: 17, index };
        for (const scene of [sceneAt(address), sceneAt({ ...address, edited: true })]) {
          if (split !== 'unseen') expect(shown(scene)).toBe(0);
          else if (scene.address.edited === undefined) expect(shown(scene)).toBeGreaterThan(0);
        }
      }
    }
  });

  it('edits one thing or swaps two values, and leaves the rest', () => {
    for (const [index, original] of SCENES.entries()) {
      const scene = sceneAt({ split: 'pool', seed: 9, index, edited: true });
      if (scene.kind === 'things' && original.kind === 'things') {
        const changed = scene.things.filter((thing, place) => {
          const before = original.things[place]!;
          return thing.noun !== before.noun || thing.colour !== before.colour;
        });
        expect(changed.length).toBe(1);
      } else if (scene.kind === 'panel' && original.kind === 'panel') {
        const values = (list: typeof scene): number[] =>
          list.entries.map(({ value }) => value).toSorted((a, b) => a - b);
        expect(values(scene)).toEqual(values(original));
      } else expect({ ...scene, address: null }).toEqual({ ...original, address: null });
    }
  });
});
