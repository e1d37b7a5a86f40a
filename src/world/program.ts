import type { SceneKind } from './scene.ts';

/** The three answer types of VisPlay (paper, questioner prompt); a single word counts as a choice. */
export type QuestionType = 'multiple choice' | 'numerical' | 'regression';

/** What a question asks of the one who answers; questions are balanced and reported by skill. */
export const SKILLS = [
  'count',
  'exist',
  'colour',
  'shape',
  'position',
  'relation',
  'neighbour',
  'size',
  'compare',
  'sum',
  'difference',
  'share',
  'value',
  'verify',
  'extreme',
  'total',
  'mean',
  'threshold',
  'ratio',
  'clock',
  'clock arithmetic',
  'angle',
  'angle arithmetic',
  'quantity',
  'measure',
  'area',
  'perimeter',
  'missing number',
  'path length',
  'turns',
  'tracing',
] as const;
export type Skill = (typeof SKILLS)[number];

interface OperationFacts {
  readonly skill: Skill;
  /** What the answer is: yes or no, a word, an exact number, or an estimate. */
  readonly answers: 'verdict' | 'word' | 'number' | 'estimate';
  readonly scene: SceneKind;
  /** The question; slots in braces are read and filled by slots.ts. */
  readonly template: string;
  /** How the answer reads as a fact that a question may give, its own number in place of `{answer}`. */
  readonly fact?: string;
  /** What options may be drawn from; numbers are drawn near the answer. Operations without offer none. */
  readonly options?: 'colours' | 'shapes' | 'nouns' | 'numbers' | 'degrees' | 'quantities' | 'everyday';
  /** Of 100 questions, how many come with options. */
  readonly optionPercent?: number;
  /** How many different answers there are, for chance; 2 for verdicts. */
  readonly range: number;
}

/** A question is an operation, the words in its slots, perhaps facts it gives away, and perhaps options A to D. */
export interface Program {
  readonly op: Operation;
  readonly args: readonly string[];
  readonly given?: readonly Fact[];
  readonly options?: readonly string[];
}

/** A fact stated before the question: the answer of another operation. */
export interface Fact {
  readonly op: Operation;
  readonly args: readonly string[];
  readonly answer: string;
}

const thing = { scene: 'things' } as const;
const verdict = { scene: 'things', answers: 'verdict', range: 2 } as const;
const panel = { scene: 'panel' } as const;
const numbers = { answers: 'number', options: 'numbers', optionPercent: 25 } as const;

