import { addressNamed } from './address.ts';
import { domainNamed } from './domain.ts';
import { type Gold, seal } from './gold.ts';
import type { IllPosed } from './outcome.ts';
import { factsOf, type QuestionType, type Skill, typeOf } from './program.ts';
import { readQuestion } from './reading.ts';
import { run } from './run.ts';
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
  const { skill } = factsOf(program.op);
  const outcome = run(program, scene);
  return outcome.wellPosed
    ? { wellPosed: true, skill, type: typeOf(program), gold: seal(outcome.answer) }
    : { wellPosed: false, skill, reason: outcome.reason, gold: null };
}

/** The scene behind a world picture's id; undefined when the id is not of this world. */
export function sceneOfPicture(id: string): Scene | undefined {
  const found = /^world-(clean|[a-z]+-\d+)-([a-z]+-\d+-\d+(?:-edited)?)$/.exec(id);
  const address = addressNamed(found?.[2] ?? '');
  return address === undefined || domainNamed(found?.[1] ?? '') === undefined ? undefined : sceneAt(address);
}
