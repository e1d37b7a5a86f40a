import { checkSeed } from './address.ts';
import type { Domain } from './domain.ts';
import { paint, PICTURE_SIDE, type PictureSide, type WorldPicture } from './paint.ts';
import { sceneAt } from './scene.ts';

export interface SampleRequest {
  readonly domain: Domain;
  readonly count: number;
  /** Whole number from 0 to 2^32 - 1; another seed gives other pictures. */
  readonly seed: number;
  /** Place of the first picture in the collection of this seed; ask for later places to get fresh pictures. */
  readonly start?: number;
  /** Side of the pictures in pixels; 96 unless given. */
  readonly side?: PictureSide;
}

/** Unlabelled pictures for self-play, from the pool split: never those of pretraining or of the held-out suite. */
export function sampleCollection({
  domain,
  count,
  seed,
  start = 0,
  side = PICTURE_SIDE,
}: SampleRequest): WorldPicture[] {
  checkSeed(seed, 'The seed of the collection');
  checkSeed(start + count, 'The last place of the collection');
  return Array.from({ length: count }, (_, place) =>
    paint(sceneAt({ split: 'pool', seed, index: start + place }), domain, side),
  );
}