const OPERATIONS = {
  count: { ...thing, ...numbers, skill: 'count', range: 8, template: 'How many {many} are there?' },
  line: { ...thing, ...numbers, skill: 'position', range: 4, template: 'How many things are in the {line}?' },
  exist: { ...verdict, skill: 'exist', template: 'Is there {a}?' },
  // Also in the words of easy-VQA, here and below.
  image: { ...verdict, skill: 'exist', template: 'Is there {a} in the image?' },
  contain: { ...verdict, skill: 'exist', template: 'Does the image contain {a}?' },
  present: { ...verdict, skill: 'exist', template: 'Is {a} present?' },
  absent: { ...verdict, skill: 'exist', template: 'Is there not {a}?' },
  lacks: { ...verdict, skill: 'exist', template: 'Does the image not contain {a}?' },
  none: { ...verdict, skill: 'exist', template: 'Is no {one} present?' },
  colour: {
    ...thing,
    skill: 'colour',
    answers: 'word',
    range: 10,
    options: 'colours',
    optionPercent: 60,
    template: 'What colour is the {one}?',
  },
  color: { ...thing, skill: 'colour', answers: 'word', range: 10, template: 'What color is the {one}?' },
  hue: { ...thing, skill: 'colour', answers: 'word', range: 10, template: 'What is the color of the {one}?' },
  shape: {
    ...thing,
    skill: 'shape',
    answers: 'word',
    range: 4,
    options: 'shapes',
    optionPercent: 60,
    template: 'What shape is the {one}?',
  },
  form: { ...thing, skill: 'shape', answers: 'word', range: 4, template: 'What is the {one}?' },
  seen: { ...thing, skill: 'shape', answers: 'word', range: 4, template: 'What shape is in the image?' },
  held: {
    ...thing,
    skill: 'shape',
    answers: 'word',
    range: 4,
    template: 'What shape does the image contain?',
  },
  shown: { ...thing, skill: 'shape', answers: 'word', range: 4, template: 'What shape is present?' },
  at: {
    ...thing,
    skill: 'position',
    answers: 'word',
    range: 20,
    options: 'nouns',
    optionPercent: 60,
    template: 'What is in the {place}?',
  },
  row: { ...thing, skill: 'position', answers: 'word', range: 3, template: 'In which row is the {one}?' },
  column: {
    ...thing,
    skill: 'position',
    answers: 'word',
    range: 3,
    template: 'In which column is the {one}?',
  },
  side: {
    ...thing,
    skill: 'relation',
    answers: 'verdict',
    range: 2,
    template: 'Is the {one} {side} the {one}?',
  },
  beside: {
    ...thing,
    skill: 'neighbour',
    answers: 'verdict',
    range: 2,
    template: 'Is there {a} just {side} {a}?',
  },
  neighbour: {
    ...thing,
    skill: 'neighbour',
    answers: 'word',
    range: 20,
    options: 'nouns',
    optionPercent: 60,
    template: 'What is just {side} the {one}?',
  },
  bigger: {
    ...thing,
    skill: 'size',
    answers: 'verdict',
    range: 2,
    template: 'Is the {one} larger than the {one}?',
  },
  more: {
    ...thing,
    skill: 'compare',
    answers: 'verdict',
    range: 2,
    template: 'Are there more {many} than {many}?',
  },
  sum: {
    ...thing,
    ...numbers,
    skill: 'sum',
    range: 8,
    template: 'How many {many} and {many} are there in all?',
  },
  difference: {
    ...thing,
    ...numbers,
    skill: 'difference',
    range: 6,
    template: 'By how many do {many} and {many} differ?',
  },
  share: {
    ...thing,
    skill: 'share',
    answers: 'estimate',
    range: 15,
    template: 'What percentage of the things are {many}?',
  },
  value: {
    ...panel,
    ...numbers,
    skill: 'value',
    range: 10,
    template: 'How much is the {part}?',
    fact: 'The {part} is {answer}.',
  },
  is: { ...panel, skill: 'verify', answers: 'verdict', range: 2, template: 'Is the {part} {number}?' },
  larger: {
    ...panel,
    skill: 'compare',
    answers: 'verdict',
    range: 2,
    template: 'Is the {part} more than the {part}?',
  },
  together: {
    ...panel,
    ...numbers,
    skill: 'sum',
    range: 17,
    template: 'How much are the {part} and the {part} together?',
  },
  apart: {
    ...panel,
    ...numbers,
    skill: 'difference',
    range: 9,
    template: 'By how much do the {part} and the {part} differ?',
  },
  extreme: {
    ...panel,
    skill: 'extreme',
    answers: 'word',
    range: 4,
    options: 'colours',
    optionPercent: 60,
    template: 'Which {single} is the {end}?',
  },
  total: { ...panel, ...numbers, skill: 'total', range: 24, template: 'How much are all {parts} together?' },
  mean: {
    ...panel,
    skill: 'mean',
    answers: 'estimate',
    range: 20,
    template: 'What is the mean of all {parts}?',
  },
  over: {
    ...panel,
    ...numbers,
    skill: 'threshold',
    range: 5,
    template: 'How many {parts} are more than {number}?',
  },
  times: {
    ...panel,
    ...numbers,
    skill: 'ratio',
    range: 5,
    template: 'How many times the {part} is the {part}?',
  },
  hour: {
    ...numbers,
    scene: 'clock',
    skill: 'clock',
    range: 12,
    template: 'What hour does the clock show?',
    fact: 'The clock shows {answer}.',
  },
  minute: {
    ...numbers,
    scene: 'clock',
    skill: 'clock',
    range: 4,
    template: 'How many minutes past the hour is it?',
  },
  later: {
    ...numbers,
    scene: 'clock',
    skill: 'clock arithmetic',
    range: 12,
    template: 'What hour is it in {number} hours?',
  },
  earlier: {
    ...numbers,
    scene: 'clock',
    skill: 'clock arithmetic',
    range: 12,
    template: 'What hour was it {number} hours ago?',
  },
  degrees: {
    scene: 'angle',
    answers: 'estimate',
    options: 'degrees',
    optionPercent: 40,
    skill: 'angle',
    range: 11,
    template: 'How many degrees is the angle?',
    fact: 'The angle is {answer} degrees.',
  },
  wide: {
    scene: 'angle',
    answers: 'verdict',
    skill: 'angle',
    range: 2,
    template: 'Is the angle more than {number} degrees?',
  },
  supplement: {
    scene: 'angle',
    answers: 'estimate',
    options: 'degrees',
    optionPercent: 12,
    skill: 'angle arithmetic',
    range: 11,
    template: 'By how many degrees is the angle less than 180?',
  },
  quantity: {
    scene: 'dots',
    answers: 'estimate',
    options: 'quantities',
    optionPercent: 60,
    skill: 'quantity',
    range: 6,
    template: 'About how many dots are there?',
  },
  half: {
    scene: 'dots',
    answers: 'verdict',
    skill: 'quantity',
    range: 2,
    template: 'Are there more dots on the left than on the right?',
  },
  width: {
    ...numbers,
    scene: 'rectangle',
    skill: 'measure',
    range: 7,
    template: 'How wide is the rectangle?',
    fact: 'The rectangle is {answer} wide.',
  },
  height: {
    ...numbers,
    scene: 'rectangle',
    skill: 'measure',
    range: 6,
    template: 'How tall is the rectangle?',
    fact: 'The rectangle is {answer} tall.',
  },
  area: {
    ...numbers,
    scene: 'rectangle',
    skill: 'area',
    range: 23,
    template: 'What is the area of the rectangle?',
  },
  perimeter: {
    ...numbers,
    scene: 'rectangle',
    skill: 'perimeter',
    range: 12,
    template: 'What is the perimeter of the rectangle?',
  },
  missing: {
    ...numbers,
    scene: 'sum',
    skill: 'missing number',
    range: 18,
    template: 'What number is missing?',
  },
  steps: {
    ...numbers,
    scene: 'path',
    skill: 'path length',
    range: 9,
    template: 'How many steps is the path?',
  },
  way: {
    ...numbers,
    scene: 'path',
    skill: 'path length',
    range: 8,
    template: 'How many steps is the shortest way?',
  },
  turns: {
    ...numbers,
    scene: 'path',
    skill: 'turns',
    range: 4,
    template: 'How many turns does the path make?',
  },
  lead: {
    scene: 'path',
    answers: 'word',
    options: 'everyday',
    optionPercent: 60,
    skill: 'tracing',
    range: 4,
    template: 'What does the path lead to?',
  },
} as const satisfies Readonly<Record<string, OperationFacts>>;

