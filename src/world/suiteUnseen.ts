import { type Address, randomAt } from './address.ts';
import { KEPT_APART } from './combination.ts';
import { holdsKept, kindOfThing, sideOf } from './grid.ts';
import { COLOURS, isShape, type Kind, phrase } from './lexicon.ts';
import type { Operation, Program } from './program.ts';
import type { Random } from './random.ts';
import { run } from './run.ts';
import { type SceneOf, sceneAt, type Thing } from './scene.ts';
import type { Asked } from './suite.ts';
import { Quota, shareOfCount } from './suiteCells.ts';

const OPERATIONS: readonly Operation[] = ['beside', 'side', 'neighbour'];

/** Questions about neighbours that are kept apart everywhere else: shown, or named though they are not there. */
export function unseenCombinations(seed: number, count: number): Asked[] {
  const quotas = OPERATIONS.map(
    (op, place) => new Quota({ op }, shareOfCount(count, OPERATIONS.length, place)),
  );
  const asked: Asked[] = [];
  for (let index = 0; asked.length < count; index += 1) {
    const address: Address = { split: 'unseen', seed, index };
    const scene = sceneAt(address);
    if (scene.kind !== 'things') continue;
    const random = randomAt(address, 'questions');
    const open = quotas.filter((quota) => quota.wants(scene)).toSorted((a, b) => b.missing - a.missing);
    for (const quota of open) {
      const program = drawUnseen(quota.cell.op, scene, random);
      if (program === undefined || !run(program, scene).wellPosed || !quota.takes(program, scene)) continue;
      asked.push({ address, program });
      break;
    }
  }
  return asked;
}

function drawUnseen(op: Operation, scene: SceneOf<'things'>, random: Random): Program | undefined {
  const shown = scene.things.flatMap((a) =>
    scene.things.filter((b) => holdsKept(a, b)).map((b): [Thing, Thing] => [a, b]),
  );
  const [a, b] = random.pick(shown);
  const side = sideOf(a, b)!;
  if (op === 'neighbour') return { op, args: [side, phrase(kindOfThing(b))] };
  if (op === 'side') {
    const [one, other] = random.shuffled([a, b]);
    return { op, args: [phrase(kindOfThing(one!)), side, phrase(kindOfThing(other!))] };
  }
  if (random.chance(50)) return { op, args: [phrase({ noun: a.noun }), side, phrase(toneOf(b))] };
  // Not there, though one of the two is.
  const near = KEPT_APART.filter(
    ({ noun, tone }) => noun === a.noun || tone === (b.colour ?? b.noun) || noun === b.noun,
  );
  const { noun, side: named, tone } = random.pick(near);
  const colour = COLOURS.find((name) => name === tone);
  return { op, args: [noun, named, colour === undefined ? tone : phrase({ colour, noun: 'shape' })] };
}

/** As a combination sees it: a shape by its colour, an everyday thing by its name. */
function toneOf({ noun, colour }: Thing): Kind {
  return isShape(noun) && colour !== undefined ? { colour, noun: 'shape' } : { noun };
}
