import { type Address, addressText, checkSeed, randomAt } from './address.ts';
import type { Domain } from './domain.ts';
import { type Gold, seal } from './gold.ts';
import { paint, PICTURE_SIDE, type PictureSide, type WorldPicture } from './paint.ts';
import {
  chanceOf,
  factsOf,
  type Operation,
  type Program,
  type QuestionType,
  type Skill,
  typeOf,
} from './program.ts';
import { run } from './run.ts';
import { type Scene, sceneAt } from './scene.ts';
import { SUITE_NAMES, SUITE_QUESTIONS, type SuiteName } from './suiteNames.ts';
import { diagramMaths } from './suiteVersions.ts';
import { hallucinations } from './suitePairs.ts';
import { CELLS, evenly } from './suiteCells.ts';
import { unseenCombinations } from './suiteUnseen.ts';
import { question } from './wording.ts';

/** One question of a held-out suite. */
export interface SuiteItem {
  readonly id: string;
  readonly picture: WorldPicture;
  /** The whole question, options included: what the reasoner is asked, word for word. */
  readonly question: string;
  readonly type: QuestionType;
  /** The texts of options A to D, where the question has some. */
  readonly options?: readonly string[];
  readonly skill: Skill;
  readonly op: Operation;
  readonly gold: Gold<string>;
  /** How often a guess among the answers that the question admits is right. */
  readonly chance: number;
  /** Questions that are one question asked of several pictures. */
  readonly pair?: string;
  /** Questions that are asked of one picture. */
  readonly figure?: string;
  /** How much of the problem the text gives away. */
  readonly version?: string;
}

/** A question at an address, before it is painted. */
export interface Asked {
  readonly address: Address;
  readonly program: Program;
  readonly pair?: string;
  readonly figure?: string;
  readonly version?: string;
}

export interface SuiteRequest {
  /** `mixed` unless named. */
  readonly suite?: SuiteName;
  readonly domain: Domain;
  /** Number of questions; 504 unless given. Suites of sets give whole sets, cut at this number. */
  readonly count?: number;
  readonly seed: number;
  /** Side of the pictures in pixels; 96 unless given. */
  readonly side?: PictureSide;
}

/** Pictures of one suite and seed; suites never share a picture. */
const PLACES_A_SUITE = 100_000_000;

/**
 * Well-posed questions with gold answers on pictures of the held-out split. The same request gives the same suite:
 * nothing is stored but the seed.
 */
export function heldOutSuite({
  suite = 'mixed',
  domain,
  count = SUITE_QUESTIONS,
  seed,
  side = PICTURE_SIDE,
}: SuiteRequest): SuiteItem[] {
  checkSeed(seed, 'The seed of the suite');
  const first = SUITE_NAMES.indexOf(suite) * PLACES_A_SUITE;
  return askedOf(suite, seed, first, count)
    .slice(0, count)
    .map((asked, place) => item(asked, place, suite, (scene) => paint(scene, domain, side)));
}

function askedOf(suite: SuiteName, seed: number, first: number, count: number): Asked[] {
  if (suite === 'hallucination') return hallucinations(seed, first, count);
  if (suite === 'diagram-maths') return diagramMaths(seed, first, count);
  if (suite === 'unseen-combinations') return unseenCombinations(seed, count);
  return evenly(CELLS[suite], count, (index) => {
    const address: Address = { split: 'heldout', seed, index: first + index };
    return { scene: sceneAt(address), random: randomAt(address, 'questions') };
  });
}

function item(
  { address, program, ...sets }: Asked,
  place: number,
  suite: SuiteName,
  painted: (scene: Scene) => WorldPicture,
): SuiteItem {
  const scene = sceneAt(address);
  const outcome = run(program, scene);
  if (!outcome.wellPosed)
    throw new Error(`The question "${question(program)}" of suite ${suite} has no answer.`);
  return {
    id: `${suite}-${addressText(address)}-${place}`,
    picture: painted(scene),
    question: question(program),
    type: typeOf(program),
    ...(program.options === undefined ? {} : { options: program.options }),
    skill: factsOf(program.op).skill,
    op: program.op,
    gold: seal(outcome.answer),
    chance: chanceOf(program),
    ...sets,
  };
}
