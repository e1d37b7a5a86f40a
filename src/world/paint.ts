import { addressText, randomAt } from './address.ts';
import { Canvas } from './canvas.ts';
import { type Domain, domainText } from './domain.ts';
import { Look } from './look.ts';
import { paintAngle, paintClock, paintDots, paintRectangle, paintSum } from './paintDiagrams.ts';
import { paintPanel } from './paintPanel.ts';
import { paintPath } from './paintPath.ts';
import { paintThings } from './paintThings.ts';
import type { Scene } from './scene.ts';
import { PICTURE_UNITS } from './units.ts';

/** A picture as the images stage knows it; `rgb` holds height x width x 3 bytes. */
export interface WorldPicture {
  readonly id: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Sides that a picture may have, in pixels. */
export type PictureSide = 64 | 96;
/** What nano sees: a cell of a scene is two of its patches wide, and so one image token. */
export const PICTURE_SIDE: PictureSide = 96;

/** Draws a scene in a domain. The same arguments give the same bytes in a browser and in Node. */
export function paint(scene: Scene, domain: Domain, side: PictureSide = PICTURE_SIDE): WorldPicture {
  const random = randomAt(scene.address, 'look');
  const canvas = new Canvas(side, PICTURE_UNITS);
  const look = new Look(random, domain);
  look.lay(canvas);
  switch (scene.kind) {
    case 'things':
      paintThings(canvas, look, scene);
      break;
    case 'panel':
      paintPanel(canvas, look, scene, random);
      break;
    case 'clock':
      paintClock(canvas, look, scene);
      break;
    case 'angle':
      paintAngle(canvas, look, scene);
      break;
    case 'dots':
      paintDots(canvas, look, scene);
      break;
    case 'rectangle':
      paintRectangle(canvas, look, scene);
      break;
    case 'sum':
      paintSum(canvas, look, scene);
      break;
    case 'path':
      paintPath(canvas, look, scene);
      break;
    default:
      scene satisfies never;
  }
  look.finish(canvas);
  const id = `world-${domainText(domain)}-${addressText(scene.address)}`;
  return { id, name: `${id}.png`, width: side, height: side, rgb: canvas.rgb };
}
