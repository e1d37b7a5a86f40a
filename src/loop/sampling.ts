import type { Picture } from '../images/picture.ts';
import type { GenerateRequest } from '../model/vlm.ts';
import { questionFrom } from '../questioner/parse.ts';
import { questionerPrompt } from '../questioner/prompt.ts';
import type { Question } from '../questioner/question.ts';
import { kindMix, type KindMix } from '../rewards/kind.ts';
import type { SilverRow } from '../rewards/silver.ts';
import { collectRollouts } from '../rollouts/collect.ts';
import { groupId } from '../rollouts/ids.ts';
import { reasonerPrompt } from '../rollouts/prompt.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import { shuffled } from '../tensor/random.ts';
import { drawKey, stageKey } from './cursor.ts';
import type { Position } from './events.ts';
import type { Run } from './run.ts';
import { parseOptions, stopsOf } from './stageOptions.ts';
import { questionerView } from './views.ts';

/** What the two roles are given, and what they say. */

export interface Asked {
  readonly questions: Question[];
  readonly rollouts: Rollout[];
}

/** `count` questions about each picture, sampled from the questioner and parsed. */
export async function ask(
  run: Run,
  at: Position,
  pictures: readonly Picture[],
  count: number,
): Promise<Asked> {
  const { config, state } = run;
  const text = questionerPrompt(run.prompts);
  const requests = pictures.map((picture, index): GenerateRequest => ({
    id: groupId(at, index),
    picture: questionerView(run, picture),
    text,
    samples: count,
    key: drawKey(config['run.seed'], at, 'ask', index),
  }));
  const completions = await run.model.generate(state.questioner, requests, {
    maxNewTokens: config['questioner.maxNewTokens'],
    temperature: config['questioner.temperature'],
    topP: config['questioner.topP'],
    topK: 0,
    stopTexts: stopsOf(run, 'questioner'),
  });
  const sources = pictures.map((picture, index) => ({
    requestId: groupId(at, index),
    promptId: picture.id,
    groupId: groupId(at, index),
    kind: 'q' as const,
    firstSample: 0,
  }));
  const rollouts = collectRollouts(sources, completions);
  return {
    rollouts,
    questions: rollouts.map((rollout) => questionFrom(rollout, parseOptions(run))),
  };
}

/** A group of answers to each silver question, sampled from the reasoner in training. */
export async function answer(
  run: Run,
  at: Position,
  rows: readonly SilverRow[],
  views: ReadonlyMap<string, Picture>,
): Promise<Rollout[]> {
  const { config, state } = run;
  const requests = rows.map((row, index): GenerateRequest => ({
    id: groupId(at, index),
    picture: views.get(row.questionId)!,
    text: trainingPrompt(run, row),
    samples: config['reasoner.groupSize'],
    key: drawKey(config['run.seed'], at, 'answer', index),
  }));
  const completions = await run.model.generate(state.reasoner, requests, {
    maxNewTokens: config['reasoner.maxNewTokens'],
    temperature: config['reasoner.temperature'],
    topP: 1,
    topK: 0,
    stopTexts: stopsOf(run, 'reasoner'),
  });
  const sources = rows.map((row, index) => ({
    requestId: groupId(at, index),
    promptId: row.questionId,
    groupId: groupId(at, index),
    kind: 'a' as const,
    firstSample: 0,
  }));
  return collectRollouts(sources, completions);
}

export const trainingPrompt = (run: Run, row: SilverRow): string =>
  reasonerPrompt(row.question, {
    family: run.prompts,
    kind: 'reasoned',
    unanswerable: run.config['votes.unanswerable'],
  });

/** The silver answer; the gold one in the oracle control, where the scene is known. */
export function labelOf(run: Run, row: SilverRow): string {
  const gold =
    run.config['reasoner.labels'] === 'oracle' ? run.oracleLabel(row.pictureId, row.question) : null;
  return gold ?? row.silver!;
}

/** Pictures of one step: the stage's shuffled order, `stride` further with every step, from the start again at its end. */
export function pictureSlice(run: Run, at: Position, count: number, stride = count): Picture[] {
  const order = shuffled(run.pictures, stageKey(run.config['run.seed'], at));
  const first = (at.step - 1) * stride;
  return Array.from(
    { length: Math.min(count, order.length) },
    (_, index) => order[(first + index) % order.length]!,
  );
}

/** How much the base is asked to learn its mix of kinds: it knows some fifty of them. */
export const SURVEY = { pictures: 48, questions: 4 } as const;

/** The mix of kinds that the base asks: what the balance term holds the questioner to. */
export async function kindsOfBase(run: Run): Promise<KindMix> {
  const at = { ...run.state.at, step: 0 };
  const { questions } = await ask(
    { ...run, state: { ...run.state, questioner: run.base } },
    at,
    pictureSlice(run, { ...at, step: 1 }, SURVEY.pictures),
    SURVEY.questions,
  );
  return kindMix(questions.filter(({ status }) => status === 'ok').map(({ text }) => text));
}
