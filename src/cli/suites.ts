import { bestByForm, type GroupScore, rightItems } from '../evaluation/groups.ts';
import { scoreSuite, type SuiteAnswer } from '../evaluation/heldOut.ts';
import type { EvaluationResult } from '../evaluation/result.ts';
import { grey, sets } from '../experiment/measure.ts';
import type { GenerateRequest, VisionLanguageModel } from '../model/vlm.ts';
import type { WeightSet } from '../model/weights.ts';
import { stopTexts, type PromptFamily } from '../questioner/family.ts';
import { reasonerPrompt } from '../rollouts/prompt.ts';
import { answerFormOf } from '../votes/answerIn.ts';
import { key } from '../tensor/random.ts';
import type { Domain } from '../world/domain.ts';
import { openGold } from '../world/gold.ts';
import { heldOutSuite, type SuiteItem } from '../world/suite.ts';
import { SUITE_NAMES, type SuiteName } from '../world/suiteNames.ts';
import { usageError } from './arguments.ts';

/** @throws VisplayError `usage` for a name that is neither a suite nor `all`. */
export function suiteNames(name: string): readonly SuiteName[] {
  if (name === 'all') return SUITE_NAMES;
  const suite = SUITE_NAMES.find((known) => known === name);
  if (suite !== undefined) return [suite];
  throw usageError(`There is no suite "${name}".`, `It is one of ${SUITE_NAMES.join(', ')}, or all.`);
}

export interface SuiteOptions {
  readonly domain: Domain;
  /** Questions per suite. */
  readonly count: number;
  /** Draws the suite, and the answers that vote. */
  readonly seed: number;
  readonly maxNewTokens: number;
  readonly prompts: PromptFamily;
  /** Asks everything a second time with a grey picture. */
  readonly blind: boolean;
  /** Told how many questions have been answered. */
  readonly progress: (done: number, of: number) => void;
}

/** What the command line says of a suite, beside the greedy accuracy. */
export interface SuiteResult extends EvaluationResult {
  /** Accuracy of guessing among the answers that each question admits. */
  readonly chance: number;
  /** Accuracy of the most frequent answer of each form of question. */
  readonly formBaseline: number;
  /** Greedy accuracy on grey pictures; null when it was not asked for. */
  readonly blind: number | null;
  /** Questions right on all their pictures, and pictures with all their questions right; where a suite has such sets. */
  readonly pairs?: GroupScore;
  readonly figures?: GroupScore;
  /** Accuracy by how much of the problem is in words. */
  readonly versions?: Readonly<Record<string, GroupScore>>;
}

/** The answers that the majority is taken of (`majorityAt8`). */
const votes = 8;
/** Questions that are answered between two reports. */
const block = 50;

/** Greedy accuracy and the majority of 8 samples on one suite. */
export async function measureSuite(
  model: VisionLanguageModel,
  weights: WeightSet,
  name: SuiteName,
  { domain, count, seed, maxNewTokens, prompts, blind, progress }: SuiteOptions,
): Promise<SuiteResult> {
  const items = heldOutSuite({ suite: name, domain, count, seed });
  const request = (
    item: SuiteItem,
    index: number,
    samples: number,
    picture: SuiteItem['picture'],
  ): GenerateRequest => ({
    id: item.id,
    picture,
    text: reasonerPrompt(item.question, { family: prompts, kind: 'reasoned', unanswerable: true }),
    samples,
    key: key(seed, index),
  });
  const sampling = { maxNewTokens, topP: 1, topK: 0, stopTexts: stopTexts(prompts, 'reasoner') };
  const answer = async (requests: GenerateRequest[], temperature: number): Promise<SuiteAnswer[]> =>
    (await model.generate(weights, requests, { ...sampling, temperature })).map(({ requestId, text }) => ({
      itemId: requestId,
      text,
    }));
  const [greedy, sampled, unseen]: [SuiteAnswer[], SuiteAnswer[], SuiteAnswer[]] = [[], [], []];
  for (let from = 0; from < items.length; from += block) {
    const part = items.slice(from, from + block);
    const ask = (samples: number, see: (item: SuiteItem) => SuiteItem['picture']): GenerateRequest[] =>
      part.map((item, index) => request(item, from + index, samples, see(item)));
    greedy.push(
      ...(await answer(
        ask(1, ({ picture }) => picture),
        0,
      )),
    );
    sampled.push(
      ...(await answer(
        ask(votes, ({ picture }) => picture),
        1,
      )),
    );
    if (blind)
      unseen.push(
        ...(await answer(
          ask(1, ({ picture }) => grey(picture)),
          0,
        )),
      );
    progress(from + part.length, items.length);
  }
  const graded = items.map(({ id, type, gold, skill }) => ({
    id,
    type,
    gold: [openGold(gold, 'measure')],
    skill,
  }));
  const form = answerFormOf(prompts);
  const right = rightItems(graded, greedy, 'type-aware', form);
  return {
    ...scoreSuite(graded, greedy, sampled, {
      suite: name,
      matching: 'type-aware',
      form,
    }),
    chance: items.reduce((sum, { chance }) => sum + chance, 0) / items.length,
    formBaseline: bestByForm(
      items.map(({ op, options, gold }) => ({
        form: options === undefined ? op : `${op} with options`,
        gold: openGold(gold, 'measure'),
      })),
    ),
    blind: blind ? rightItems(graded, unseen, 'type-aware', form).size / items.length : null,
    ...sets(items, right),
  };
}
