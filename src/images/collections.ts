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
  dim: {
    label: 'Dim scenes',
    sentence: 'The same kind of scenes, greyer and a little noisy: a small step away from pretraining.',
    domain: 'shifted-25',
  },
  shifted: {
    label: 'Shifted scenes',
    sentence:
      'Dark and noisy, with paler colours: strange to the model, so that self-play has something to win.',
    domain: 'shifted-50',
  },
  night: {
    label: 'Night scenes',
    sentence:
      'Nearly black, with colours that are hard to tell apart: further than self-play is known to reach.',
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
