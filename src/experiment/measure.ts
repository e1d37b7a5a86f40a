import { macro } from '../evaluation/average.ts';
import { byVersion, bestByForm, type GroupScore, wholeGroups } from '../evaluation/groups.ts';
import { perItem, shareOf } from '../evaluation/perItem.ts';
import type { SuiteAnswer } from '../evaluation/heldOut.ts';
import type { Picture } from '../images/picture.ts';
import type { OpenModel } from '../loop/openModel.ts';
import type { GenerateRequest } from '../model/vlm.ts';
import type { WeightSet } from '../model/weights.ts';
import type { QuestionType } from '../questioner/question.ts';
import { reasonerPrompt, UNANSWERABLE } from '../rollouts/prompt.ts';
import { key } from '../tensor/random.ts';
import { boxed } from '../votes/boxed.ts';
import { isUnanswerable } from '../votes/sameAnswer.ts';
import type { Domain } from '../world/domain.ts';
import { type Gold, openGold } from '../world/gold.ts';
import { heldOutSuite, type SuiteItem } from '../world/suite.ts';
import type { SuiteName } from '../world/suiteNames.ts';

/** A question with a gold answer, of a suite or of a data set. */
export interface Item {
  readonly id: string;
  readonly picture: Picture;
  readonly question: string;
  readonly type: QuestionType | null;
  readonly gold: Gold<string>;
}

/** Shares of right answers to some items, and the marks of every item behind them. */
export interface Measured {
  readonly n: number;
  readonly greedy: number;
  /** Greedy with the word for "cannot be answered" forbidden; null where the model's vocabulary does not allow it. */
  readonly masked: number | null;
  /** Share of the greedy answers that say that the question cannot be answered: all of them wrong. */
  readonly declined: number;
  readonly boxed: number;
  /** Of the samples; null where none were drawn. */
  readonly oneSample: number | null;
  readonly majority: number | null;
  readonly any: number | null;
  /** Greedy on a grey picture; null where it was not asked for. */
  readonly blind: number | null;
  readonly marks: {
    readonly greedy: string;
    readonly masked: string | null;
    readonly samples: string | null;
    readonly majority: string | null;
  };
}

export interface MeasuredSuite extends Measured {
  readonly chance: number;
  /** Accuracy of the most frequent answer of each form of question: an upper bound for answering by habit. */
  readonly formBaseline: number;
  readonly pairs?: GroupScore;
  readonly figures?: GroupScore;
  readonly versions?: Readonly<Record<string, GroupScore>>;
}

/** One set of weights on all suites in one domain. */
export interface Measurement {
  readonly domain: string;
  readonly suites: Readonly<Record<string, MeasuredSuite>>;
}

export interface MeasureOptions {
  readonly maxNewTokens: number;
  /** Answers that are drawn of each question; 0 draws none. */
  readonly samples: number;
  /** Asks everything once more with a grey picture. */
  readonly blind: boolean;
  /** Keys the samples. */
  readonly seed: number;
}

/** Rows at once: enough to fill the batches of the model, few enough to be told of progress. */
const block = 504;

/** Asks the model all items and marks the answers. Gold is opened here to measure; no training calls this. */
export async function measureItems(
  model: OpenModel,
  weights: WeightSet,
  items: readonly Item[],
  options: MeasureOptions,
): Promise<Measured> {
  const { vlm } = model;
  const asked = items.map((item, index) => ({ item, index }));
  const ask = async (
    some: readonly { readonly item: Item; readonly index: number }[],
    how: { samples?: number; forbidden?: boolean; see?: (picture: Picture) => Picture },
  ): Promise<SuiteAnswer[]> => {
    const { samples = 0, forbidden = false, see = (picture) => picture } = how;
    const answers: SuiteAnswer[] = [];
    const perBlock = Math.ceil(block / Math.max(1, samples));
    for (let from = 0; from < some.length; from += perBlock) {
      const requests = some.slice(from, from + perBlock).map(({ item, index }): GenerateRequest => ({
        id: item.id,
        picture: see(item.picture),
        text: reasonerPrompt(item.question, { family: model.prompts, kind: 'reasoned', unanswerable: true }),
        samples: Math.max(1, samples),
        key: key(options.seed, index),
      }));
      const completions = await vlm.generate(weights, requests, {
        maxNewTokens: options.maxNewTokens,
        temperature: samples > 0 ? 1 : 0,
        topP: 1,
        topK: 0,
        forbiddenWords: forbidden ? [UNANSWERABLE] : [],
      });
      answers.push(...completions.map(({ requestId, text }) => ({ itemId: requestId, text })));
    }
    return answers;
  };
  const graded = items.map(({ id, type, gold }) => ({
    id,
    type,
    gold: [openGold(gold, 'measure')],
    skill: '',
  }));
  const greedy = await ask(asked, {});
  // A greedy answer changes only from where the forbidden word would have come.
  const says = new Set(greedy.filter(({ text }) => text.includes(UNANSWERABLE)).map(({ itemId }) => itemId));
  const again = vlm.canForbid(UNANSWERABLE)
    ? await ask(
        asked.filter(({ item }) => says.has(item.id)),
        { forbidden: true },
      )
    : null;
  const samples = options.samples > 0 ? await ask(asked, { samples: options.samples }) : null;
  const marks = perItem(graded, greedy, samples, 'type-aware');
  const masked =
    again === null
      ? null
      : perItem(graded, [...greedy.filter(({ itemId }) => !says.has(itemId)), ...again], null, 'type-aware')
          .greedy;
  const unseen = options.blind ? await ask(asked, { see: grey }) : null;
  const boxes = greedy.map(({ text }) => boxed(text));
  const share = (holds: (box: string | null) => boolean): number =>
    items.length === 0 ? 0 : boxes.filter(holds).length / items.length;
  return {
    n: items.length,
    greedy: shareOf(marks.greedy, Number) ?? 0,
    masked: shareOf(masked, Number),
    declined: share((box) => box !== null && isUnanswerable(box)),
    boxed: share((box) => box !== null),
    oneSample: shareOf(marks.samples, (right) => right / options.samples),
    majority: shareOf(marks.majority, Number),
    any: shareOf(marks.samples, (right) => (right > 0 ? 1 : 0)),
    blind: unseen === null ? null : shareOf(perItem(graded, unseen, null, 'type-aware').greedy, Number),
    marks: { ...marks, masked },
  };
}

