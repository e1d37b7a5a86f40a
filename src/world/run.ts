import { LETTERS } from './lexicon.ts';
import { illPosed, type Outcome } from './outcome.ts';
import { asks, type Program } from './program.ts';
import { runOnDiagram } from './runDiagram.ts';
import { runOnPanel } from './runPanel.ts';
import { runOnThings } from './runThings.ts';
import type { Scene } from './scene.ts';

/** Runs a program over the scene graph. */
export function run(program: Program, scene: Scene): Outcome {
  for (const { op, args, answer } of program.given ?? []) {
    const fact = run({ op, args }, scene);
    if (!fact.wellPosed) return fact;
    if (fact.answer !== answer) return illPosed('contradicted');
  }
  const outcome = runOn(program, scene);
  return outcome.wellPosed && program.options !== undefined ? lettered(outcome, program.options) : outcome;
}

function runOn({ op, args }: Program, scene: Scene): Outcome {
  if (scene.kind === 'things')
    return asks(op, scene.kind) ? runOnThings(op, args, scene.things) : illPosed('modality');
  if (scene.kind === 'panel')
    return asks(op, scene.kind) ? runOnPanel(op, args, scene) : illPosed('modality');
  return runOnDiagram(op, args, scene);
}

/**
 * The letter of the one option that is right. The last steps before it are the option itself and its letter: a small
 * model finds the letter beside the option it has just named, and then only has to say it once more.
 */
function lettered(
  { answer, steps }: Extract<Outcome, { wellPosed: true }>,
  options: readonly string[],
): Outcome {
  const letter = LETTERS[options.indexOf(answer)];
  if (letter === undefined || new Set(options).size < options.length) return illPosed('options');
  const last = steps.split(/[ =]/).at(-1);
  return {
    wellPosed: true,
    answer: letter,
    steps: `${steps === '' ? answer : last === answer ? steps : `${steps} = ${answer}`} ${letter}`,
  };
}