export type Operation = keyof typeof OPERATIONS;

/** Other words for an operation that is there already, as easy-VQA puts it. */
export const REWORDED: ReadonlySet<Operation> = new Set<Operation>([
  'image',
  'contain',
  'present',
  'absent',
  'lacks',
  'none',
  'color',
  'hue',
  'form',
  'seen',
  'held',
  'shown',
]);

export const OPERATION_NAMES = Object.keys(OPERATIONS).filter(
  (name): name is Operation => name in OPERATIONS,
);

/** Operations that a kind of picture can be asked for. */
export type OperationOf<K extends SceneKind> = {
  [O in Operation]: (typeof OPERATIONS)[O]['scene'] extends K ? O : never;
}[Operation];

export function asks<K extends SceneKind>(op: Operation, kind: K): op is OperationOf<K> {
  return factsOf(op).scene === kind;
}

export function factsOf(op: Operation): OperationFacts {
  return OPERATIONS[op];
}

export function typeOf({ op, options }: Program): QuestionType {
  const { answers } = factsOf(op);
  if (options !== undefined || answers === 'verdict' || answers === 'word') return 'multiple choice';
  return answers === 'number' ? 'numerical' : 'regression';
}

/** The accuracy of guessing among the answers that the question admits. */
export function chanceOf({ op, options }: Program): number {
  return 1 / (options === undefined ? factsOf(op).range : options.length);
}
