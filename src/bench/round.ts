import type { OpenModel } from '../loop/openModel.ts';
import { headerOf, newRun } from '../loop/newRun.ts';
import { presetConfig, type PresetName } from '../loop/presets.ts';
import { selfPlay } from '../loop/selfPlay.ts';
import { CLEAN } from '../world/domain.ts';
import { heldOutSuite } from '../world/suite.ts';

/** Seconds of one whole round of the loop, stages A to C, without its evaluations. */
export async function roundSeconds(
  model: OpenModel,
  preset: PresetName,
  say: (text: string) => void,
): Promise<number> {
  const pictures = heldOutSuite({ domain: CLEAN, count: 200, seed: 3 }).map(({ picture }) => picture);
  const distinct = [...new Map(pictures.map((picture) => [picture.id, picture])).values()];
  const config = { ...presetConfig(preset), 'run.rounds': 1 };
  const request = { runId: 'bench', preset, config, pictures: distinct };
  const run = newRun(model, headerOf(model, request), distinct);
  let began = 0;
  for await (const event of selfPlay(run)) {
    if (event.kind === 'stage.start') {
      if (began === 0) began = performance.now();
      say(`a round of ${preset}: stage ${event.stage}`);
    }
    if (event.kind === 'stage.end' && event.stage === 'C') break;
  }
  return (performance.now() - began) / 1000;
}
