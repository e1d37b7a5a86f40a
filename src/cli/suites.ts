import { scoreSuite } from '../evaluation/heldOut.ts';
import type { EvaluationResult } from '../evaluation/result.ts';
import type { GenerateRequest, VisionLanguageModel } from '../model/vlm.ts';
import type { WeightSet } from '../model/weights.ts';
import type { PromptFamily } from '../questioner/prompt.ts';
import { reasonerPrompt } from '../rollouts/prompt.ts';
import { key } from '../tensor/random.ts';
import { CLEAN, shifted, type Domain } from '../world/domain.ts';
import { openGold } from '../world/gold.ts';
import { heldOutSuite } from '../world/suite.ts';
import { usageError } from './arguments.ts';

/** Suites of drawn pictures that no training ever sees, by the name on the command line. */
const domains: Readonly<Record<string, Domain>> = { clean: CLEAN, shifted: shifted() };

/** @throws VisplayError `usage` for a name that is neither a suite nor `all`. */
export function suiteNames(name: string): string[] {
  const known = Object.keys(domains);
  if (name === 'all') return known;
  if (known.includes(name)) return [name];
  throw usageError(`There is no suite "${name}".`, `It is one of ${known.join(', ')}, or all.`);
}

export interface SuiteOptions {
  /** Questions per suite. */
  readonly count: number;
  /** Draws the suite, and the answers that vote. */
  readonly seed: number;
  readonly maxNewTokens: number;
  readonly prompts: PromptFamily;
  /** Told how many questions have been answered. */
  readonly progress: (done: number, of: number) => void;
}

/** The answers that the majority is taken of (`majorityAt8`). */
const votes = 8;
/** Questions that are answered between two reports. */
const block = 50;

/** Greedy accuracy and the majority of 8 samples on one suite. */
export async function measureSuite(
  model: VisionLanguageModel,
  weights: WeightSet,
  name: string,
  { count, seed, maxNewTokens, prompts, progress }: SuiteOptions,
): Promise<EvaluationResult> {
  const items = heldOutSuite({ domain: domains[name]!, count, seed });
  const request = (item: (typeof items)[number], index: number, samples: number): GenerateRequest => ({
    id: item.id,
    picture: item.picture,
    text: reasonerPrompt(item.question, { family: prompts, kind: 'reasoned', unanswerable: true }),
    samples,
    key: key(seed, index),
  });
  const sampling = { maxNewTokens, topP: 1, topK: 0 };
  const greedy: { itemId: string; text: string }[] = [];
  const sampled: { itemId: string; text: string }[] = [];
  const answer = async (requests: GenerateRequest[], temperature: number) =>
    (await model.generate(weights, requests, { ...sampling, temperature })).map(({ requestId, text }) => ({
      itemId: requestId,
      text,
    }));
  for (let from = 0; from < items.length; from += block) {
    const part = items.slice(from, from + block);
    greedy.push(
      ...(await answer(
        part.map((item, index) => request(item, from + index, 1)),
        0,
      )),
    );
    sampled.push(
      ...(await answer(
        part.map((item, index) => request(item, from + index, votes)),
        1,
      )),
    );
    progress(from + part.length, items.length);
  }
  return scoreSuite(
    items.map(({ id, type, gold, skill }) => ({ id, type, gold: [openGold(gold, 'measure')], skill })),
    greedy,
    sampled,
    { suite: name, matching: 'type-aware' },
  );
}
