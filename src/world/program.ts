import type { Colour, Scene, Shape } from './scene.ts';

/** The three answer types of VisPlay (paper, questioner prompt). */
export type QuestionType = 'multiple choice' | 'numerical' | 'regression';

/** What a phrase like "red circle", "red thing", "circle" or "thing" picks out. */
export interface Kind {
  readonly colour?: Colour;
  readonly shape?: Shape;
}

/** Two things compared or added: both phrases name a colour, or both name a shape. */
export interface Pair {
  readonly a: Kind;
  readonly b: Kind;
}

export const SIDES = ['left of', 'right of', 'above', 'below'] as const;
export type Side = (typeof SIDES)[number];

export const LINES = [
  'top row',
  'middle row',
  'bottom row',
  'left column',
  'middle column',
  'right column',
] as const;
export type Line = (typeof LINES)[number];

/** A question about things on the grid, as a small program over the scene graph. */
export type ThingProgram =
  | { readonly op: 'count'; readonly of: Kind }
  | { readonly op: 'exist'; readonly of: Kind }
  | { readonly op: 'colour'; readonly of: Kind; readonly options: readonly Colour[] }
  | { readonly op: 'shape'; readonly of: Kind; readonly options: readonly Shape[] }
  | { readonly op: 'line'; readonly line: Line }
  | { readonly op: 'side'; readonly side: Side; readonly pair: Pair }
  | { readonly op: 'more'; readonly pair: Pair }
  | { readonly op: 'sum'; readonly pair: Pair }
  | { readonly op: 'difference'; readonly pair: Pair }
  | { readonly op: 'share'; readonly of: Kind };

/** A question about a bar chart. */
export type BarProgram =
  | { readonly op: 'bar'; readonly colour: Colour }
  | { readonly op: 'taller'; readonly a: Colour; readonly b: Colour }
  | { readonly op: 'bar sum'; readonly a: Colour; readonly b: Colour }
  | { readonly op: 'bar difference'; readonly a: Colour; readonly b: Colour }
  | { readonly op: 'extreme'; readonly end: 'tallest' | 'shortest'; readonly options: readonly Colour[] }
  | { readonly op: 'mean' };

export type Program = ThingProgram | BarProgram;

export type Operation = Program['op'];

/** What a question asks of the one who answers; questions are balanced and reported by skill. */
export const SKILLS = [
  'count',
  'exist',
  'colour',
  'shape',
  'position',
  'compare',
  'sum',
  'difference',
  'share',
  'value',
  'tallest',
  'mean',
] as const;
export type Skill = (typeof SKILLS)[number];

interface OperationFacts {
  readonly skill: Skill;
  readonly type: QuestionType;
  readonly scene: Scene['kind'];
}

export const OPERATIONS: Record<Operation, OperationFacts> = {
  count: { skill: 'count', type: 'numerical', scene: 'things' },
  exist: { skill: 'exist', type: 'multiple choice', scene: 'things' },
  colour: { skill: 'colour', type: 'multiple choice', scene: 'things' },
  shape: { skill: 'shape', type: 'multiple choice', scene: 'things' },
  line: { skill: 'position', type: 'numerical', scene: 'things' },
  side: { skill: 'position', type: 'multiple choice', scene: 'things' },
  more: { skill: 'compare', type: 'multiple choice', scene: 'things' },
  sum: { skill: 'sum', type: 'numerical', scene: 'things' },
  difference: { skill: 'difference', type: 'numerical', scene: 'things' },
  share: { skill: 'share', type: 'regression', scene: 'things' },
  bar: { skill: 'value', type: 'numerical', scene: 'chart' },
  taller: { skill: 'compare', type: 'multiple choice', scene: 'chart' },
  'bar sum': { skill: 'sum', type: 'numerical', scene: 'chart' },
  'bar difference': { skill: 'difference', type: 'numerical', scene: 'chart' },
  extreme: { skill: 'tallest', type: 'multiple choice', scene: 'chart' },
  mean: { skill: 'mean', type: 'regression', scene: 'chart' },
};

export const OPERATION_NAMES = [
  'count',
  'exist',
  'colour',
  'shape',
  'line',
  'side',
  'more',
  'sum',
  'difference',
  'share',
  'bar',
  'taller',
  'bar sum',
  'bar difference',
  'extreme',
  'mean',
] as const satisfies readonly Operation[];

export const LETTERS = ['A', 'B', 'C', 'D'] as const;

export function asksOfThings(program: Program): program is ThingProgram {
  return OPERATIONS[program.op].scene === 'things';
}

export function plural(shape: Shape): string {
  return shape === 'cross' ? 'crosses' : `${shape}s`;
}
