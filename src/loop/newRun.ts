import { version } from '../../package.json';
import { VisplayError } from '../errors.ts';
import { downscale } from '../images/downscale.ts';
import type { Picture } from '../images/picture.ts';
import type { Checkpoint } from '../runs/checkpoint.ts';
import { measureMemory } from '../tensor/memory.ts';
import { CLEAN, shifted } from '../world/domain.ts';
import { heldOutSuite } from '../world/suite.ts';
import { startingWeights, type StartingAdapters } from './adapters.ts';
import { quiet } from './alarms.ts';
import type { Config } from './config.ts';
import { oracleLabelOf, verdictOf } from './drawnPictures.ts';
import type { RunHeader, RunStart } from './events.ts';
import { endStage } from './learner.ts';
import { mostTiles, planRun } from './memoryPlan.ts';
import { seenEdge, type OpenModel } from './openModel.ts';
import type { Given, Run } from './run.ts';
import { restoredState } from './snapshot.ts';

/** Every run is measured on the same held-out questions, whatever its own seed: gains are paired. */
const heldOutSeed = 1;

export interface RunRequest {
  readonly runId: string;
  readonly preset: string;
  readonly config: Config;
  readonly pictures: readonly Picture[];
  /** what leads back to the model, as in a link; null for the embedded one */
  readonly link?: string | null;
  /** what it goes on from, if not from the model itself */
  readonly start?: RunStart | null;
}

/** @throws VisplayError `no-pictures` for a run without pictures. */
export function headerOf(
  model: OpenModel,
  { runId, preset, config, pictures, link, start }: RunRequest,
): RunHeader {
  if (pictures.length === 0) {
    throw new VisplayError(
      'no-pictures',
      'There is no picture to play with.',
      'Drop some pictures, or take a built-in collection.',
    );
  }
  return {
    runId,
    preset,
    config,
    model: {
      name: model.name,
      parameters: model.base.size,
      prompts: model.prompts,
      ...(link != null && { link }),
      ...((link != null || model.packing !== 'exact') && { packing: model.packing }),
    },
    ...(start != null && { start }),
    device: { backend: model.device.backend, adapter: model.device.adapter },
    pictures: pictures.map(({ id, name }) => ({ id, name })),
    startedAt: new Date().toISOString(),
    version,
  };
}

function given(
  model: OpenModel,
  header: RunHeader,
  pictures: readonly Picture[],
): Omit<Given, 'base'> & Pick<Run, 'config' | 'pictureById'> {
  const { config } = header;
  model.vlm.split = config['run.splitPictures'];
  const edge = seenEdge(model);
  // Views are made at the size that the model sees: larger pictures would only be shrunk for each of them again.
  const seen = new Map(pictures.map((picture) => [picture.id, { ...picture, ...downscale(picture, edge) }]));
  const pictureById = (id: string): Picture => {
    const picture = seen.get(id);
    if (picture) return picture;
    const name = header.pictures.find((listed) => listed.id === id)?.name ?? id;
    throw new VisplayError(
      'pictures-missing',
      `The picture ${name} of this run is not here.`,
      'Drop the same pictures again, then resume.',
    );
  };
  const plan = planRun(model, config, config['run.splitPictures'] ? mostTiles(edge) : pictureById(header.pictures[0]!.id)); // prettier-ignore
  model.vlm.memory = plan;
  const domain = config['evaluation.domain'] === 'clean' ? CLEAN : shifted();
  return {
    header,
    config,
    pictures: header.pictures.map(({ id }) => pictureById(id)),
    pictureById,
    model: model.vlm,
    prompts: model.prompts,
    memory: plan.estimate,
    heldOut: heldOutSuite({ domain, count: config['evaluation.questions'], seed: heldOutSeed }),
    check: verdictOf,
    oracleLabel: oracleLabelOf,
    measureMemory,
    pieceOf: (token) => model.vlm.processor.tokenizer.decode([token], { keepSpecialTokens: true }),
    looksBack: false,
    now: () => performance.now() / 1000,
  };
}

/**
 * A run at its very start: both roles are copies of the base, or adapters on it, new ones or those that are given.
 *
 * @throws VisplayError `adapter-base` for an adapter that does not fit, `adapter-missing` where the header names one and
 *   none is given
 */
export function newRun(
  model: OpenModel,
  header: RunHeader,
  pictures: readonly Picture[],
  adapters: StartingAdapters | null = null,
): Run {
  if (header.start !== undefined && adapters === null) {
    throw new VisplayError(
      'adapter-missing',
      `This run goes on from the adapter ${header.start.adapter}, which is not here, and nothing of it was kept yet.`,
      'Give the adapter again and start a new run.',
    );
  }
  // First: it says where the memory budget is too small.
  const all = given(model, header, pictures);
  const { base, questioner, reasoner } = startingWeights(model, header.config, adapters);
  return {
    ...all,
    base,
    state: {
      at: { round: 1, stage: 'A', step: 0 },
      questioner,
      reasoner,
      stageStart: null,
      average: null,
      optimizer: null,
      corrections: [],
      candidates: [],
      silver: [],
      kinds: {},
      evaluations: [],
      alarms: quiet,
    },
  };
}

/**
 * A run as it was at its checkpoint.
 * @throws VisplayError `pictures-missing`, or what `restoredState` throws.
 */
export async function restoredRun(
  model: OpenModel,
  checkpoint: Checkpoint,
  pictures: readonly Picture[],
): Promise<Run> {
  const all = given(model, checkpoint.header, pictures);
  const { base, ...state } = await restoredState(model, checkpoint);
  return { ...all, base, state };
}

export function disposeRun(run: Run): void {
  endStage(run);
  run.state.questioner.dispose();
  run.state.reasoner.dispose();
  // Under adapters it is a set of its own, on the memory of the model's.
  if (run.state.reasoner.adapter !== null) run.base.dispose();
}
