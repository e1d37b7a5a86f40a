import { SPLITS } from './address.ts';
import { type Gold, seal } from './gold.ts';
import { OPERATIONS, type QuestionType, type Skill } from './program.ts';
import { readQuestion } from './reading.ts';
import { type IllPosed, run } from './run.ts';
import { type Scene, sceneAt } from './scene.ts';

/** What the world knows about a question that a model wrote. */
export type Checked =
  | {
      readonly wellPosed: true;
      readonly skill: Skill;
      readonly type: QuestionType;
      readonly gold: Gold<string>;
    }
  | {
      readonly wellPosed: false;
      readonly skill: Skill | null;
      readonly reason: IllPosed | 'unreadable';
      readonly gold: null;
    };

/**
 * Reads a question back into a program and runs it on the scene: is it well posed, and what is the gold answer?
 * For measuring and for the oracle control; `unreadable` means it is no question of this world.
 */
export function checkQuestion(scene: Scene, text: string): Checked {
  const program = readQuestion(text);
  if (program === undefined) return { wellPosed: false, skill: null, reason: 'unreadable', gold: null };
  const { skill, type } = OPERATIONS[program.op];
  const outcome = run(program, scene);
  return outcome.wellPosed
    ? { wellPosed: true, skill, type, gold: seal(outcome.answer) }
    : { wellPosed: false, skill, reason: outcome.reason, gold: null };
}

/** The scene behind a world picture's id; undefined when the id is not of this world. */
export function sceneOfPicture(id: string): Scene | undefined {
  const found = /^world-(?:clean|shifted-\d+)-([a-z]+)-(\d+)-(\d+)$/.exec(id);
  const split = SPLITS.find((name) => name === found?.[1]);
  if (found === null || split === undefined) return undefined;
  const [seed, index] = [Number(found[2]), Number(found[3])];
  if (seed > 0xffffffff || index > 0xffffffff) return undefined;
  return sceneAt({ split, seed, index });
}
