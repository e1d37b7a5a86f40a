import { type Address, randomAt } from './address.ts';
import { holdsKept } from './grid.ts';
import { COLOURS, EVERYDAY, isShape, SHAPES } from './lexicon.ts';
import type { Random } from './random.ts';
import type { Entry, Scene, SceneOf, Thing } from './scene.ts';

/**
 * The same scene with one thing changed, as HallusionBench edits its figures: a thing becomes another one, or two parts
 * swap their values. Scenes of other kinds are not edited.
 */
export function edited(scene: Scene, address: Address): Scene {
  const random = randomAt(address, 'edit');
  if (scene.kind === 'things') return { ...changed(scene, random), address };
  if (scene.kind === 'panel') return { ...swapped(scene, random), address };
  return { ...scene, address };
}

function changed(scene: SceneOf<'things'>, random: Random): SceneOf<'things'> {
  for (;;) {
    const place = random.between(0, scene.things.length - 1);
    const things = scene.things.map((thing, index) => (index === place ? another(thing, random) : thing));
    if (scene.address.split === 'unseen' || !things.some((a) => things.some((b) => holdsKept(a, b))))
      return { ...scene, things };
  }
}

function another(thing: Thing, random: Random): Thing {
  if (!isShape(thing.noun))
    return { ...thing, noun: random.pick(EVERYDAY.filter((noun) => noun !== thing.noun)) };
  return random.chance(50)
    ? { ...thing, noun: random.pick(SHAPES.filter((noun) => noun !== thing.noun)) }
    : { ...thing, colour: random.pick(COLOURS.filter((colour) => colour !== thing.colour)) };
}

function swapped(scene: SceneOf<'panel'>, random: Random): SceneOf<'panel'> {
  const { entries } = scene;
  const [a = 0, b = 0] = random.shuffled(entries.map((_, place) => place));
  const other = (place: number): Entry => entries[place === a ? b : place === b ? a : place]!;
  // Columns of a table keep their colours; elsewhere the colours change places, so that needles stay in rising order.
  return {
    ...scene,
    entries: entries.map((entry, place): Entry => {
      const from = other(place);
      return Object.assign(
        {},
        entry,
        scene.part === 'cell' ? { value: from.value } : { colour: from.colour },
      );
    }),
  };
}
