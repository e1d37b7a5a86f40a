import type { PromptFamily } from './family.ts';
import { parseLoose } from './parseLoose.ts';
import { type ParseStatus, type Question, type QuestionType, questionTypes } from './question.ts';

export interface ParseOptions {
  /**
   * True asks for exactly the three tagged blocks in order, a known type and nothing else. False does as the official
   * code (`train_examples/reward_function/cot_val.py`): the first type, question and answer in this order, junk
   * allowed, any type. The `smolvlm` family is then read by `parseLoose`.
   */
  readonly strict: boolean;
  /** Left out, outputs are read as the official code does. */
  readonly family?: PromptFamily;
}

export interface ParsedQuestion {
  readonly status: ParseStatus;
  readonly type: QuestionType | null;
  /** Empty unless the status is `ok`, and so is `ownAnswer`. */
  readonly text: string;
  readonly ownAnswer: string;
}

/** Reads `<type>..</type><question>..</question><answer>..</answer>` out of a questioner output. */
export function parseQuestion(raw: string, options: ParseOptions): ParsedQuestion {
  if (!options.strict && options.family === 'smolvlm') return parseLoose(raw);
  const text = options.strict ? raw : withoutSpaceAroundMarks(raw);
  const found = (options.strict ? STRICT : LENIENT).exec(text);
  if (found === null) return failed(whyNot(text));
  const [declared = '', question = '', answer = ''] = found.slice(1).map((part) => part.trim());
  const type = typeNamed(declared);
  if (options.strict && TAG.test(found.slice(1).join(' '))) return failed('extra text');
  if (options.strict && type === null) return failed('unknown type');
  if (question === '') return failed('empty question');
  // The official code asks such a question without an expected answer and scores it as invalid all the same.
  if (answer === '') return failed('empty answer');
  return { status: 'ok', type, text: question, ownAnswer: answer };
}

/** The question that somebody sees in a text, whichever model wrote it; null where there is none. */
export function questionIn(raw: string): string | null {
  const tagged = parseQuestion(raw, { strict: false });
  const { status, text } = tagged.status === 'ok' ? tagged : parseLoose(raw);
  return status === 'ok' ? text : null;
}

/** What identifies a questioner output: the rollout's own id and where it stands. */
export interface QuestionSource {
  readonly id: string;
  readonly promptId: string;
  readonly groupId: string;
  readonly sample: number;
  readonly text: string;
}

/** The question that a rollout of the questioner asks. It takes over the rollout's id; the prompt is the picture. */
export function questionFrom(rollout: QuestionSource, options: ParseOptions): Question {
  return {
    id: rollout.id,
    pictureId: rollout.promptId,
    groupId: rollout.groupId,
    sample: rollout.sample,
    raw: rollout.text,
    ...parseQuestion(rollout.text, options),
  };
}

const LENIENT = /<type>(.*?)<\/type>.*?<question>(.*?)<\/question>.*?<answer>(.*?)<\/answer>/s;
const STRICT = /^\s*<type>(.*?)<\/type>\s*<question>(.*?)<\/question>\s*<answer>(.*?)<\/answer>\s*$/s;
const TAG = /<\/?(?:type|question|answer)>/;

/** The official code's clean-up; it also closes up `1 / 2` inside a question. */
function withoutSpaceAroundMarks(text: string): string {
  return text.replace(/\s*([<>/])\s*/g, '$1');
}

function typeNamed(declared: string): QuestionType | null {
  const name = declared.toLowerCase().replace(/[\s_-]+/g, ' ');
  return questionTypes.find((type) => type === name) ?? null;
}

function whyNot(text: string): ParseStatus {
  const has = (tag: string): boolean => new RegExp(`<${tag}>.*?</${tag}>`, 's').test(text);
  if (!has('type')) return 'no type';
  if (!has('question')) return 'no question';
  if (!has('answer')) return 'no answer';
  return LENIENT.test(text) ? 'extra text' : 'wrong order';
}

function failed(status: ParseStatus): ParsedQuestion {
  return { status, type: null, text: '', ownAnswer: '' };
}
