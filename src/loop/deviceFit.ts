import { VisplayError } from '../errors.ts';
import { parseConfig, type Idefics3Config } from '../model/config.ts';
import { readSmallFile, parseJsonObject, type CheckpointFolder } from '../model/folder.ts';
import { heldBytes } from '../model/heldBytes.ts';
import { adapterSize, adapterTargets } from '../model/lora.ts';
import { planMemory, type MemoryEstimate } from '../model/memoryEstimate.ts';
import type { Packing } from '../model/weights.ts';
import type { PackingChoice } from './protocol.ts';
import { presetConfig, type PresetName } from './presets.ts';

/** The text of a turn beside its picture, tokens: the longest prompt that runs have, and a question. */
const textTokens = 160;

/** What a run of adapters would take. */
export interface Fit {
  readonly backend: 'webgpu' | 'wasm';
  readonly packing: Packing;
  readonly preset: PresetName;
  /** bytes that a run may take */
  readonly budget: number;
}

/**
 * What a run with a preset would take on a device of a model that is not loaded yet, its adapters on all linears;
 * `held` are the bytes of its frozen weights there.
 *
 * @throws VisplayError `memory-budget` where it does not fit
 */
export function estimateAdapted(
  config: Idefics3Config,
  { backend, packing, preset, budget }: Fit,
  held = heldBytes(config, backend, packing),
): MemoryEstimate {
  const settings = presetConfig(preset);
  const adapter = {
    rank: settings['adapter.rank'],
    alpha: settings['adapter.alpha'],
    targets: adapterTargets,
  };
  return planMemory(
    config,
    {
      weights: held / 4,
      trained: adapterSize(config, adapter),
      sets: settings['grpo.klAnchor'] === 'stage start' ? 3 : 2,
      promptTokens: config.imageSeqLen + textTokens,
      tiles: 1,
      remembered: Infinity,
      trainsTower: false,
      trainsConnector: true,
      prompts: Math.max(settings['questioner.groupsPerStep'], settings['reasoner.groupsPerStep']),
      samples: Math.max(settings['questioner.groupSize'], settings['reasoner.groupSize']),
      alone: settings['evaluation.questions'],
      newTokens: Math.max(settings['questioner.maxNewTokens'], settings['reasoner.maxNewTokens']),
      microBatch: settings['grpo.microBatch'],
    },
    backend,
    budget,
  ).estimate;
}

/** Weights that take more of the budget than this are held in 8 bits: a run needs room beside them. */
const exactShare = 1 / 3;

/** What is known of a checkpoint that is not opened yet. */
export interface AtRest {
  readonly config: Idefics3Config;
  /** of its files of weights; null where that is not known */
  readonly weightBytes: number | null;
}

/** A device, and how weights are to be held on it: `auto` if left out. */
type On = Pick<Fit, 'backend' | 'budget'> & { readonly packing?: PackingChoice };

/**
 * How the weights of a checkpoint are held on a device: as chosen on a GPU, and by itself as they are where that leaves
 * room for a run, else in 8 bits. Nothing is packed on WASM.
 */
export function packingFor(
  { config, weightBytes }: AtRest,
  { backend, budget, packing = 'auto' }: On,
): Packing {
  if (packing !== 'auto') return backend === 'webgpu' ? packing : 'exact';
  const held = exactBytes({ config, weightBytes }, backend);
  return backend === 'webgpu' && held > exactShare * budget ? '8bit' : 'exact';
}

/** Bytes of the weights as they are. Of weights in float32 nothing is packed without loss. */
const exactBytes = ({ config, weightBytes }: AtRest, backend: Fit['backend']): number =>
  Math.max(heldBytes(config, backend, 'exact'), weightBytes ?? 0);

/** Bytes that the weights of a checkpoint occupy on a device. */
export const heldAt = (model: AtRest, { backend, packing }: Pick<Fit, 'backend' | 'packing'>): number =>
  packing === 'exact' ? exactBytes(model, backend) : heldBytes(model.config, backend, packing);

/**
 * The packing for a folder, from its configuration alone.
 *
 * @throws VisplayError what `parseConfig` throws, and `model-too-large`
 */
export async function fittingPacking(
  folder: CheckpointFolder,
  weightBytes: number | null,
  on: On,
): Promise<Packing> {
  const bytes = await readSmallFile(folder, 'config.json');
  // What is missing is said when the checkpoint is opened.
  if (bytes === null) return 'exact';
  const config = parseConfig(parseJsonObject('config.json', bytes));
  const packing = packingFor({ config, weightBytes }, on);
  checkWeightsFit(config, { ...on, packing });
  return packing;
}

/** Less than this is a difference that nobody needs, bytes. */
const fineness = 5e6;

/** The smallest budget that a run with a preset fits into, bytes; null where more than `most` is needed. */
export function leastBudget(
  config: Idefics3Config,
  fit: Omit<Fit, 'budget'>,
  held = heldBytes(config, fit.backend, fit.packing),
  most = 64e9,
): number | null {
  const fits = (budget: number): boolean => {
    try {
      estimateAdapted(config, { ...fit, budget }, held);
      return true;
    } catch (thrown) {
      if (thrown instanceof VisplayError && thrown.code === 'memory-budget') return false;
      throw thrown;
    }
  };
  if (!fits(most)) return null;
  let [low, high] = [0, most];
  while (high - low > fineness) {
    const middle = (low + high) / 2;
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** @throws VisplayError `model-too-large` where not even the frozen weights have room. */
export function checkWeightsFit(
  config: Idefics3Config,
  { backend, packing, budget }: Omit<Fit, 'preset'>,
): void {
  const held = heldBytes(config, backend, packing);
  if (held < budget) return;
  const other = backend === 'webgpu' && packing === 'exact' ? heldBytes(config, backend, '8bit') : held;
  throw new VisplayError(
    'model-too-large',
    `This model takes ${Math.ceil(held / 1e6)} MB, and this device has about ${Math.floor(budget / 1e6)} MB for it.`,
    other < budget
      ? 'Hold its weights in 8 bits, or take a smaller model.'
      : 'Take a smaller model, for example SmolVLM-256M-Instruct.',
  );
}
