import type { Part } from './lexicon.ts';
import { factsOf, type Operation, OPERATION_NAMES, type Program, REWORDED } from './program.ts';
import { type Dress, drawOperation } from './questions.ts';
import type { Random } from './random.ts';
import { run } from './run.ts';
import type { Scene } from './scene.ts';
import type { Asked } from './suite.ts';
import type { SuiteName } from './suiteNames.ts';

/** One sort of question of a suite; all sorts of a suite are equally frequent. */
export interface Cell {
  readonly op: Operation;
  /** Only on these kinds of chart; any if left out. */
  readonly parts?: readonly Part[];
  readonly dress?: Dress;
}

const plain = { options: false, given: 0 } as const;
const lettered = { options: true, given: 0 } as const;

function cells(dress: Dress, ...operations: (Operation | readonly [Operation, ...Part[]])[]): Cell[] {
  return operations.map((named) => {
    if (typeof named === 'string') return { op: named, dress };
    const [op, ...parts] = named;
    return { op, parts, dress };
  });
}

type EvenSuite = Exclude<SuiteName, 'hallucination' | 'diagram-maths' | 'unseen-combinations'>;

export const CELLS: Readonly<Record<EvenSuite, readonly Cell[]>> = {
  general: [
    ...cells(
      plain,
      'count',
      'color',
      'form',
      'at',
      'share',
      'sum',
      'difference',
      'neighbour',
      'more',
      'value',
    ),
    ...cells(
      plain,
      'together',
      'apart',
      'total',
      'over',
      'extreme',
      'later',
      'area',
      'missing',
      'steps',
      'hour',
    ),
    { op: 'lead', dress: plain },
  ],
  multidiscipline: [
    ...cells(lettered, ['value', 'bar'], ['value', 'point'], ['value', 'slice'], ['value', 'cell']),
    ...cells(
      lettered,
      ['value', 'needle'],
      ['extreme', 'bar', 'point'],
      ['extreme', 'slice'],
      ['extreme', 'line'],
    ),
    ...cells(
      lettered,
      ['together', 'bar', 'point'],
      ['together', 'slice'],
      ['together', 'cell'],
      ['apart', 'bar'],
    ),
    ...cells(
      lettered,
      ['total', 'die', 'card'],
      ['over', 'bar'],
      'hour',
      'later',
      'degrees',
      'supplement',
      'area',
    ),
    ...cells(lettered, 'perimeter', 'missing'),
  ],
  spatial: [
    ...cells(plain, 'side', 'beside', 'bigger', 'line', 'row', 'column', 'way'),
    ...cells(lettered, 'at', 'neighbour', 'lead'),
    ...cells(plain, 'at', 'neighbour'),
  ],
  'number-sense': [
    ...cells(plain, 'degrees', 'wide', 'half', 'width', 'height', 'area', 'share'),
    ...cells(lettered, 'degrees', 'quantity', 'area'),
    ...cells(plain, ['value', 'line'], ['times', 'line'], ['larger', 'line', 'slice'], ['value', 'slice']),
    ...cells(plain, ['value', 'needle'], ['together', 'slice'], ['extreme', 'line', 'slice']),
    ...cells(lettered, ['value', 'needle']),
  ],
  'puzzle-maths': [
    ...cells(
      plain,
      'missing',
      'steps',
      'way',
      'turns',
      'lead',
      'later',
      'earlier',
      'perimeter',
      'supplement',
    ),
    ...cells(
      plain,
      ['total', 'die'],
      ['total', 'card'],
      ['times', 'die', 'card', 'bar'],
      ['apart', 'die', 'card'],
    ),
    ...cells(lettered, 'missing', 'lead', 'earlier'),
  ],
  mixed: OPERATION_NAMES.filter((op) => !REWORDED.has(op)).map((op) => ({ op })),
};

/** A scene and the numbers that draw its question. */
export interface Drawn {
  readonly scene: Scene;
  readonly random: Random;
}

/** Whole shares of a count, as even as can be, the larger ones spread over all places. */
export function shareOfCount(count: number, parts: number, place: number): number {
  return Math.floor(((place + 1) * count) / parts) - Math.floor((place * count) / parts);
}

/** Places looked at before a suite gives up: no suite comes near. */
const MOST_PLACES = 5_000_000;

/**
 * One question a picture, all cells equally often, and within a cell no answer oftener than its share: pictures are
 * taken in order, each for the cell that is furthest behind and has a question for it.
 */
export function evenly(list: readonly Cell[], count: number, at: (index: number) => Drawn): Asked[] {
  const quotas = list.map((cell, place) => new Quota(cell, shareOfCount(count, list.length, place)));
  const asked: Asked[] = [];
  for (let index = 0; asked.length < count; index += 1) {
    if (index > MOST_PLACES)
      throw new Error('A suite finds no more questions; one of its answers is too rare.');
    const { scene, random } = at(index);
    const open = quotas.filter((quota) => quota.wants(scene)).toSorted((a, b) => b.missing - a.missing);
    for (const quota of open) {
      const program = drawOperation(scene, quota.cell.op, random, quota.cell.dress);
      if (program === undefined || !quota.takes(program, scene)) continue;
      asked.push({ address: scene.address, program });
      break;
    }
  }
  return asked;
}

/** How many questions of a cell there still have to be, and how often each answer may still come. */
export class Quota {
  readonly cell: Cell;
  readonly #most: number;
  #taken = 0;
  readonly #answers = new Map<string, number>();

  constructor(cell: Cell, most: number) {
    this.cell = cell;
    this.#most = most;
  }

  /** The share of the cell that is still missing. */
  get missing(): number {
    return this.#most === 0 ? 0 : 1 - this.#taken / this.#most;
  }

  wants(scene: Scene): boolean {
    const { op, parts } = this.cell;
    if (this.#taken >= this.#most || factsOf(op).scene !== scene.kind) return false;
    return parts === undefined || (scene.kind === 'panel' && parts.includes(scene.part));
  }

  /** Counts the question if its answer may still come. */
  takes(program: Program, scene: Scene): boolean {
    const outcome = run(program, scene);
    if (!outcome.wellPosed) return false;
    const { answer } = outcome;
    const before = this.#answers.get(answer) ?? 0;
    if (before >= Math.ceil(this.#most * shareOf(program))) return false;
    this.#answers.set(answer, before + 1);
    this.#taken += 1;
    return true;
  }
}

/** The largest share that one answer may have among the questions of a cell. */
function shareOf({ op, options }: Program): number {
  if (options !== undefined) return 1 / options.length;
  return Math.max(0.25, 1 / factsOf(op).range);
}
