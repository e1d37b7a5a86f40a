import { VisplayError } from '../errors.ts';
import type { Idefics3Config } from '../model/config.ts';
import { heldBytes } from '../model/heldBytes.ts';
import { adapterSize, adapterTargets } from '../model/lora.ts';
import { planMemory, type MemoryEstimate } from '../model/memoryEstimate.ts';
import type { Packing } from '../model/weights.ts';
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
 * What a run with a preset would take on a device of a model that is not loaded yet, its adapters on all linears.
 *
 * @throws VisplayError `memory-budget` where it does not fit
 */
export function estimateAdapted(
  config: Idefics3Config,
  { backend, packing, preset, budget }: Fit,
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
      weights: heldBytes(config, backend, packing) / 4,
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
