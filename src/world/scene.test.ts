import { describe, expect, it } from 'vitest';
import { SPLITS } from './address.ts';
import { PICTURE_SIDE, type Scene, sceneAt } from './scene.ts';

const SCENES: readonly Scene[] = Array.from({ length: 2000 }, (_, index) =>
  sceneAt({ split: 'pool', seed: 9, index }),
);

describe('sceneAt', () => {
  it('keeps 2 to 8 things of 13 to 18 px apart from each other and inside the picture', () => {
    for (const scene of SCENES) {
      if (scene.kind !== 'things') continue;
      expect(scene.things.length).toBeGreaterThanOrEqual(2);
      expect(scene.things.length).toBeLessThanOrEqual(8);
      for (const thing of scene.things) {
        expect(thing.size).toBeGreaterThanOrEqual(13);
        expect(thing.size).toBeLessThanOrEqual(18);
        expect(Math.min(thing.x, thing.y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(thing.x, thing.y) + thing.size).toBeLessThanOrEqual(PICTURE_SIDE);
        for (const other of scene.things) {
          if (other.id === thing.id) continue;
          const apart =
            thing.x + thing.size <= other.x ||
            other.x + other.size <= thing.x ||
            thing.y + thing.size <= other.y ||
            other.y + other.size <= thing.y;
          expect(apart).toBe(true);
        }
      }
    }
  });

  it('keeps 3 to 5 bars of different colours side by side', () => {
    for (const scene of SCENES) {
      if (scene.kind !== 'chart') continue;
      expect(scene.bars.length).toBeGreaterThanOrEqual(3);
      expect(scene.bars.length).toBeLessThanOrEqual(5);
      expect(new Set(scene.bars.map((bar) => bar.colour)).size).toBe(scene.bars.length);
      for (const [place, bar] of scene.bars.entries()) {
        expect(bar.height).toBeGreaterThanOrEqual(1);
        expect(bar.height).toBeLessThanOrEqual(9);
        const next = scene.bars[place + 1]?.x ?? PICTURE_SIDE;
        expect(bar.x + bar.width).toBeLessThan(next);
        expect(scene.base - bar.height * 5).toBeGreaterThan(0);
      }
    }
  });

  it('makes about three charts in ten pictures', () => {
    const charts = SCENES.filter((scene) => scene.kind === 'chart').length;
    // 600 expected, standard deviation 20.5.
    expect(Math.abs(charts - 600)).toBeLessThan(100);
  });

  it('gives the same scene for the same address and another for another split, seed or place', () => {
    const graphs = SPLITS.flatMap((split) =>
      [0, 1, 4294967295].flatMap((seed) =>
        Array.from({ length: 300 }, (_, index) => {
          const address = { split, seed, index };
          const scene = sceneAt(address);
          expect(sceneAt(address)).toEqual(scene);
          return JSON.stringify({ ...scene, address: undefined });
        }),
      ),
    );
    expect(new Set(graphs).size).toBe(graphs.length);
  });
});
