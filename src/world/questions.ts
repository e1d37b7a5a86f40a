import { drawArguments } from './arguments.ts';
import { type Combination, combinationsOf, isKeptApart } from './combination.ts';
import { QUANTITIES } from './diagrams.ts';
import {
  COLOURS,
  EVERYDAY,
  type Kind,
  kindOf,
  type Noun,
  NOUNS,
  PARTS,
  SHAPES,
  type Side,
  SIDES,
} from './lexicon.ts';
import type { Outcome } from './outcome.ts';
import { type Fact, factsOf, type Operation, OPERATION_NAMES, type Program, type Skill } from './program.ts';
import type { Random } from './random.ts';
import { run } from './run.ts';
import type { Scene, SceneKind } from './scene.ts';
import { slotsOf } from './slots.ts';

/** Operations that a kind of picture can be asked for. */
const BY_SCENE = new Map<SceneKind, readonly Operation[]>();
for (const op of OPERATION_NAMES) {
  const { scene } = factsOf(op);
  BY_SCENE.set(scene, [...(BY_SCENE.get(scene) ?? []), op]);
}

export function operationsOf({ kind }: Scene): readonly Operation[] {
  return BY_SCENE.get(kind) ?? [];
}

/** The skills that a picture of this kind can ask for. */
export function skillsOf(scene: Scene): Skill[] {
  return [...new Set(operationsOf(scene).map((op) => factsOf(op).skill))];
}

/** Programs drawn before one is chosen by its answer. */
const TRIES = 6;

/** What a question is to look like; what is left out is drawn. */
export interface Dress {
  /** With options A to D, or without. */
  readonly options?: boolean;
  /** How many of the facts that the question needs it gives away. */
  readonly given?: number;
  /** Keep only programs that this accepts. */
  readonly accepts?: (program: Program, answer: string) => boolean;
}

/**
 * A well-posed program of one operation for a scene. Several are drawn and sorted by their answers; the answer is drawn
 * first, so that frequent answers of a picture do not become frequent answers of the questions. Undefined when the
 * tries find none.
 */
export function drawOperation(
  scene: Scene,
  op: Operation,
  random: Random,
  dress: Dress = {},
): Program | undefined {
  const byAnswer = new Map<string, Program[]>();
  const tries = slotsOf(factsOf(op).template).length === 0 ? 1 : TRIES;
  for (let some = tries; some > 0; some -= 1) {
    const bare: Program = { op, args: drawArguments(op, scene, random) };
    const outcome = run(bare, scene);
    if (!outcome.wellPosed || isDull(bare, outcome.answer) || !mayBeAsked(bare, scene)) continue;
    if (dress.accepts?.(bare, outcome.answer) === false) continue;
    const list = byAnswer.get(outcome.answer) ?? [];
    list.push(bare);
    byAnswer.set(outcome.answer, list);
  }
  if (byAnswer.size === 0) return undefined;
  const [answer, list] = random.pick([...byAnswer]);
  return dressed(random.pick(list), answer, scene, random, dress);
}

/** Shares of nothing and sums of nothing have an answer, but nobody would ask. */
function isDull({ op }: Program, answer: string): boolean {
  return answer === '0' && (op === 'share' || op === 'sum');
}

/** A well-posed program of one skill, of any operation that has it in this scene. */
export function drawProgram(scene: Scene, skill: Skill, random: Random): Program | undefined {
  for (const op of random.shuffled(operationsOf(scene).filter((op) => factsOf(op).skill === skill))) {
    const program = drawOperation(scene, op, random);
    if (program !== undefined) return program;
  }
  return undefined;
}

/** Of 100 questions that need facts, how many give some away. */
const GIVEN_PERCENT = 12;

function dressed(bare: Program, answer: string, scene: Scene, random: Random, dress: Dress): Program {
  const { optionPercent = 0 } = factsOf(bare.op);
  const needs = NEEDS[bare.op] !== undefined && (dress.given ?? (random.chance(GIVEN_PERCENT) ? 1 : 0)) > 0;
  const facts = needs ? random.shuffled(factsNeeded(bare, scene)) : [];
  const given = facts.slice(0, dress.given ?? random.between(1, facts.length));
  const program: Program = given.length === 0 ? bare : { ...bare, given };
  if (!(dress.options ?? random.chance(optionPercent))) return program;
  const options = drawOptions(program, answer, scene, random);
  if (options === undefined) return program;
  const whole = { ...program, options };
  return mayBeAsked(whole, scene) ? whole : program;
}

/** What could be said of the picture before the question, so that reading is spared and only reckoning is left. */
function factsNeeded({ op, args }: Program, scene: Scene): Fact[] {
  const fact = (of: Operation, words: readonly string[]): Fact[] => {
    const outcome = run({ op: of, args: words }, scene);
    return outcome.wellPosed ? [{ op: of, args: words, answer: outcome.answer }] : [];
  };
  const need = NEEDS[op];
  switch (need) {
    case 'parts':
      return args.flatMap((part) => fact('value', [part]));
    case 'sides':
      return [...fact('width', []), ...fact('height', [])];
    case 'hour':
      return fact('hour', []);
    case 'angle':
      return fact('degrees', []);
    case undefined:
      return [];
    default:
      return need satisfies never;
  }
}

/** What an operation has to read before it can reckon. */
const NEEDS: Readonly<Partial<Record<Operation, 'parts' | 'sides' | 'hour' | 'angle'>>> = {
  together: 'parts',
  apart: 'parts',
  times: 'parts',
  larger: 'parts',
  area: 'sides',
  perimeter: 'sides',
  later: 'hour',
  earlier: 'hour',
  supplement: 'angle',
};

