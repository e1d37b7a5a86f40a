import {
  type Kind,
  LINES,
  type Operation,
  OPERATION_NAMES,
  OPERATIONS,
  type Pair,
  type Program,
  SIDES,
  type Skill,
} from './program.ts';
import type { Random } from './random.ts';
import { matches, run } from './run.ts';
import { type Colour, COLOURS, type Scene, SHAPES, type Thing } from './scene.ts';

const THING_OPERATIONS = OPERATION_NAMES.filter((op) => OPERATIONS[op].scene === 'things');
const CHART_OPERATIONS = OPERATION_NAMES.filter((op) => OPERATIONS[op].scene === 'chart');

/** The word that answers a question which the picture gives no answer to. */
export const UNANSWERABLE = 'unanswerable';

/** The skills that a picture of this kind can ask for. */
export function skillsOf(kind: Scene['kind']): Skill[] {
  const operations = kind === 'things' ? THING_OPERATIONS : CHART_OPERATIONS;
  return [...new Set(operations.map((op) => OPERATIONS[op].skill))];
}

/**
 * Well-posed programs of one skill for a scene, drawn so that within the picture every possible answer is as likely
 * as the next: the answer is drawn first, then a program with that answer. Undefined when the scene has none.
 */
export function drawProgram(scene: Scene, skill: Skill, random: Random): Program | undefined {
  const operations = scene.kind === 'things' ? THING_OPERATIONS : CHART_OPERATIONS;
  const usable = random.shuffled(operations.filter((op) => OPERATIONS[op].skill === skill));
  for (const op of usable) {
    const byAnswer = new Map<string, Program[]>();
    for (const program of candidates(op, scene, random)) {
      const outcome = run(program, scene);
      if (!outcome.wellPosed) continue;
      const list = byAnswer.get(outcome.answer) ?? [];
      list.push(program);
      byAnswer.set(outcome.answer, list);
    }
    if (byAnswer.size > 0) return random.pick(random.pick([...byAnswer.values()]));
  }
  return undefined;
}

/** A question that this picture gives no answer to: of the other kind of picture, or about what is absent or repeated. */
export function drawIllPosed(scene: Scene, random: Random): Program {
  const own = scene.kind === 'things' ? THING_OPERATIONS : CHART_OPERATIONS;
  const other = scene.kind === 'things' ? CHART_OPERATIONS : THING_OPERATIONS;
  if (!random.chance(35)) {
    const reason = random.pick(['absent', 'repeated'] as const);
    for (const op of random.shuffled(own)) {
      const found = candidates(op, scene, random).filter((program) => {
        const outcome = run(program, scene);
        return !outcome.wellPosed && outcome.reason === reason;
      });
      if (found.length > 0) return random.pick(found);
    }
  }
  return random.pick(candidates(random.pick(other), scene, random));
}

const KINDS: readonly Kind[] = COLOURS.flatMap((colour) => SHAPES.map((shape) => ({ colour, shape })));
const COLOUR_KINDS: readonly Kind[] = COLOURS.map((colour) => ({ colour }));
const SHAPE_KINDS: readonly Kind[] = SHAPES.map((shape) => ({ shape }));

/** Two different kinds of one sort; a picture that is a chart offers all colours and shapes, which it has none of. */
function pairs(kinds: readonly Kind[]): Pair[] {
  return kinds.flatMap((a) => kinds.filter((b) => b !== a).map((b) => ({ a, b })));
}

function colourPairs(): { a: Colour; b: Colour }[] {
  return COLOURS.flatMap((a) => COLOURS.filter((b) => b !== a).map((b) => ({ a, b })));
}

/** Programs of one operation worth asking, well posed or not; options are drawn anew at every call. */
function candidates(op: Operation, scene: Scene, random: Random): Program[] {
  const things = scene.kind === 'things' ? scene.things : [];
  const present = (kind: Kind): boolean => things.some((thing) => matches(thing, kind));
  switch (op) {
    case 'count':
      return [{}, ...COLOUR_KINDS, ...SHAPE_KINDS, ...KINDS].map((of) => ({ op, of }));
    case 'exist': {
      // The hard negatives: this colour is there and this shape is there, but not together.
      const near = KINDS.filter((of) => present({ colour: of.colour }) || present({ shape: of.shape }));
      return [...COLOUR_KINDS, ...(near.length > 0 ? near : KINDS)].map((of) => ({ op, of }));
    }
    case 'colour':
      return SHAPE_KINDS.map((of) => ({
        op,
        of,
        options: optionsWith(COLOURS, soleColour(things, of), random),
      }));
    case 'shape':
      return COLOUR_KINDS.map((of) => ({ op, of, options: random.shuffled(SHAPES) }));
    case 'line':
      return LINES.map((line) => ({ op, line }));
    case 'side':
      return SIDES.flatMap((side) => sidePairs(things, random).map((pair) => ({ op, side, pair })));
    case 'more':
    case 'sum':
    case 'difference': {
      // At least one of the two is there; asking of two absent kinds is answerable but dull.
      const all = [...pairs(COLOUR_KINDS), ...pairs(SHAPE_KINDS), ...pairs(SHAPE_KINDS)];
      const useful = all.filter(({ a, b }) => present(a) && (op === 'more' || present(b)));
      return (useful.length > 0 ? useful : all).map((pair) => ({ op, pair }));
    }
    case 'share': {
      const all = [...COLOUR_KINDS, ...SHAPE_KINDS];
      const useful = all.filter(present);
      return (useful.length > 0 ? useful : all).map((of) => ({ op, of }));
    }
    case 'bar':
      return COLOURS.map((colour) => ({ op, colour }));
    case 'taller':
    case 'bar sum':
    case 'bar difference':
      return colourPairs().map(({ a, b }) => ({ op, a, b }));
    case 'extreme':
      return (['tallest', 'shortest'] as const).map((end) => ({
        op,
        end,
        options: optionsWith(COLOURS, extremeColour(scene, end), random),
      }));
    case 'mean':
      break;
  }
  return [{ op }];
}

/** Pairs for "left of" and its like: mostly things that stand alone, some absent or repeated ones. */
function sidePairs(things: readonly Thing[], random: Random): Pair[] {
  const shown = things.map((thing): Kind => ({ colour: thing.colour, shape: thing.shape }));
  const other = random.pick(KINDS);
  return [...shown, other]
    .flatMap((a) => shown.filter((b) => b.colour !== a.colour || b.shape !== a.shape).map((b) => ({ a, b })))
    .concat(shown.length === 0 ? pairs(random.shuffled(KINDS).slice(0, 3)) : []);
}

function soleColour(things: readonly Thing[], of: Kind): Colour | undefined {
  return things.find((thing) => matches(thing, of))?.colour;
}

function extremeColour(scene: Scene, end: 'tallest' | 'shortest'): Colour | undefined {
  if (scene.kind !== 'chart') return undefined;
  const sorted = scene.bars.toSorted((a, b) => a.height - b.height);
  return (end === 'tallest' ? sorted.at(-1) : sorted[0])?.colour;
}

/** Four options in random order, the right one among them. */
function optionsWith(all: readonly Colour[], right: Colour | undefined, random: Random): Colour[] {
  const others = random.shuffled(all.filter((option) => option !== right));
  return random.shuffled(right === undefined ? others.slice(0, 4) : [right, ...others.slice(0, 3)]);
}
