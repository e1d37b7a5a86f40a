/** Pictures that come with the page. They are drawn when they are asked for, so there is nothing to download. */
export interface Collection {
  /** What the drawing program calls this look. */
  readonly name: string;
  readonly label: string;
  readonly sentence: string;
}

export const collections: readonly [Collection, ...Collection[]] = [
  {
    name: 'clean',
    label: 'Shapes and charts',
    sentence: 'Drawn as the embedded model knows them: coloured shapes and bar charts on a light background.',
  },
  {
    name: 'shifted',
    label: 'Shapes and charts, changed look',
    sentence: 'The same scenes, dark, noisy and with other colours: there is something to learn here.',
  },
];

/** Enough to fill the silver set of the presets without repeating a picture too often. */
export const COLLECTION_SIZE = 48;

export const collectionNamed = (name: string | null): Collection =>
  collections.find((collection) => collection.name === name) ?? collections[0];
