import {
  COLOURS,
  EVERYDAY,
  isShape,
  type Kind,
  LINES,
  NOUNS,
  PARTS,
  phrase,
  PLACES,
  SHAPES,
  SIDES,
  SIZES,
} from './lexicon.ts';
import { factsOf, type Operation } from './program.ts';
import type { Random } from './random.ts';
import { sideOf } from './grid.ts';
import { partName } from './runPanel.ts';
import type { Scene, SceneOf, Thing } from './scene.ts';
import { slotsOf } from './slots.ts';

/**
 * Words for the slots of an operation, taken mostly from what the scene shows, so that the question is worth asking;
 * of a scene of another kind, or now and then, drawn at random. Whether there is an answer is for `run` to say.
 */
export function drawArguments(op: Operation, scene: Scene, random: Random): string[] {
  const slots = slotsOf(factsOf(op).template);
  if (slots.length === 0) return [];
  const things = scene.kind === 'things' ? scene.things : [];
  const panel = scene.kind === 'panel' ? scene : undefined;
  if (PAIRS_OF_KINDS.has(op)) return pairOfKinds(things, random).map(phrase);
  if (PAIRS_OF_PARTS.has(op)) return twoParts(panel, random);
  const mayRelate = RELATIONS.has(op) && things.length > 1 && !random.chance(RANDOM_PERCENT);
  const related = mayRelate ? relation(op, things, random) : undefined;
  if (related !== undefined) return related;
  if (op === 'is') {
    const [name, value] = drawPart(panel, random);
    return [name, String(random.chance(50) ? value : otherValue(value, panel, random))];
  }
  return slots.map((slot) => {
    switch (slot) {
      case 'one':
      case 'many':
      case 'a':
        return phrase(drawKind(op, things, random));
      case 'line':
        return random.pick(LINES);
      case 'place':
        return random.pick(PLACES);
      case 'side':
        return random.pick(SIDES);
      case 'part':
        return drawPart(panel, random)[0];
      case 'single':
      case 'parts': {
        const named = slot === 'single' && panel?.part === 'cell' ? undefined : panel?.part;
        return named ?? random.pick(PARTS.filter((part) => part !== 'cell'));
      }
      case 'end':
        return random.pick(['largest', 'smallest']);
      case 'number':
        return drawNumber(op, panel, random);
      default:
        return slot satisfies never;
    }
  });
}

const PAIRS_OF_KINDS: ReadonlySet<Operation> = new Set(['more', 'sum', 'difference']);
const RELATIONS: ReadonlySet<Operation> = new Set(['bigger', 'side', 'beside', 'neighbour']);
const PAIRS_OF_PARTS: ReadonlySet<Operation> = new Set(['larger', 'together', 'apart', 'times']);

function drawNumber(op: Operation, panel: SceneOf<'panel'> | undefined, random: Random): string {
  if (op === 'wide') return random.pick(['45', '90', '135']);
  if (op === 'over' && panel?.part === 'slice') return String(10 * random.between(1, 6));
  return String(random.between(1, op === 'over' ? 7 : 9));
}

/** Of 100 phrases, how many name something at random; more where the question is whether it is there. */
const RANDOM_PERCENT = 12;
const RANDOM_EXIST_PERCENT = 40;

/** What the scene shows, its colour and its noun now and then from two different things: the hard negatives. */
function drawKind(op: Operation, things: readonly Thing[], random: Random): Kind {
  const percent = factsOf(op).skill === 'exist' ? RANDOM_EXIST_PERCENT : RANDOM_PERCENT;
  const thing = things.length === 0 || random.chance(percent) ? randomThing(random) : random.pick(things);
  const other = things.length === 0 ? thing : random.pick(things);
  const { colour } = other.colour === undefined ? thing : other;
  if (factsOf(op).skill === 'colour')
    return { noun: isShape(thing.noun) && random.chance(80) ? thing.noun : 'shape' };
  if (factsOf(op).skill === 'shape')
    return {
      noun: 'shape',
      ...(random.chance(85) ? { colour: colour ?? random.pick(COLOURS) } : sized(other)),
    };
  if (op === 'count' && random.chance(20))
    return {
      noun: random.pick(['thing', 'thing', 'shape'] as const),
      ...(random.chance(60) ? sized(other) : {}),
    };
  if (!isShape(thing.noun)) return { noun: thing.noun, ...(random.chance(8) ? sized(other) : {}) };
  switch (random.between(0, 5)) {
    case 0:
    case 1:
      return { noun: thing.noun };
    case 2:
      return { noun: 'shape', ...(colour === undefined ? {} : { colour }) };
    case 3:
      return random.chance(30) ? { noun: thing.noun, ...sized(other) } : { noun: thing.noun };
    default:
      return { noun: thing.noun, ...(colour === undefined ? {} : { colour }) };
  }
}

