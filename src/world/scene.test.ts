import { describe, expect, it } from 'vitest';
import { SPLITS } from './address.ts';
import { combinationsOf, isKeptApart, KEPT_APART } from './combination.ts';
import { kindOfThing, sideOf } from './grid.ts';
import { PARTS } from './lexicon.ts';
import { type Scene, sceneAt } from './scene.ts';
import { PICTURE_UNITS } from './units.ts';

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

function share(kind: Scene['kind']): number {
  return SCENES.filter((scene) => scene.kind === kind).length / SCENES.length;
}

describe('sceneAt', () => {
  it('keeps 1 to 7 things of 10 to 20 units apart and inside the picture, a single one of 7 to 29', () => {
    for (const scene of SCENES) {
      if (scene.kind !== 'things') continue;
      expect(scene.things.length).toBeGreaterThanOrEqual(1);
      expect(scene.things.length).toBeLessThanOrEqual(7);
      for (const thing of scene.things) {
        const [least, most] = scene.things.length === 1 ? [7, 29] : [10, 20];
        expect(thing.side).toBeGreaterThanOrEqual(least);
        expect(thing.side).toBeLessThanOrEqual(most);
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
      const sum = scene.entries.reduce((total, { value }) => total + value, 0);
      expect(scene.part !== 'slice' || sum === 100).toBe(true);
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
        if (next === undefined) continue;
        expect(Math.abs(node.column - next.column) + Math.abs(node.row - next.row)).toBe(1);
      }
      mazes += scene.goals.length > 0 ? 1 : 0;
    }
    expect(mazes).toBeGreaterThan(20);
  });

  it('mixes the kinds of picture as it says', () => {
    // 3,000 pictures: the standard deviation of a share is below 0.009.
    expect(Math.abs(share('things') - 0.37)).toBeLessThan(0.04);
    expect(Math.abs(share('panel') - 0.32)).toBeLessThan(0.04);
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
          const fits = split === 'unseen' ? shown(scene) > 0 || scene.address.edited : shown(scene) === 0;
          expect([split, index, fits]).toEqual([split, index, true]);
        }
      }
    }
  });

  const edits = SCENES.map((original, index) => ({
    original,
    scene: sceneAt({ split: 'pool', seed: 9, index, edited: true }),
  }));

  it('edits one thing of a scene', () => {
    for (const { original, scene } of edits) {
      if (scene.kind !== 'things' || original.kind !== 'things') continue;
      const changed = scene.things.filter((thing, place) => {
        const before = original.things[place]!;
        return thing.noun !== before.noun || thing.colour !== before.colour;
      });
      expect(changed.length).toBe(1);
    }
  });

  it('swaps two values of a chart and leaves other pictures as they are', () => {
    for (const { original, scene } of edits) expect(untouched(scene)).toEqual(untouched(original));
  });
});

/** What no edit changes. */
function untouched(scene: Scene): unknown {
  if (scene.kind === 'things') return null;
  return scene.kind === 'panel'
    ? scene.entries.map(({ value }) => value).toSorted((a, b) => a - b)
    : { ...scene, address: null };
}
