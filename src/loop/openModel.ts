import type { Idefics3Config } from '../model/config.ts';
import type { CheckpointFolder } from '../model/folder.ts';
import { openCheckpoint } from '../model/load.ts';
import { modelName } from '../model/modelName.ts';
import { parameterShapes } from '../model/parameterShapes.ts';
import { createProcessor } from '../model/processor.ts';
import type { NamedTensor } from '../model/safetensors.ts';
import { Vlm } from '../model/vlm.ts';
import { WeightSet, type Packing } from '../model/weights.ts';
import { promptFamilyOf, type PromptFamily } from '../questioner/family.ts';
import type { Device } from '../tensor/device.ts';

/** A checkpoint on a device, ready to play both roles. */
export interface OpenModel {
  readonly name: string;
  /** `OWNER/NAME` where it came from a hub. */
  readonly hubId?: string | null;
  readonly device: Device;
  readonly vlm: Vlm;
  /** frozen: what trains is a clone of it */
  readonly base: WeightSet;
  /** how it is held */
  readonly packing: Packing;
  readonly prompts: PromptFamily;
  readonly config: Idefics3Config;
  /** The checkpoint's files beside its weights: they travel with what is saved. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Longest edge of a picture as the model sees it in one tile, px. */
  readonly pictureEdge: number;
}

/** Told after each tensor, in bytes of float32. */
type Progress = (file: string, loadedBytes: number, totalBytes: number) => void;

/** Loads a Hugging Face folder onto the device, tensor by tensor; `packing` is for GPUs. Throws what `openCheckpoint` throws. */
export async function openModel(
  folder: CheckpointFolder,
  device: Device,
  onProgress: Progress = () => undefined,
  packing: Packing = 'exact',
): Promise<OpenModel> {
  const checkpoint = await openCheckpoint(folder);
  const { config, files } = checkpoint;
  const total = [...parameterShapes(config).values()].reduce(
    (sum, shape) => sum + shape.reduce((size, extent) => size * extent, 1),
    0,
  );
  const base = await WeightSet.fromHost(reported(checkpoint.weights(), total, onProgress), {
    frozen: true,
    packing,
  });
  // Unless a run asks for more, rollouts, votes and training see a picture as one tile.
  const processor = createProcessor(checkpoint);
  const vlm = new Vlm(config, processor, { split: false });
  return {
    name: modelName(folder.name),
    device,
    vlm,
    base,
    packing: device.backend === 'wasm' ? 'exact' : packing,
    prompts: promptFamilyOf({
      promptStyle: config.promptStyle,
      hasToken: (text) => processor.tokenizer.idOf(text) !== undefined,
      width: config.text.hiddenSize,
    }),
    config,
    files,
    pictureEdge: config.vision.imageSize,
  };
}

/** Longest edge of a picture as it is looked at, px: one tile, or as many as the checkpoint cuts it into. */
export const seenEdge = ({ vlm, pictureEdge }: Pick<OpenModel, 'vlm' | 'pictureEdge'>): number =>
  vlm.split === true ? Math.max(pictureEdge, vlm.processor.images.longestEdge) : pictureEdge;

export function closeModel({ vlm, base, device }: OpenModel): void {
  vlm.dispose();
  base.dispose();
  device.close();
}

/** The weights on their way to the device, with word of how far they are. */
async function* reported(
  weights: AsyncGenerator<NamedTensor>,
  totalNumbers: number,
  onProgress: Progress,
): AsyncGenerator<NamedTensor> {
  let numbers = 0;
  for await (const tensor of weights) {
    yield tensor;
    numbers += tensor.data.length;
    onProgress('model.safetensors', 4 * numbers, 4 * totalNumbers);
  }
}
