import { randomAt } from './address.ts';
import { OPERATIONS, type Program, type QuestionType } from './program.ts';
import { drawIllPosed, drawProgram, skillsOf, UNANSWERABLE } from './questions.ts';
import type { Random } from './random.ts';
import { run } from './run.ts';
import { type Bar, COLOURS, type Scene, SHAPES, type Thing } from './scene.ts';
import { question } from './wording.ts';

/** What a questioner is asked. */
const ASK = 'Ask a question about the picture.';
/**
 * Auxiliary tasks for pretraining only. The first teaches the vision tower every object at once; the others, whose
 * groups come in random order, teach the decoder to look an object up by its colour or its shape.
 */
const DESCRIBE = {
  order: 'Describe the picture.',
  colour: 'Describe the picture by colour.',
  shape: 'Describe the picture by shape.',
} as const;

/** One turn of pretraining text: what the user says beside the picture, and what the model should say. */
export interface Turn {
  readonly kind: 'ask' | 'answer' | 'describe';
  readonly prompt: string;
  readonly completion: string;
}

/** Of 100 answered questions, how many have no answer in the picture. */
const ILL_POSED_PERCENT = 14;

/**
 * Pretraining text for one picture: a question to ask, two descriptions, and answers to give. This is the one place
 * where the world's own knowledge becomes training text; it makes the base model, before any self-play.
 */
export function lesson(scene: Scene, answers: number): Turn[] {
  const random = randomAt(scene.address, 'questions');
  const skills = random.shuffled(skillsOf(scene.kind));
  const programs = skills.flatMap((skill) => drawProgram(scene, skill, random) ?? []);
  const asked = random.pick(programs);
  const turns: Turn[] = [
    { kind: 'ask', prompt: ASK, completion: asking(asked, scene) },
    { kind: 'describe', prompt: DESCRIBE.order, completion: inOrder(scene) },
    lookUp(scene, random),
  ];
  for (let place = 0; place < answers; place += 1) {
    const wellPosed = programs[place % programs.length]!;
    const program = random.chance(ILL_POSED_PERCENT)
      ? drawIllPosed(scene, random)
      : again(wellPosed, place, scene, random);
    turns.push({ kind: 'answer', prompt: question(program), completion: answering(program, scene) });
  }
  return turns;
}

/** The program itself the first time round, later another one of its skill. */
function again(program: Program, place: number, scene: Scene, random: Random): Program {
  if (place < skillsOf(scene.kind).length) return program;
  return drawProgram(scene, OPERATIONS[program.op].skill, random) ?? program;
}

/** What a reasoner says to a question: its steps where the skill has some, then the box. */
function answering(program: Program, scene: Scene): string {
  const outcome = run(program, scene);
  if (!outcome.wellPosed) return boxed(UNANSWERABLE);
  return outcome.steps === '' ? boxed(outcome.answer) : `${outcome.steps} ${boxed(outcome.answer)}`;
}

function boxed(answer: string): string {
  return `\\boxed{${answer}}`;
}

function asking(program: Program, scene: Scene): string {
  const outcome = run(program, scene);
  if (!outcome.wellPosed) throw new Error('A question to be asked must have an answer in its picture.');
  return tagged(OPERATIONS[program.op].type, question(program), outcome.answer);
}

/** The questioner's form: three tags, in this order, nothing between them. */
function tagged(type: QuestionType, text: string, answer: string): string {
  return `<type>${type}</type><question>${text}</question><answer>${answer}</answer>`;
}

const ROWS = ['top', 'middle', 'bottom'] as const;

/** The whole picture in words: row by row, left to right; or bar by bar. */
function inOrder(scene: Scene): string {
  if (scene.kind === 'chart') return barWords(scene.bars);
  return ROWS.map((name, row) => `${name}: ${rowWords(scene.things, row)}`).join('. ');
}

function rowWords(things: readonly Thing[], row: number): string {
  const inRow = things.filter((thing) => thing.row === row).toSorted((a, b) => a.column - b.column);
  return inRow.length === 0 ? 'nothing' : inRow.map((thing) => `${thing.colour} ${thing.shape}`).join(', ');
}

function barWords(bars: readonly Bar[]): string {
  return `bars: ${bars.map((bar) => `${bar.colour} ${bar.height}`).join(', ')}`;
}

/** The same contents grouped by colour or by shape, groups in random order: `colours: red 2 circle cross, blue 1 cross`. */
function lookUp(scene: Scene, random: Random): Turn {
  if (scene.kind === 'chart') {
    return { kind: 'describe', prompt: DESCRIBE.colour, completion: barWords(random.shuffled(scene.bars)) };
  }
  const by = random.pick(['colour', 'shape'] as const);
  const groups = random.shuffled([...new Set(scene.things.map((thing) => thing[by]))]);
  const words = groups.map((group) => {
    const members = scene.things.filter((thing) => thing[by] === group);
    const others =
      by === 'colour'
        ? SHAPES.flatMap((shape) => members.filter((thing) => thing.shape === shape).map(() => shape))
        : COLOURS.flatMap((colour) => members.filter((thing) => thing.colour === colour).map(() => colour));
    return [group, members.length, ...others].join(' ');
  });
  return { kind: 'describe', prompt: DESCRIBE[by], completion: `${by}s: ${words.join(', ')}` };
}
