/** What a held-out suite measures and how it is made. The accuracy of guessing is measured with every result. */
interface SuiteFacts {
  /** The benchmark of VisPlay's evaluation after which it is built. */
  readonly after: string;
  readonly measures: string;
  readonly balance: string;
  /** How often a guess among the admitted answers is right, in percent, about. */
  readonly chance: number;
}

/** Questions a suite has unless fewer or more are asked for; a multiple of 12 suits every suite. */
export const SUITE_QUESTIONS = 504;

const EVEN =
  'Operations are equally frequent; within one, yes and no are half each, letters a quarter, other answers at most a quarter (a third where there are three).';

export const SUITES = {
  general: {
    after: 'MM-Vet',
    measures:
      'Several abilities at once: recognising, counting, reading numbers, relating places, and reckoning with what was read.',
    balance: EVEN,
    chance: 14,
  },
  multidiscipline: {
    after: 'MMMU',
    measures: 'Charts, tables, dials, dice and diagrams, always with options A to D.',
    balance: EVEN,
    chance: 25,
  },
  spatial: {
    after: 'RealWorldQA',
    measures: 'Where things are: rows, columns, sides, neighbours, sizes, and where a path leads.',
    balance: EVEN,
    chance: 30,
  },
  'number-sense': {
    after: 'VisNumBench',
    measures: 'Angles, lengths, quantities, areas, scales and shares, mostly without symbols to read.',
    balance: EVEN,
    chance: 22,
  },
  'diagram-maths': {
    after: 'MathVerse',
    measures:
      'One problem in three versions: the text gives both numbers away, one of them, or none. Accuracy falls where the picture is not read.',
    balance:
      'Every problem in all three versions; operations are equally frequent, an answer at most a quarter within one.',
    chance: 8,
  },
  'puzzle-maths': {
    after: 'MATH-Vision',
    measures: 'Missing numbers, paths and mazes, clocks that go on, dice and ratios.',
    balance: EVEN,
    chance: 15,
  },
  hallucination: {
    after: 'HallusionBench',
    measures:
      'Yes or no, asked of a picture and of the same picture with one thing changed. Of the two questions of a set, one changes its answer with the picture and one does not.',
    balance: 'Yes and no half each.',
    chance: 50,
  },
  mixed: {
    after: 'MMStar',
    measures: 'All skills alike; the suite that is watched during training.',
    balance: EVEN,
    chance: 22,
  },
  'unseen-combinations': {
    after: 'no benchmark: compositional generalisation',
    measures:
      'Neighbours that no other split ever shows or names side by side: such a thing, such a colour, in such a relation.',
    balance: EVEN,
    chance: 35,
  },
} as const satisfies Readonly<Record<string, SuiteFacts>>;

export type SuiteName = keyof typeof SUITES;

export const SUITE_NAMES = Object.keys(SUITES).filter((name): name is SuiteName => name in SUITES);
