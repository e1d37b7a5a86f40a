import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { sceneOfPicture } from './check.ts';
import { CLEAN, type Domain, SHIFTS, shifted } from './domain.ts';
import { paint } from './paint.ts';
import { type Colour, COLOURS, EVERYDAY } from './lexicon.ts';
import { spriteAt } from './masks.ts';
import { type Scene, sceneAt, type SceneOf } from './scene.ts';
import { PICTURE_UNITS } from './units.ts';

const Parity = v.object({ cases: v.array(v.object({ picture: v.string(), pictureId: v.string() })) });

function hashOf(domain: Domain): string {
  const hash = createHash('sha256');
  for (let index = 0; index < 60; index += 1) {
    hash.update(paint(sceneAt({ split: 'pool', seed: 1, index }), domain).rgb);
  }
  return hash.digest('hex');
}

/** Hue in sixths of a turn and saturation from 0 to 1, by the usual hexagon. */
function hueOf([red, green, blue]: readonly number[]): { hue: number; saturation: number } {
  const [r, g, b] = [red ?? 0, green ?? 0, blue ?? 0];
  const high = Math.max(r, g, b);
  const range = high - Math.min(r, g, b);
  if (range === 0) return { hue: 0, saturation: 0 };
  const hue = high === r ? ((g - b) / range + 6) % 6 : high === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return { hue, saturation: range / high };
}

/** The hue circle cut between the colours' names, in sixths of a turn. */
function nameOf(hue: number): Colour {
  if (hue < 0.25 || hue > 5.6) return 'red';
  if (hue < 0.72) return 'orange';
  if (hue < 1.5) return 'yellow';
  if (hue < 3) return 'green';
  return hue < 4.3 ? 'blue' : 'purple';
}

/** Shapes, bars, cards and dice: a colour and a point of which it covers the surroundings. */
function coloured(scene: Scene): { colour: Colour; x: number; y: number }[] {
  if (scene.kind !== 'things') return [];
  return scene.things.flatMap(({ colour, x, y, side }) =>
    colour === undefined ? [] : [{ colour, x: x + Math.floor(side / 2), y: y + Math.floor(side / 2) }],
  );
}

function firstOf<K extends Scene['kind']>(kind: K, accepts: (scene: SceneOf<K>) => boolean): SceneOf<K> {
  for (let index = 0; index < 20_000; index += 1) {
    const scene = sceneAt({ split: 'pool', seed: 3, index });
    const is = (one: Scene): one is SceneOf<K> => one.kind === kind;
    if (is(scene) && accepts(scene)) return scene;
  }
  throw new Error(`No ${kind} of that sort among 20,000 pictures.`);
}

/** Grey levels and saturation tell black and gray from the others; the hue names the rest. */
function named(rgb: readonly number[]): Colour | undefined {
  const { hue, saturation } = hueOf(rgb);
  const light = Math.max(...rgb);
  if (light < 60) return 'black';
  if (saturation < 0.25) return 'gray';
  if (light < 180 && (hue < 1 || hue > 5.7)) return 'brown';
  return hue > 2.7 && hue < 3.2 ? 'teal' : nameOf(hue);
}

