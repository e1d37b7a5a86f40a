import { type Address, addressText, checkSeed, randomAt } from './address.ts';
import type { Domain } from './domain.ts';
import { type Gold, seal } from './gold.ts';
import { paint, type WorldPicture } from './paint.ts';
import { OPERATIONS, type Program, type QuestionType, type Skill, SKILLS } from './program.ts';
import { drawProgram, skillsOf } from './questions.ts';
import { run } from './run.ts';
import { type Scene, sceneAt } from './scene.ts';
import { question } from './wording.ts';

/** One question of the held-out suite. */
export interface SuiteItem {
  readonly id: string;
  readonly picture: WorldPicture;
  /** The whole question, options included: what the reasoner is asked, word for word. */
  readonly question: string;
  readonly type: QuestionType;
  /** The texts of options A to D, where the question has some. */
  readonly options?: readonly string[];
  readonly skill: Skill;
  readonly gold: Gold<string>;
}

export interface SuiteRequest {
  readonly domain: Domain;
  /** Number of questions; skills take turns, so every skill has as many questions as the next, give or take one. */
  readonly count: number;
  readonly seed: number;
}

/** Well-posed questions with gold answers on pictures of the held-out split, one question a picture. */
export function heldOutSuite({ domain, count, seed }: SuiteRequest): SuiteItem[] {
  checkSeed(seed, 'The seed of the suite');
  const items: SuiteItem[] = [];
  for (let index = 0; items.length < count; index += 1) {
    const skill = SKILLS[items.length % SKILLS.length]!;
    const item = itemAt({ split: 'heldout', seed, index }, skill, domain);
    if (item !== undefined) items.push(item);
  }
  return items;
}

function itemAt(address: Address, skill: Skill, domain: Domain): SuiteItem | undefined {
  const scene: Scene = sceneAt(address);
  if (!skillsOf(scene.kind).includes(skill)) return undefined;
  const program = drawProgram(scene, skill, randomAt(address, 'questions'));
  return program === undefined ? undefined : item(program, scene, domain);
}

function item(program: Program, scene: Scene, domain: Domain): SuiteItem | undefined {
  const outcome = run(program, scene);
  if (!outcome.wellPosed) return undefined;
  const { skill, type } = OPERATIONS[program.op];
  return {
    id: `suite-${addressText(scene.address)}`,
    picture: paint(scene, domain),
    question: question(program),
    type,
    ...('options' in program ? { options: program.options } : {}),
    skill,
    gold: seal(outcome.answer),
  };
}
