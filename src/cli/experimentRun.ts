import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { faultOf } from '../errors.ts';
import { FactsBuilder } from '../experiment/facts.ts';
import { type Item, measureItems } from '../experiment/measure.ts';
import { metric, type Pool } from '../experiment/plan.ts';
import { verdictWithSkill } from '../experiment/sceneCheck.ts';
import { slimEvent } from '../experiment/slimEvents.ts';
import {
  readPlan,
  readRounds,
  withoutMarks,
  type MeasuredRound,
  type RunPlan,
  type RunSummary,
} from '../experiment/summary.ts';
import type { Picture } from '../images/picture.ts';
import type { StampedEvent } from '../loop/events.ts';
import { storedConfig } from '../loop/config.ts';
import { disposeRun } from '../loop/newRun.ts';
import { openModel, type OpenModel } from '../loop/openModel.ts';
import { nodeFolder } from '../model/nodeFolder.ts';
import { writeWhole } from '../runs/atomicWrite.ts';
import { encodeEvents } from '../runs/eventLog.ts';
import { type FolderStore, openFolderStore } from '../runs/folderStore.ts';
import { sampleCollection } from '../world/collection.ts';
import { domainNamed } from '../world/domain.ts';
import { seal } from '../world/gold.ts';
import { usageError } from './arguments.ts';
import { measureBase, measureRound, type Asking } from './experimentBase.ts';
import { picturesIn } from './pictures.ts';
import { begin, play, takeUpRun } from './runOnDisk.ts';

/** Where a run of an experiment happens. */
export interface Place {
  /** The folder of all runs. */
  readonly out: string;
  /** The folder that data sets lie in. */
  readonly data: string;
  readonly model: OpenModel;
  readonly asking: Asking;
  /** Leaves the events, checkpoints and models of the run beside its summary. */
  readonly keep: boolean;
  readonly tell: (line: string) => void;
}

export const runFolder = (out: string, { arm, seed }: Pick<RunPlan, 'arm' | 'seed'>): string =>
  join(out, `${arm}-${seed}`);

/**
 * One run from its pictures to its summary, or what is missing of it: a finished run is left alone, an interrupted one
 * goes on from its checkpoint, and weights that were measured are not measured again.
 *
 * ```
 * OUT/ARM-SEED/config.json       the plan, written before anything else
 * OUT/ARM-SEED/summary.json      what came of it
 * OUT/ARM-SEED/marks.json.gz     the measured rounds with a mark for every question
 * OUT/ARM-SEED/events.jsonl.gz   the events without progress and token ids
 * OUT/ARM-SEED/failure.json      why it ended, where it failed
 * OUT/ARM-SEED/work/             the run itself until it is over
 * ```
 * @throws VisplayError `usage` where the folder holds the run of another plan; whatever self-play throws
 */
export async function runExperiment(plan: RunPlan, place: Place): Promise<'finished' | 'stopped' | 'there'> {
  const folder = runFolder(place.out, plan);
  await mkdir(folder, { recursive: true });
  const planFile = join(folder, 'config.json');
  if (existsSync(planFile)) samePlan(plan, readPlan(await readFile(planFile, 'utf8'), planFile), folder);
  else await writeWhole(planFile, `${JSON.stringify(plan, null, 2)}\n`);
  if (existsSync(join(folder, 'summary.json'))) return 'there';
  const failure = join(folder, 'failure.json');
  await rm(failure, { force: true });
  try {
    return await whole(plan, place, folder);
  } catch (thrown) {
    await writeWhole(failure, `${JSON.stringify(faultOf(thrown), null, 2)}\n`);
    throw thrown;
  }
}

