import type { Idefics3Config } from '../model/config.ts';
import { parameterShapes } from '../model/parameterShapes.ts';
import type { Config } from './config.ts';

/** What a run computes at most: answers end before their greatest length more often than not. */
export interface RunWork {
  /** prompts that are read, each once for all that is written to it */
  readonly prompts: number;
  /** tokens that are written */
  readonly written: number;
  /** tokens of completions whose gradients are taken */
  readonly trained: number;
  /** groups that are trained, each with its prompt */
  readonly groups: number;
  /** pictures that are looked at anew */
  readonly pictures: number;
}

export function workOf(config: Config): RunWork {
  const asked = config['questioner.maxNewTokens'];
  const said = config['reasoner.maxNewTokens'];
  const rounds = config['run.rounds'];
  const groupsA = config['questioner.steps'] * config['questioner.groupsPerStep'];
  const groupsC = config['reasoner.steps'] * config['reasoner.groupsPerStep'];
  const questionsA = groupsA * config['questioner.groupSize'];
  const rolloutsC = groupsC * config['reasoner.groupSize'];
  const questionsB = config['silver.pictures'] * config['silver.questionsPerPicture'];
  const views = config['votes.views'];
  const blind = config['votes.blindSamples'];
  const votes =
    questionsA * (config['votes.samples'] + blind) + questionsB * (config['votes.labelSamples'] + blind);
  // A question is read once for each view, and once without its picture where blind answers are asked for.
  const readings = views + (blind > 0 ? 1 : 0);
  const tests = config['evaluation.questions'];
  // Each role may warm up on outputs of its own, once.
  const warmups = config['warmup.steps'] * config['warmup.outputs'];
  return {
    prompts:
      2 * warmups +
      rounds * (groupsA + (questionsA + questionsB) * readings + config['silver.pictures'] + groupsC) +
      (rounds + 1) * tests,
    written:
      warmups * (asked + said) +
      rounds * ((questionsA + questionsB) * asked + (votes + rolloutsC) * said) +
      (rounds + 1) * tests * said,
    trained: warmups * (asked + said) + rounds * (questionsA * asked + rolloutsC * said),
    groups: rounds * (groupsA + groupsC),
    pictures: rounds * (groupsA + config['silver.pictures']) * views + tests,
  };
}

/** Floating-point operations: two for each weight that a token passes, three times as many where it is trained. */
export function flopsOf(
  { prompts, written, trained, groups, pictures }: RunWork,
  architecture: Idefics3Config,
  promptTokens: number,
): number {
  const { vision } = architecture;
  let decoder = 0;
  let tower = 0;
  for (const [name, shape] of parameterShapes(architecture)) {
    if (shape.length < 2 || name.includes('embed')) continue;
    const size = shape.reduce((a, b) => a * b, 1);
    if (name.includes('vision_model')) tower += size;
    else decoder += size;
  }
  const patches = (vision.imageSize / vision.patchSize) ** 2;
  const passed = prompts * promptTokens + written + 3 * (trained + groups * promptTokens);
  return 2 * (passed * decoder + pictures * patches * tower);
}

/**
 * Operations a second that such a device gets out of small batches, by order of magnitude: a GPU of a laptop; a few
 * threads of WASM, as measured.
 */
export const usualSpeed = { webgpu: 200e9, wasm: 20e9 } as const;