describe('paint', () => {
  // Fixed bytes: a change here makes nano's pretraining pictures and everybody's pictures different ones.
  it('draws the same bytes everywhere and always', () => {
    expect(hashOf(CLEAN)).toBe('910b43c96d904173c4a64a4d593df240098430e8730349c94cefbfe96452aeb8');
    expect(hashOf(shifted(50))).toBe('6295271eb58dae77e7aeae2c7d857958b24779661fa981e40939277f8b2cb835');
    expect(SHIFTS.map((name) => hashOf(shifted(100, name)).slice(0, 8))).toEqual([
      'd6faff7b',
      '1bf46d7f',
      '59e43b69',
      '2837d000',
      'bf964252',
      '1346ffc6',
      '00d6f16f',
    ]);
  });

  it('draws the pictures on which nano was compared with transformers', async () => {
    const fixtures = new URL('../model/fixtures/', import.meta.url);
    const text = await readFile(new URL('nano-parity.json', fixtures), 'utf8');
    const { cases } = v.parse(Parity, JSON.parse(text));
    expect(cases.length).toBe(8);
    for (const { picture, pictureId } of cases) {
      const pixels = await sharp(fileURLToPath(new URL(picture, fixtures)))
        .raw()
        .toBuffer();
      expect(pixels.equals(paint(sceneOfPicture(pictureId)!, CLEAN).rgb)).toBe(true);
    }
  });

  it('paints every shape in the colour of its name', () => {
    const seen = new Set<Colour>();
    for (let index = 0; index < 600; index += 1) {
      const scene = sceneAt({ split: 'pool', seed: 2, index });
      const { rgb, width } = paint(scene, CLEAN, PICTURE_UNITS);
      for (const { colour, x, y } of coloured(scene)) {
        const at = (y * width + x) * 3;
        expect(named([...rgb.subarray(at, at + 3)])).toBe(colour);
        seen.add(colour);
      }
    }
    expect(seen.size).toBe(COLOURS.length);
  });

  it('gives bars six pixels a unit, and half as many more at 96 pixels a side', () => {
    const scene = firstOf('panel', ({ part, entries }) => part === 'bar' && entries[0]!.colour === 'red');
    for (const [side, unit] of [
      [64, 6],
      [96, 9],
    ] as const) {
      const { rgb, width } = paint(scene, CLEAN, side);
      const heights = Array.from({ length: width }, (_, x) => {
        let red = 0;
        for (let y = 0; y < width; y += 1) {
          const at = (y * width + x) * 3;
          if (hueOf([...rgb.subarray(at, at + 3)]).saturation > 0.7 && rgb[at]! > rgb[at + 2]! + 60) red += 1;
        }
        return red;
      });
      expect(heights).toContain(scene.entries[0]!.value * unit);
    }
  });

  it('covers as much of a pie as the slices say', () => {
    const scene = firstOf(
      'panel',
      ({ part, entries }) => part === 'slice' && entries.some(({ colour }) => colour === 'green'),
    );
    const { rgb } = paint(scene, CLEAN, PICTURE_UNITS);
    let green = 0;
    for (let at = 0; at < rgb.length; at += 3)
      if (rgb[at + 1]! > rgb[at]! + 50 && rgb[at + 1]! > rgb[at + 2]! + 50) green += 1;
    const share = scene.entries.find(({ colour }) => colour === 'green')!.value / 100;
    // The disc of 25 pixels has 1,963 of them; pixels on the rim and on cuts are mixed.
    expect(Math.abs(green / 1963 - share)).toBeLessThan(0.05);
  });

  it('points the hands of a clock where the time says', () => {
    const scene = firstOf('clock', ({ hour, quarter }) => hour === 9 && quarter === 0);
    const { rgb } = paint(scene, CLEAN, PICTURE_UNITS);
    const dark = (x: number, y: number): boolean => rgb[(y * 64 + x) * 3]! < 100;
    expect([dark(32, 14), dark(22, 32), dark(42, 32), dark(32, 44)]).toEqual([true, true, false, false]);
  });

  it('averages everyday things down to any size', () => {
    for (const name of EVERYDAY) {
      const small = spriteAt(name, 13);
      const large = spriteAt(name, 30);
      const covered = ({ mask }: typeof small): number =>
        mask.cover.reduce((sum, sixteenths) => sum + sixteenths, 0) / (16 * mask.cover.length);
      expect(covered(large)).toBeGreaterThan(0.2);
      expect(Math.abs(covered(small) - covered(large))).toBeLessThan(0.03);
    }
  });

  it('makes the shifted domain darker and greyer, the more the stronger', () => {
    const figures = [CLEAN, shifted(35), shifted(50), shifted(80)].map((domain) => {
      let [light, saturation, count] = [0, 0, 0];
      for (let index = 0; index < 80; index += 1) {
        const scene = sceneAt({ split: 'pool', seed: 4, index });
        const { rgb, width } = paint(scene, domain, PICTURE_UNITS);
        light += rgb.reduce((sum, byte) => sum + byte, 0) / rgb.length / 80;
        for (const { colour, x, y } of coloured(scene)) {
          if (colour === 'black' || colour === 'gray') continue;
          const at = (y * width + x) * 3;
          saturation += hueOf([...rgb.subarray(at, at + 3)]).saturation;
          count += 1;
        }
      }
      return { light, saturation: saturation / count };
    });
    for (let place = 1; place < figures.length; place += 1) {
      expect(figures[place]!.light).toBeLessThan(figures[place - 1]!.light);
      expect(figures[place]!.saturation).toBeLessThan(figures[place - 1]!.saturation);
    }
  });

  it('changes what it says in the other domains', () => {
    const scenes = Array.from({ length: 30 }, (_, index) => sceneAt({ split: 'pool', seed: 6, index }));
    for (const name of SHIFTS) {
      const changed = scenes.filter(
        (scene) => !Buffer.from(paint(scene, CLEAN).rgb).equals(paint(scene, shifted(100, name)).rgb),
      );
      // A clock has no colours to turn.
      expect([name, changed.length > 20]).toEqual([name, true]);
    }
  });
});