type Named = Pick<Thing, 'noun' | 'colour' | 'size'>;

function sized({ size }: Named): { size: Named['size'] } {
  return { size };
}

function randomThing(random: Random): Named {
  const noun = random.pick(random.chance(50) ? SHAPES : NOUNS);
  return { noun, size: random.pick(SIZES), ...(isShape(noun) ? { colour: random.pick(COLOURS) } : {}) };
}

/** Words for questions about two things that the scene really has in that relation, or in the opposite one. */
function relation(op: Operation, things: readonly Thing[], random: Random): string[] | undefined {
  const pairs = things.flatMap((a) =>
    things.filter((b) => b !== a).map((b) => ({ a, b, side: sideOf(a, b) })),
  );
  const neighbours = pairs.flatMap(({ a, b, side }) => (side === undefined ? [] : [{ a, b, side }]));
  if (op === 'bigger') {
    const different = pairs.filter(({ a, b }) => a.size !== b.size);
    if (different.length === 0) return undefined;
    const { a, b } = random.pick(different);
    return [nameOf(a, random), nameOf(b, random)];
  }
  if (op === 'side') {
    const { a, b } = random.pick(pairs);
    return [nameOf(a, random), random.pick(SIDES), nameOf(b, random)];
  }
  // Half of the neighbours that are asked for are there; the others are left to chance.
  if (neighbours.length === 0 || (op === 'beside' && random.chance(50))) return undefined;
  const { a, b, side } = random.pick(neighbours);
  if (op === 'beside') return [nameOf(a, random), side, nameOf(b, random)];
  return op === 'neighbour' ? [side, nameOf(b, random)] : undefined;
}

/** Mostly colour and noun, now and then the noun or the colour alone. */
function nameOf({ noun, colour }: Thing, random: Random): string {
  if (colour === undefined) return noun;
  const [full, short, bare] = [phrase({ noun, colour }), phrase({ noun: 'shape', colour }), noun];
  return random.pick([full, full, short, bare]);
}

/** Two kinds of one sort: two colours of shapes, or two nouns. */
function pairOfKinds(things: readonly Thing[], random: Random): [Kind, Kind] {
  const draw = (): Named =>
    things.length === 0 || random.chance(RANDOM_PERCENT) ? randomThing(random) : random.pick(things);
  const [one, two] = [draw(), draw()];
  if (
    one.colour !== undefined &&
    two.colour !== undefined &&
    one.colour !== two.colour &&
    random.chance(60)
  ) {
    return [
      { colour: one.colour, noun: 'shape' },
      { colour: two.colour, noun: 'shape' },
    ];
  }
  return [{ noun: one.noun }, { noun: two.noun }];
}

/** A part by name and its value. */
function drawPart(panel: SceneOf<'panel'> | undefined, random: Random): [string, number] {
  if (panel !== undefined && !random.chance(RANDOM_PERCENT)) {
    const entry = random.pick(panel.entries);
    return [partName(entry, panel), entry.value];
  }
  const part = panel?.part ?? random.pick(PARTS);
  return [`${random.pick(COLOURS)} ${part === 'cell' ? random.pick(EVERYDAY) : part}`, random.between(1, 9)];
}

function twoParts(panel: SceneOf<'panel'> | undefined, random: Random): string[] {
  if (panel === undefined || panel.entries.length < 2 || random.chance(RANDOM_PERCENT)) {
    const part = panel?.part ?? random.pick(PARTS);
    return random
      .shuffled(COLOURS)
      .slice(0, 2)
      .map((colour) => `${colour} ${part === 'cell' ? random.pick(EVERYDAY) : part}`);
  }
  return random
    .shuffled(panel.entries)
    .slice(0, 2)
    .map((entry) => partName(entry, panel));
}

/** Another value that the part could have had. */
function otherValue(value: number, panel: SceneOf<'panel'> | undefined, random: Random): number {
  const step = panel?.part === 'slice' ? 10 : 1;
  const by = step * random.pick([1, 1, 2, 2, 3]);
  return value - by < step || random.chance(50) ? value + by : value - by;
}
