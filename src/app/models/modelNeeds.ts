import {
  checkWeightsFit,
  estimateAdapted,
  heldAt,
  leastBudget,
  packingFor,
  type AtRest,
} from '../../loop/deviceFit.ts';
import { presetConfig } from '../../loop/presets.ts';
import { flopsOf, usualSpeed, workOf } from '../../loop/workEstimate.ts';
import { VisplayError } from '../../errors.ts';
import { parameterShapes } from '../../model/parameterShapes.ts';
import { budgetOf } from '../../tensor/memory.ts';
import type { HubPreset, Need, Place, RunNeed } from './modelCalls.ts';

/** Tokens of the text of a prompt. */
const usualText = 130;

async function budgetAt({ backend, cap }: Place): Promise<number> {
  if (cap !== null) return cap;
  if (backend === 'wasm') return budgetOf(null);
  const adapter = await navigator.gpu?.requestAdapter();
  return budgetOf(adapter?.limits.maxBufferSize ?? null);
}

/** What a model takes on a device, before any of its weights is there. */
export async function needOf(model: AtRest, place: Place): Promise<Need> {
  const { config } = model;
  const { backend } = place;
  const budget = await budgetAt(place);
  const packing = packingFor(model, { backend, budget });
  const held = heldAt(model, { backend, packing });
  const need = (preset: HubPreset): RunNeed => ({
    expected: expectedBytes(config, { backend, packing, preset, budget }, held),
    least: leastBudget(config, { backend, packing, preset }, held),
    seconds:
      flopsOf(workOf(presetConfig(preset)), config, config.imageSeqLen + usualText) / usualSpeed[backend],
  });
  return {
    parameters: [...parameterShapes(config).values()].reduce(
      (sum, shape) => sum + shape.reduce((size, extent) => size * extent, 1),
      0,
    ),
    weights: held,
    packing,
    budget,
    runs: { 'smolvlm-quick': need('smolvlm-quick'), 'smolvlm-full': need('smolvlm-full') },
  };
}

/** Null where it does not fit. */
function expectedBytes(...[config, fit, held]: Parameters<typeof estimateAdapted>): number | null {
  try {
    return estimateAdapted(config, fit, held).total;
  } catch (thrown) {
    if (thrown instanceof VisplayError && thrown.code === 'memory-budget') return null;
    throw thrown;
  }
}

/** @throws VisplayError `model-too-large` where not even the weights have room on the device */
export async function refuse(model: AtRest, place: Place): Promise<void> {
  const { backend } = place;
  const budget = await budgetAt(place);
  checkWeightsFit(model.config, { backend, budget, packing: packingFor(model, { backend, budget }) });
}
