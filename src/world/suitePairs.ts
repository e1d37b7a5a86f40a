import { type Address, addressText, randomAt } from './address.ts';
import { factsOf, type Operation, OPERATION_NAMES, type Program, REWORDED } from './program.ts';
import { drawOperation } from './questions.ts';
import type { Random } from './random.ts';
import { run } from './run.ts';
import { type Scene, sceneAt } from './scene.ts';
import type { Asked } from './suite.ts';

const VERDICTS: readonly Operation[] = OPERATION_NAMES.filter(
  (op) =>
    factsOf(op).answers === 'verdict' &&
    ['things', 'panel'].includes(factsOf(op).scene) &&
    (!REWORDED.has(op) || op === 'contain' || op === 'absent'),
);

/**
 * Sets of four: a picture and its edited twin, each asked the same two questions. The edit changes the answer of the
 * first question and leaves the second; of each operation the second one is yes as often as no.
 */
export function hallucinations(seed: number, first: number, count: number): Asked[] {
  const asked: Asked[] = [];
  const uses = new Map<Operation, number>();
  /** By how much yes leads no among the second questions of an operation. */
  const lead = new Map<Operation, number>();
  for (let index = first; asked.length < count; index += 1) {
    const address: Address = { split: 'heldout', seed, index };
    const scenes: [Scene, Scene] = [sceneAt(address), sceneAt({ ...address, edited: true })];
    if (scenes[0].kind !== 'things' && scenes[0].kind !== 'panel') continue;
    const random = randomAt(address, 'questions');
    const flipped = find(scenes, random, uses, (a, b) => a !== b);
    const kept = find(
      scenes,
      random,
      uses,
      (a, b, op) => a === b && (a === 'yes') === (lead.get(op) ?? 0) < 1,
    );
    if (flipped === undefined || kept === undefined) continue;
    const outcome = run(kept, scenes[0]);
    if (outcome.wellPosed) lead.set(kept.op, (lead.get(kept.op) ?? 0) + (outcome.answer === 'yes' ? 1 : -1));
    for (const [place, program] of [flipped, kept].entries()) {
      uses.set(program.op, (uses.get(program.op) ?? 0) + 1);
      for (const scene of scenes)
        asked.push({
          address: scene.address,
          program,
          pair: `${addressText(address)}-${place}`,
          figure: addressText(scene.address),
        });
    }
  }
  return asked;
}

/** A question that both pictures answer, one of the least used operations first. */
function find(
  scenes: readonly [Scene, Scene],
  random: Random,
  uses: ReadonlyMap<Operation, number>,
  wanted: (original: string, edited: string, op: Operation) => boolean,
): Program | undefined {
  const operations = random
    .shuffled(VERDICTS.filter((op) => factsOf(op).scene === scenes[0].kind))
    .toSorted((a, b) => (uses.get(a) ?? 0) - (uses.get(b) ?? 0));
  const right = (program: Program): boolean => {
    const [original, edited] = scenes.map((scene) => run(program, scene));
    return Boolean(
      original?.wellPosed && edited?.wellPosed && wanted(original.answer, edited.answer, program.op),
    );
  };
  for (const op of operations) {
    const program = drawOperation(random.pick(scenes), op, random, { given: 0, accepts: right });
    if (program !== undefined) return program;
  }
  return undefined;
}
