import type { Picture } from './picture.ts';

/** A ready-made collection. It is drawn on the spot, so nothing is downloaded and there are always fresh pictures. */
export interface Collection {
  readonly label: string;
  readonly sentence: string;
  /** What the drawing program calls this look. */
  readonly domain: string;
}

export const collections = {
  clean: {
    label: 'Toy scenes',
    sentence: 'Shapes and bar charts in plain colours, as in pretraining: the model is at home here.',
    domain: 'clean',
  },
  tinted: {
    label: 'Tinted scenes',
    sentence: 'The same kind of scenes, somewhat darker and paler: a small step away from pretraining.',
    domain: 'shifted-25',
  },
  shifted: {
    label: 'Shifted scenes',
    sentence: 'Dark, noisy and almost without colour: strange to the model, and where self-play has something to win.',
    domain: 'shifted-50',
  },
  night: {
    label: 'Night scenes',
    sentence: 'The shift at three quarters of its range: the base model errs often here.',
    domain: 'shifted-75',
  },
} as const satisfies Record<string, Collection>;

export type CollectionName = keyof typeof collections;

export interface DrawRequest {
  readonly domain: string;
  readonly count: number;
  readonly seed: number;
  /** Place of the first picture: later places give pictures not seen before. */
  readonly start: number;
}

/** Draws pictures. Given by whoever knows both sides, so that this stage does not depend on the one that draws. */
export type DrawPictures = (request: DrawRequest) => readonly Picture[];

/** `count` pictures of a collection from place `start` on; the same arguments give the same pictures. */
export function openCollection(
  name: CollectionName,
  { count, seed, start = 0 }: { readonly count: number; readonly seed: number; readonly start?: number },
  draw: DrawPictures,
): readonly Picture[] {
  return draw({ domain: collections[name].domain, count, seed, start });
}
