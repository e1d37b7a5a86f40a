/** Pictures that come with the page. They are drawn when they are asked for, so there is nothing to download. */
export interface Collection {
  /** What the drawing program calls this look. */
  readonly name: string;
  readonly label: string;
  readonly sentence: string;
}

export const collections: readonly [Collection, ...Collection[]] = [
  {
    name: 'shifted',
    label: 'Drawings in another light',
    sentence:
      'Shapes, things, charts, dials and paths as the embedded model has never seen them: dark, noisy, in other colours. There is something to learn here.',
  },
  {
    name: 'clean',
    label: 'Drawings as it knows them',
    sentence: 'The same on a light ground and in plain colours: the model has little left to learn.',
  },
];

/** Enough to fill the silver set of the presets without repeating a picture too often. */
export const COLLECTION_SIZE = 96;

export const collectionNamed = (name: string | null): Collection =>
  collections.find((collection) => collection.name === name) ?? collections[0];
