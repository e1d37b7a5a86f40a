import type { Picture } from '../images/picture.ts';
import { downscale } from '../images/downscale.ts';
import { adapterSettings } from '../loop/adapters.ts';
import type { Config } from '../loop/config.ts';
import { mostTiles, planRun } from '../loop/memoryPlan.ts';
import { seenEdge, type OpenModel } from '../loop/openModel.ts';
import { probeSpeed } from '../loop/probeSpeed.ts';
import { estimateTime, type TimeEstimate } from '../loop/timeEstimate.ts';
import type { MemoryEstimate } from '../model/memoryEstimate.ts';

/** What a run would take. */
export interface RunEstimate {
  readonly time: TimeEstimate;
  readonly memory: MemoryEstimate;
}

/**
 * Time from a probe of the loaded model and memory from its plan.
 *
 * @throws VisplayError `memory-budget` where the run does not fit
 */
export async function estimateRun(
  model: OpenModel,
  settings: Config,
  pictures: readonly Picture[],
): Promise<RunEstimate> {
  const first = pictures[0]!;
  model.vlm.split = settings['run.splitPictures'];
  const edge = seenEdge(model);
  const picture = settings['run.splitPictures'] ? mostTiles(edge) : { ...first, ...downscale(first, edge) };
  const plan = planRun(model, settings, picture);
  model.vlm.memory = plan;
  const { base, config: architecture } = model;
  const work = {
    architecture,
    settings,
    bytesPerWeight: base.bytes / base.size,
    adapted: adapterSettings(settings, base) !== null,
    pictures: pictures.length,
    tiles: model.vlm.promptSize(picture, '').imageTokens / architecture.imageSeqLen,
  };
  return { time: estimateTime(work, await probeSpeed(model, picture)), memory: plan.estimate };
}

/** An estimate for people. */
export function estimateLine({ time, memory }: RunEstimate): string {
  const parts = Object.entries(time.parts).map(([part, seconds]) => `${part} ${duration(seconds)}`);
  return (
    `At most about ${duration(time.seconds)} (${parts.join(', ')}) for up to ${Math.round(time.tokens / 1000)} thousand tokens, ` +
    `and ${Math.ceil(memory.total / 1e6)} MB. An estimate from a short probe: ${(time.speed.flops / 1e9).toPrecision(2)} GFLOP/s, ${(time.speed.bytes / 1e9).toPrecision(2)} GB/s.`
  );
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toPrecision(2)} h`;
}
