import { peftFolder } from '../model/peft.ts';
import type { NamedTensor } from '../model/safetensors.ts';
import { saveCheckpoint } from '../model/save.ts';
import type { SavedDtype } from '../model/safetensorsWriter.ts';
import type { WeightSet } from '../model/weights.ts';
import type { OpenModel } from './openModel.ts';

/**
 * Weights as a folder that Python loads, file name to bytes: an adapter as `peft` saves it, anything else as a Hugging
 * Face checkpoint.
 */
export async function savedFolder(
  { name, hubId, config, files, device }: OpenModel,
  weights: WeightSet,
): Promise<Map<string, Uint8Array>> {
  if (weights.adapter === null) return mergedFolder({ config, files, device }, weights);
  const tensors: NamedTensor[] = [];
  for await (const tensor of weights.adapterToHost(device)) tensors.push(tensor);
  return peftFolder({ ...weights.adapter, tensors }, hubId ?? name);
}

/** Weights as a whole Hugging Face checkpoint, an adapter merged into what it changes. */
export async function mergedFolder(
  { config, files, device }: Pick<OpenModel, 'config' | 'files' | 'device'>,
  weights: WeightSet,
  dtype: SavedDtype = 'F32',
): Promise<Map<string, Uint8Array>> {
  const tensors: NamedTensor[] = [];
  for await (const tensor of weights.toHost(device)) tensors.push(tensor);
  return saveCheckpoint(config, files, tensors, dtype);
}
