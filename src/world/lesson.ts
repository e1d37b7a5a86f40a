import { randomAt } from './address.ts';
import { SHAPES, UNANSWERABLE } from './lexicon.ts';
import { description, lookUp } from './description.ts';
import { factsOf, type Program, REWORDED, type Skill, typeOf } from './program.ts';
import { drawIllPosed, drawOperation, operationsOf } from './questions.ts';
import type { Random } from './random.ts';
import { run } from './run.ts';
import type { Scene } from './scene.ts';
import { question } from './wording.ts';

/** What a questioner is asked. */
const ASK = 'Ask a question about the picture.';

/** One turn of pretraining text: what the user says beside the picture, and what the model should say. */
export interface Turn {
  readonly kind: 'ask' | 'answer' | 'describe';
  readonly prompt: string;
  readonly completion: string;
}

/** Skills that are learnt last: of 100 pictures that have one, how many are surely asked about it. */
const LATE: ReadonlySet<Skill> = new Set(['exist', 'shape', 'size', 'position', 'tracing', 'total', 'mean']);
const LATE_PERCENT = 50;
/** Of 100 answered questions, how many have no answer in the picture. */
const ILL_POSED_PERCENT = 11;
/** Of 100 questions to ask that could offer words to choose from, how many do: the right one is easily left out. */
const ASKED_OPTIONS_PERCENT = 35;
/** Of 100 questions of the kind that easy-VQA asks, how many are written as it writes them: all small letters. */
const SMALL_PERCENT = 50;

/**
 * Pretraining text for one picture: questions to ask, two descriptions, and answers to give. This is the one place
 * where the world's own knowledge becomes training text; it makes the base model, before any self-play.
 */
export function lesson(scene: Scene, answers: number, asks = 1): Turn[] {
  const random = randomAt(scene.address, 'questions');
  const programs = wellPosed(scene, answers, random);
  const turns: Turn[] = [
    ...Array.from({ length: asks }, (): Turn => {
      const clear = programs.filter((program) => isClear(program, scene));
      const completion = asking(random.pick(clear.length > 0 ? clear : programs), scene, random);
      return { kind: 'ask', prompt: ASK, completion };
    }),
    description(scene),
    lookUp(scene, random),
  ];
  for (const drawn of programs) {
    const program = random.chance(ILL_POSED_PERCENT) ? drawIllPosed(scene, random) : drawn;
    const text = question(program);
    const prompt = REWORDED.has(program.op) && random.chance(SMALL_PERCENT) ? small(text) : text;
    turns.push({ kind: 'answer', prompt, completion: answering(program, scene) });
  }
  return turns;
}

/** As many programs as are wanted: skill by skill in random order, those learnt late more often, then round again. */
function wellPosed(scene: Scene, count: number, random: Random): Program[] {
  const programs: Program[] = [];
  const operations = random.shuffled(operationsOf(scene));
  // A skill with several operations would come as often as it has of them: one each in the first round.
  const skills = new Set<string>();
  const first = operations.filter((op) => {
    const { skill } = factsOf(op);
    return !skills.has(skill) && skills.add(skill);
  });
  const late = first.filter((op) => LATE.has(factsOf(op).skill) && random.chance(LATE_PERCENT));
  const rest = operations.filter((op) => !first.includes(op));
  const order = [...late, ...first.filter((op) => !late.includes(op)), ...rest];
  for (let tries = 0; programs.length < count && tries < 8 * order.length; tries += 1) {
    const program = drawOperation(scene, order[tries % order.length]!, random);
    if (program !== undefined) programs.push(program);
  }
  return programs;
}

function small(text: string): string {
  const [asked = '', ...rest] = text.split('? ');
  return [asked.toLowerCase(), ...rest].join('? ');
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

/** Among more things than these, a name seldom stands for just one. */
const FEW_THINGS = 4;

/** Is what it asks about surely one thing, one of few, and named in full where two are related? */
function isClear({ op, args }: Program, scene: Scene): boolean {
  if (scene.kind !== 'things' || !factsOf(op).template.includes('{one}')) return true;
  if (scene.things.length > FEW_THINGS) return false;
  if (op !== 'bigger' && op !== 'side' && op !== 'neighbour') return true;
  return !args.some((word) => SHAPES.some((shape) => shape === word) || word.endsWith(' shape'));
}

/**
 * The questioner's form: three tags, in this order, nothing between them. Facts that a question gives away, and numbers
 * to choose from, would have to be right before the picture has been reckoned with: a question that is asked has none.
 */
function asking(whole: Program, scene: Scene, random: Random): string {
  const { op, args, options } = whole;
  const numeric = factsOf(op).answers === 'number' || factsOf(op).answers === 'estimate';
  const offered = options !== undefined && !numeric && random.chance(ASKED_OPTIONS_PERCENT);
  const program: Program = offered ? { op, args, options } : { op, args };
  const outcome = run(program, scene);
  if (!outcome.wellPosed) throw new Error('A question to be asked must have an answer in its picture.');
  const text = question(program);
  return `<type>${typeOf(program)}</type><question>${text}</question><answer>${outcome.answer}</answer>`;
}