async function whole(plan: RunPlan, place: Place, folder: string): Promise<'finished' | 'stopped'> {
  const { model, asking, tell } = place;
  await measureBase(place.out, model, plan.model.sha256, plan.domains, asking, tell);
  const work = join(folder, 'work');
  const store = await openFolderStore(work);
  const pictures = await poolOf(plan.pool, plan.seeds.pool + plan.seed, place);
  if ((await playRest(plan, place, store, pictures)) === 'stopped') return 'stopped';

  const rounds: MeasuredRound[] = [];
  for (let round = 1; round <= plan.rounds; round++) {
    rounds.push(await measuredRound(plan, place, work, round));
  }
  const { events } = await store.readEvents(store.runId!);
  const builder = new FactsBuilder();
  events.forEach((event) => {
    builder.add(event);
  });
  const facts = builder.facts(verdictWithSkill);
  const keptQuestions = [];
  for (const { round } of facts) {
    const kept = builder.kept(round);
    keptQuestions.push({ round, ...(await baseOn(kept, pictures, place)) });
  }
  const start = events[0];
  const summary: RunSummary = {
    plan,
    backend: model.device.backend,
    adapter: model.device.adapter,
    startedAt: start?.kind === 'run.start' ? start.header.startedAt : '',
    seconds: events.at(-1)?.seconds ?? 0,
    tokens: facts.reduce((sum, { tokens }) => sum + tokens, 0),
    facts,
    keptQuestions,
    rounds: rounds.map(withoutMarks),
  };
  await writeWhole(join(folder, 'events.jsonl.gz'), [packed(slimmed(events))]);
  await writeWhole(join(folder, 'marks.json.gz'), [packed(JSON.stringify(rounds))]);
  // Last: a folder with a summary is complete.
  await writeWhole(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 1)}\n`);
  if (!place.keep) await rm(work, { recursive: true });
  return 'finished';
}

const packed = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(text, { level: 9 }));

/** The kept events, numbered anew: the playground imports them as a run. */
function slimmed(events: readonly StampedEvent[]): string {
  const kept = events.flatMap((event) => slimEvent(event) ?? []);
  return encodeEvents(kept.map((event, sequence) => Object.assign({}, event, { sequence })));
}

async function playRest(
  plan: RunPlan,
  { model, tell }: Place,
  store: FolderStore,
  pictures: readonly Picture[],
): Promise<'finished' | 'stopped'> {
  const stored = (await store.list())[0] ?? null;
  if (stored?.ended === 'finished') return 'finished';
  const { preset, config } = plan;
  const started = stored
    ? await takeUpRun(store, model, stored.header, pictures, tell)
    : await begin(store, model, { preset, config, pictures });
  try {
    return await play(started, store, model);
  } finally {
    disposeRun(started.run);
  }
}

/** A round is measured in full where it is the last one, greedily where it is not. */
async function measuredRound(
  plan: RunPlan,
  place: Place,
  work: string,
  round: number,
): Promise<MeasuredRound> {
  const file = join(work, `measured-${round}.json`);
  if (existsSync(file)) return readRounds(`[${await readFile(file, 'utf8')}]`, file)[0]!;
  const last = round === plan.rounds;
  const depth = {
    samples: last,
    blind: false,
    easyVqa: last || plan.pool.kind === 'folder',
    tell: place.tell,
  };
  const { device } = place.model;
  const evolved = await openModel(
    nodeFolder(join(work, 'checkpoints', `round-${round}`, 'reasoner')),
    device,
  );
  try {
    const measured = await measureRound(evolved, evolved.base, round, plan.domains, place.asking, depth);
    await writeWhole(file, JSON.stringify(measured));
    return measured;
  } finally {
    evolved.vlm.dispose();
    evolved.base.dispose();
  }
}

/** The base on kept questions that have a gold answer: how many it answers with the picture, and how many without. */
async function baseOn(
  kept: readonly { readonly questionId: string; readonly pictureId: string; readonly question: string }[],
  pictures: readonly Picture[],
  { model, asking }: Place,
): Promise<{ n: number; seen: number; blind: number | null }> {
  const byId = new Map(pictures.map((picture) => [picture.id, picture]));
  const items = kept.flatMap(({ questionId, pictureId, question }): Item[] => {
    const gold = verdictWithSkill(pictureId, question)?.gold ?? null;
    const picture = byId.get(pictureId);
    if (gold === null || picture === undefined) return [];
    return [{ id: questionId, picture, question, type: null, gold: seal(gold) }];
  });
  const options = { maxNewTokens: metric.maxNewTokens, samples: 0, blind: true, seed: asking.seed };
  const { n, greedy, blind } = await measureItems(model, model.base, items, options);
  return { n, seen: greedy, blind };
}

/** The pictures of a run. */
async function poolOf(pool: Pool, seed: number, { data }: Place): Promise<readonly Picture[]> {
  if (pool.kind === 'drawn') {
    return sampleCollection({ domain: domainNamed(pool.domain)!, count: pool.count, seed });
  }
  const folder = join(data, pool.folder);
  if (!existsSync(folder)) {
    throw usageError(`${folder} is not there.`, 'Name the folder that holds it with --data.');
  }
  return (await picturesIn(folder, seed)).pictures;
}

/** @throws VisplayError `usage` where the folder belongs to another plan */
function samePlan(wanted: RunPlan, found: RunPlan, folder: string): void {
  // Settings that came since it was begun are what it did without them.
  const then = { ...found, config: storedConfig(found.config) };
  if (JSON.stringify(wanted) === JSON.stringify(then)) return;
  const other = wanted.model.sha256 === found.model.sha256 ? 'other settings' : 'another model';
  throw usageError(
    `${folder} holds a run with ${other}.`,
    'Name another folder with --out, or remove that one.',
  );
}
