import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { sceneOfPicture } from './check.ts';
import { CLEAN, type Domain, shifted } from './domain.ts';
import { paint } from './paint.ts';
import { type Colour, COLOURS, type Scene, sceneAt } from './scene.ts';

const Parity = v.object({ cases: v.array(v.object({ picture: v.string(), pictureId: v.string() })) });

function hashOf(domain: Domain): string {
  const hash = createHash('sha256');
  for (let index = 0; index < 20; index += 1) {
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

function middleOf(scene: Scene): { colour: Colour; x: number; y: number }[] {
  return scene.kind === 'things'
    ? scene.things.map(({ colour, x, y, size }) => ({
        colour,
        x: x + Math.floor(size / 2),
        y: y + Math.floor(size / 2),
      }))
    : scene.bars.map(({ colour, x, width }) => ({ colour, x: x + Math.floor(width / 2), y: scene.base - 2 }));
}

describe('paint', () => {
  // Fixed bytes: a change here makes nano's pretraining pictures and everybody's pictures different ones.
  it('draws the same bytes everywhere and always', () => {
    expect(hashOf(CLEAN)).toBe('6a2f67a7f000584920883e404603d7280f864f39b1eba60887a51d14e7083d5a');
    expect(hashOf(shifted(50))).toBe('808650990f79a1d279f40cf52aac92973497ff6611ee201901a575a81ce227f8');
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

  it('paints every thing and every bar in a colour whose hue has its name', () => {
    const seen = new Set<Colour>();
    for (let index = 0; index < 200; index += 1) {
      const scene = sceneAt({ split: 'pool', seed: 2, index });
      const { rgb, width } = paint(scene, CLEAN);
      for (const { colour, x, y } of middleOf(scene)) {
        const at = (y * width + x) * 3;
        const { hue, saturation } = hueOf([...rgb.subarray(at, at + 3)]);
        expect(saturation).toBeGreaterThan(0.4);
        expect(nameOf(hue)).toBe(colour);
        seen.add(colour);
      }
    }
    expect(seen.size).toBe(COLOURS.length);
  });

  it('gives bars five pixels a unit', () => {
    const scene = Array.from({ length: 50 }, (_, index) => sceneAt({ split: 'pool', seed: 3, index })).find(
      (scene) => scene.kind === 'chart',
    );
    if (scene?.kind !== 'chart') throw new Error('No chart among 50 pictures.');
    const { rgb, width } = paint(scene, CLEAN);
    for (const bar of scene.bars) {
      const column = bar.x + Math.floor(bar.width / 2);
      let coloured = 0;
      for (let y = 0; y < scene.base; y += 1) {
        const at = (y * width + column) * 3;
        if (hueOf([...rgb.subarray(at, at + 3)]).saturation > 0.3) coloured += 1;
      }
      expect(coloured).toBe(bar.height * 5);
    }
  });

  it('makes the shifted domain darker and greyer, the more the stronger', () => {
    const figures = [CLEAN, shifted(35), shifted(50), shifted(80)].map((domain) => {
      let [light, saturation, count] = [0, 0, 0];
      for (let index = 0; index < 40; index += 1) {
        const scene = sceneAt({ split: 'pool', seed: 4, index });
        const { rgb, width } = paint(scene, domain);
        light += rgb.reduce((sum, byte) => sum + byte, 0) / rgb.length / 40;
        for (const { x, y } of middleOf(scene)) {
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
});
