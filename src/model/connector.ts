import type { Tensor2D } from '@tensorflow/tfjs-core';
import { linear } from '../tensor/linear.ts';
import { pixelShuffle } from '../tensor/pixelShuffle.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Idefics3Config } from './config.ts';
import { adapt } from './lora.ts';
import type { WeightSet } from './weights.ts';
import { visionTower, type Pixels } from './vision.ts';

const projection = 'model.connector.modality_projection.proj';

/** Patches folded and projected into the decoder's space (`Idefics3Connector`), [count * imageSeqLen, hidden]. */
export function connector(
  tape: Tape | null,
  config: Idefics3Config,
  weights: WeightSet,
  patches: Tensor2D,
  pictures: number,
): Tensor2D {
  const side = Math.sqrt(patches.shape[0] / pictures);
  const folded = pixelShuffle(tape, patches, { pictures, side, factor: config.scaleFactor });
  const projected = linear(tape, folded, weights.matrix(`${projection}.weight`));
  return adapt(tape, weights, [projection], folded, projected);
}

/** What the decoder sees of pictures: the vision tower and the connector, [count * imageSeqLen, hidden]. */
export function imageFeatures(
  tape: Tape | null,
  config: Idefics3Config,
  weights: WeightSet,
  pixels: Pixels,
): Tensor2D {
  return connector(tape, config, weights, visionTower(tape, config.vision, weights, pixels), pixels.count);
}