/** What of a suite is asked. */
export interface SuitesRequest extends MeasureOptions {
  readonly suites: readonly SuiteName[];
  readonly domain: Domain;
  readonly domainName: string;
  /** Per suite. */
  readonly questions: number;
  readonly progress: (suite: SuiteName) => void;
}

/** All suites in one domain. */
export async function measureSuites(
  model: OpenModel,
  weights: WeightSet,
  request: SuitesRequest,
): Promise<Measurement> {
  const suites: Record<string, MeasuredSuite> = {};
  for (const suite of request.suites) {
    request.progress(suite);
    const { domain, questions: count, seed } = request;
    const items = heldOutSuite({ suite, domain, count, seed });
    const measured = await measureItems(model, weights, items, request);
    const right = items.filter((_, place) => measured.marks.greedy[place] === '1').map(({ id }) => id);
    suites[suite] = { ...measured, ...baselines(items), ...sets(items, new Set(right)) };
  }
  return { domain: request.domainName, suites };
}

/** The suites that the headline counts: every suite but the one of unseen combinations, which is shown beside them. */
const isHeadline = (suite: string): boolean => suite !== 'unseen-combinations';

/** Mean over the headline suites of one of the shares; null where any of them lacks it. */
export function macroOf(
  { suites }: Measurement,
  share: 'greedy' | 'masked' | 'oneSample' | 'majority' | 'any' | 'blind',
): number | null {
  const chosen = Object.entries(suites).filter(([name]) => isHeadline(name));
  const shares = chosen.map(([, suite]) => suite[share]).filter((value) => value !== null);
  if (shares.length < chosen.length) return null;
  return macro(shares.map((accuracy) => ({ n: 1, correct: 0, accuracy })));
}

function baselines(items: readonly SuiteItem[]): Pick<MeasuredSuite, 'chance' | 'formBaseline'> {
  const forms = items.map(({ op, options, gold }) => ({
    form: options === undefined ? op : `${op} with options`,
    gold: openGold(gold, 'measure'),
  }));
  const chance = items.reduce((sum, item) => sum + item.chance, 0) / Math.max(1, items.length);
  return { chance, formBaseline: bestByForm(forms) };
}

/** Scores of what belongs together in a suite; left out where it has no such sets. */
export function sets(
  items: readonly SuiteItem[],
  right: ReadonlySet<string>,
): Pick<MeasuredSuite, 'pairs' | 'figures' | 'versions'> {
  const byId = new Map(items.map((item) => [item.id, item]));
  const ids = [...byId.keys()];
  // The versions of one problem share a picture: they are no pair of pictures.
  const pairs = wholeGroups(ids, right, (id) =>
    byId.get(id)?.version === undefined ? byId.get(id)?.pair : undefined,
  );
  const figures = wholeGroups(ids, right, (id) => byId.get(id)?.figure);
  const versions = byVersion(ids, right, (id) => byId.get(id)?.version);
  return {
    ...(pairs.n > 0 && { pairs }),
    ...(figures.n > 0 && { figures }),
    ...(Object.keys(versions).length > 0 && { versions }),
  };
}

/** A frame of the same size with nothing in it: one picture for all of a size, so that it is looked at once. */
export function grey(picture: Picture): Picture {
  const { width, height } = picture;
  return { ...picture, id: `grey-${width}x${height}`, rgb: new Uint8Array(picture.rgb.length).fill(128) };
}
