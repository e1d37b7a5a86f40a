import {
  checkWeightsFit,
  estimateAdapted,
  heldAt,
  leastBudget,
  packingFor,
  type AtRest,
} from '../../loop/deviceFit.ts';
import { presetConfig } from '../../loop/presets.ts';
import { estimateTime, speedFromLimits } from '../../loop/timeEstimate.ts';
import { VisplayError } from '../../errors.ts';
import { parameterShapes } from '../../model/parameterShapes.ts';
import type { Packing } from '../../model/weights.ts';
import { budgetOf, mostOnWasm } from '../../tensor/memory.ts';
import type { HubPreset, Need, Place, RunNeed } from './modelCalls.ts';

/**
 * What usual devices of a kind do, as `bench` measures it: a GPU of a laptop; a few threads of WASM. Before a model is
 * loaded nothing better is known.
 */
const usualSpeed = {
  webgpu: speedFromLimits({ matmulGflops: 1000, copyGBs: 80 }),
  wasm: speedFromLimits({ matmulGflops: 40, copyGBs: 15 }),
} as const;

interface Run {
  readonly backend: Place['backend'];
  readonly preset: HubPreset;
  readonly held: number;
}

function secondsOf({ config }: AtRest, { backend, preset, held }: Run): number {
  const work = {
    architecture: config,
    settings: presetConfig(preset),
    bytesPerWeight: held / countOf(config),
    adapted: true,
    // Of a full tray: a silver set takes no more than its setting.
    pictures: 1000,
  };
  return estimateTime(work, usualSpeed[backend]).seconds;
}

const countOf = (config: AtRest['config']): number =>
  [...parameterShapes(config).values()].reduce(
    (sum, shape) => sum + shape.reduce((size, extent) => size * extent, 1),
    0,
  );

async function budgetAt({ backend, cap }: Place): Promise<number> {
  if (backend === 'wasm') return cap === null ? budgetOf(null) : Math.min(cap, mostOnWasm);
  if (cap !== null) return cap;
  const adapter = await navigator.gpu?.requestAdapter();
  return budgetOf(adapter?.limits.maxBufferSize ?? null);
}

/** What a model takes on a device, before any of its weights is there. */
export async function needOf(model: AtRest, place: Place): Promise<Need> {
  const { config } = model;
  const { backend } = place;
  const budget = await budgetAt(place);
  const packing = packingFor(model, { backend, budget, packing: place.packing });
  const heldIn = (one: Packing): number => heldAt(model, { backend, packing: one });
  const held = heldIn(packing);
  const need = (preset: HubPreset): RunNeed => ({
    expected: expectedBytes(config, { backend, packing, preset, budget }, held),
    least: leastBudget(config, { backend, packing, preset }, held),
    seconds: secondsOf(model, { backend, preset, held }),
  });
  return {
    parameters: countOf(config),
    weights: held,
    packing,
    held: { exact: heldIn('exact'), '8bit': heldIn('8bit'), '4bit': heldIn('4bit') },
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
  checkWeightsFit(model.config, {
    backend,
    budget,
    packing: packingFor(model, { backend, budget, packing: place.packing }),
  });
}