/** Four options in random order, the right one among them; undefined where the operation offers none. */
function drawOptions({ op }: Program, answer: string, scene: Scene, random: Random): string[] | undefined {
  const kind = factsOf(op).options;
  if (kind === undefined) return undefined;
  const near = (): string[] => {
    const step = answer.endsWith('0') && scene.kind === 'panel' && scene.part === 'slice' ? 10 : 1;
    return [-4, -3, -2, -1, 1, 2, 3, 4]
      .map((by) => Number(answer) + by * step)
      .filter((n) => n >= 0)
      .map(String);
  };
  const pools: Record<typeof kind, () => readonly string[]> = {
    colours: () => COLOURS,
    shapes: () => SHAPES,
    nouns: () => NOUNS,
    everyday: () => (scene.kind === 'path' ? scene.goals.map(({ noun }) => noun) : EVERYDAY),
    numbers: near,
    degrees: () => Array.from({ length: 11 }, (_, place) => String(15 * (place + 1))),
    quantities: () => QUANTITIES.map(String),
  };
  const shown = op === 'extreme' && scene.kind === 'panel' ? scene.entries.map(({ colour }) => colour) : [];
  // The colours of the chart come first: an option that is not there would be no choice.
  const others = [...new Set([...random.shuffled(shown), ...random.shuffled(pools[kind]())])].filter(
    (option) => option !== answer,
  );
  return random.shuffled([answer, ...others.slice(0, 3)]);
}

/** Why a picture gives no answer, of what is drawn on purpose. */
const DRAWN_REASONS: ReadonlySet<string> = new Set(['absent', 'repeated', 'modality']);

/** A question that this picture gives no answer to: of the other kind of picture, or about what is absent or repeated. */
export function drawIllPosed(scene: Scene, random: Random): Program {
  const own = operationsOf(scene).filter((op) => slotsOf(factsOf(op).template).length > 0);
  const others = OPERATION_NAMES.filter((op) => factsOf(op).scene !== scene.kind);
  const tries = own.length === 0 || random.chance(35) ? 0 : 40;
  for (let some = 0; some < tries; some += 1) {
    const op = random.pick(own);
    const bare: Program = { op, args: drawArguments(op, scene, random) };
    const program = withOptions(otherPart(bare, random), scene, random);
    const outcome: Outcome = run(program, scene);
    if (!outcome.wellPosed && DRAWN_REASONS.has(outcome.reason) && mayBeAsked(program, scene)) return program;
  }
  for (;;) {
    const op = random.pick(others);
    const program = withOptions({ op, args: drawArguments(op, scene, random) }, scene, random);
    if (mayBeAsked(program, scene)) return program;
  }
}

/** A word for a word now and then: the slice of a bar chart. */
function otherPart(program: Program, random: Random): Program {
  if (factsOf(program.op).scene !== 'panel' || !random.chance(25)) return program;
  const part = random.pick(PARTS.filter((name) => name !== 'cell'));
  const args = program.args.map((word) =>
    PARTS.some((name) => name === word)
      ? part
      : word.replace(/ ([a-z]+)$/, (_, last: string) => (/\d/.test(last) ? ` ${last}` : ` ${part}`)),
  );
  return { ...program, args };
}

/** Options for a question without an answer: anything of the right sort. */
function withOptions(program: Program, scene: Scene, random: Random): Program {
  const { options: kind, optionPercent = 0 } = factsOf(program.op);
  if (kind === undefined || !random.chance(optionPercent)) return program;
  const lists = { colours: COLOURS, shapes: SHAPES, nouns: NOUNS, everyday: EVERYDAY } as const;
  const answer =
    kind === 'numbers' || kind === 'degrees' || kind === 'quantities'
      ? String(kind === 'degrees' ? 15 * random.between(1, 11) : random.between(1, 9))
      : random.pick<string>(lists[kind]);
  const options = drawOptions(program, answer, scene, random);
  return options === undefined || options.length < 4 ? program : { ...program, options };
}

const RELATIONS: ReadonlySet<Operation> = new Set(['side', 'beside', 'neighbour']);

/** Combinations of combination.ts that a question names. */
export function combinationsIn({ op, args, options = [] }: Program): Combination[] {
  if (!RELATIONS.has(op)) return [];
  const kinds = args.map((word): Kind => kindOf(word) ?? { noun: 'thing' });
  const side = SIDES.find((name): name is Side => args.includes(name));
  if (side === undefined) return [];
  if (op === 'neighbour') {
    const nouns = options.flatMap((option): Noun[] => NOUNS.filter((noun) => noun === option));
    return nouns.flatMap((noun) => combinationsOf({ noun }, side, kinds[1]!));
  }
  return combinationsOf(kinds[0]!, side, kinds[2]!);
}

/** Combinations that the answer to "What is just left of the cat?" makes. */
export function combinationsOfAnswer({ op, args }: Program, answer: string): Combination[] {
  const side = SIDES.find((name): name is Side => args.includes(name));
  const noun = NOUNS.find((name) => name === answer);
  const other = kindOf(args[1] ?? '');
  if (op !== 'neighbour' || side === undefined || noun === undefined || other === undefined) return [];
  return combinationsOf({ noun }, side, other);
}

/** Only questions about `unseen` pictures may name a combination that is kept apart. */
function mayBeAsked(program: Program, { address }: Scene): boolean {
  return address.split === 'unseen' || !combinationsIn(program).some(isKeptApart);
}
