import type { SmolVlmSize } from './subject.ts';
import type { WorkSize } from './works.ts';

export type Level = 'full' | 'small' | 'tiny';

/** What is measured where: real sizes on a real GPU, less where arithmetic is slow. */
export interface Plan {
  readonly nano: WorkSize;
  readonly shapes: readonly { readonly model: SmolVlmSize; readonly work: WorkSize }[];
}

const nanoSize: WorkSize = {
  pictures: 16,
  groups: 8,
  group: 8,
  tokens: 24,
  decodeBatches: [8, 1, 64],
  decodeTokens: 33,
};

const oneLayer: SmolVlmSize = { layers: 1, visionLayers: 1, imageSize: 512, vocabSize: 49280 };

export const plans: Readonly<Record<Level, Plan>> = {
  // A real GPU.
  full: {
    nano: nanoSize,
    shapes: [
      { model: oneLayer, work: { ...nanoSize, pictures: 4, groups: 2, tokens: 32 } },
      {
        model: { ...oneLayer, layers: 30, visionLayers: 12 },
        work: { ...nanoSize, pictures: 1, groups: 2, tokens: 32 },
      },
    ],
  },
  // WASM.
  small: {
    nano: nanoSize,
    shapes: [
      {
        // Stock training of the whole vocabulary does not fit WebAssembly's four gigabytes.
        model: { ...oneLayer, imageSize: 256, vocabSize: 24640 },
        work: { pictures: 1, groups: 1, group: 4, tokens: 8, decodeBatches: [8, 1], decodeTokens: 9 },
      },
    ],
  },
  // A software adapter.
  tiny: {
    nano: { pictures: 1, groups: 1, group: 4, tokens: 6, decodeBatches: [8, 1], decodeTokens: 9 },
    shapes: [
      {
        model: { ...oneLayer, imageSize: 64, vocabSize: 1232 },
        work: { pictures: 1, groups: 1, group: 4, tokens: 4, decodeBatches: [8, 1], decodeTokens: 5 },
      },
    ],
  },
};
