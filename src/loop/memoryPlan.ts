import type { Picture } from '../images/picture.ts';
import { adapterSize } from '../model/lora.ts';
import { planMemory, type MemoryPlan } from '../model/memoryEstimate.ts';
import { questionerPrompt } from '../questioner/prompt.ts';
import { mostOnWasm, usualBudget } from '../tensor/memory.ts';
import { reasonerPrompt } from '../rollouts/prompt.ts';
import { adapterSettings } from './adapters.ts';
import type { Config } from './config.ts';
import type { OpenModel } from './openModel.ts';

/** The picture that is cut into the most tiles: a square. Others of a run may be wider than it. */
export const mostTiles = (edge: number): Picture => ({
  id: 'square',
  name: 'square',
  width: edge,
  height: edge,
  rgb: new Uint8Array(3 * edge * edge),
});

/**
 * How a run with these settings fits its memory budget.
 *
 * @throws VisplayError `memory-budget` where it does not
 */
export function planRun(
  { vlm, base, prompts: family, config: architecture, device }: OpenModel,
  config: Config,
  picture: Picture,
): MemoryPlan {
  const asking = vlm.promptSize(picture, questionerPrompt(family));
  // A question is never longer than what the questioner may write.
  const answering = vlm.promptSize(
    picture,
    reasonerPrompt('', { family, kind: 'reasoned', unanswerable: true }),
  );
  const { vision, scaleFactor } = architecture;
  const perTile = (vision.imageSize / vision.patchSize / scaleFactor) ** 2;
  const tiles = Math.max(1, Math.round(asking.imageTokens / perTile));
  const prompts = Math.max(config['questioner.groupsPerStep'], config['reasoner.groupsPerStep']);
  const settings = adapterSettings(config, base);
  const trainsTower = settings === null && base.trainsTower;
  const trainsConnector = settings === null ? base.trainsLooks : settings.targets.includes('proj');
  const trained =
    settings === null
      ? [...base.trainable].reduce((sum, name) => sum + base.sizeOf(name), 0)
      : adapterSize(architecture, settings);
  const megabytes = config['device.memoryBudget'];
  const allowed = megabytes === 0 ? usualBudget() : megabytes * 1e6;
  return planMemory(
    architecture,
    {
      weights: base.bytes / 4,
      trained,
      sets:
        2 +
        (config['grpo.klAnchor'] === 'stage start' ? 1 : 0) +
        (config['reasoner.averagedShare'] > 0 ? 1 : 0),
      promptTokens: Math.max(asking.promptTokens, answering.promptTokens + config['questioner.maxNewTokens']),
      tiles,
      // Where the tower stays, every picture is remembered until there is no room; else those of a step.
      remembered: trainsTower ? prompts * tiles : Infinity,
      trainsTower,
      trainsConnector,
      prompts,
      samples: Math.max(
        config['questioner.groupSize'],
        config['reasoner.groupSize'],
        config['votes.samples'],
        config['votes.labelSamples'],
      ),
      alone: config['evaluation.questions'],
      newTokens: Math.max(config['questioner.maxNewTokens'], config['reasoner.maxNewTokens']),
      microBatch: config['grpo.microBatch'],
    },
    device.backend,
    device.backend === 'wasm' ? Math.min(allowed, mostOnWasm) : allowed,
  );
}
