import type { ParsedQuestion } from './parse.ts';
import { type QuestionType, questionTypes } from './question.ts';

/** What an output may be in characters; the rest of a longer one is not read. Nothing here takes more than one pass. */
const longest = 8000;
const longestPart = 1000;
/** A question or an answer beyond this is no question but a text that ran on. */
const longestQuestion = 400;
const longestAnswer = 120;

type Part = 'type' | 'question' | 'answer';

/** A tag or a label that begins a part. Labels stand at the start of a line, a question's answer also within one. */
const OPENING =
  /<\s{0,3}(type|question|answer)\s{0,3}>|^[ \t]{0,8}(?:[-*•]|\d{1,2}[.)])?[ \t]{0,3}[*_`#"]{0,4}[ \t]{0,3}(type|question|answer|q|a)[*_`"]{0,3}[ \t]{0,3}[:=]|[ \t](answer)[ \t]{0,3}:/gim;
const CLOSING = /<\s{0,3}\/\s{0,3}(?:type|question|answer)\s{0,3}>/i;
/** Names of the two sides of a conversation, which a SmolVLM repeats at the start of its turn. */
const ROLES = /^(?:\s*(?:assistant|user|questioner)\s*:)+/i;
const FENCE = /^[ \t]{0,8}```[a-z]{0,12}[ \t]{0,8}$/gim;

/**
 * Reads a question out of what a SmolVLM really writes: blocks whose closing tag is missing, `Question:` and `Answer:`
 * instead of tags, markdown, names of roles, a type that is missing or its own invention, a second question after the
 * first. Of what it never does without is a question and an answer: the first of each, in this order.
 *
 * A type that is not one of the three follows from the answer: a number is numerical, yes, no or a letter is multiple
 * choice, anything else has none.
 */
export function parseLoose(raw: string): ParsedQuestion {
  const text = raw.slice(0, longest).replaceAll(FENCE, '').replace(ROLES, '');
  const marks = [...text.matchAll(OPENING)].map((found) => ({
    part: partNamed(found[1] ?? found[2] ?? found[3] ?? ''),
    start: found.index,
    end: found.index + found[0].length,
  }));
  const find = (part: Part, from: number): Found | null => {
    const index = marks.findIndex((mark) => mark.part === part && mark.start >= from);
    const mark = marks[index];
    return mark === undefined
      ? null
      : { start: mark.start, content: contentOf(text, mark.end, marks[index + 1]?.start) };
  };
  const marked = find('question', 0);
  // "How many dogs are there? Answer: 3": only the answer is marked.
  const question = marked ?? bareQuestion(text, marks[0]?.part === 'answer' ? marks[0].start : null);
  if (question === null) return failed(find('answer', 0) === null ? 'no type' : 'no question');
  const answer = find('answer', question.start);
  if (answer === null) return failed(find('answer', 0) === null ? 'no answer' : 'wrong order');
  const asked = plain(question.content);
  const said = plain(answer.content.split('\n', 1)[0] ?? '').replace(/[.\s]+$/, '');
  // Dots, as in the form that it was shown, or a lone mark.
  if (!/\p{L}{2}/u.test(asked)) return failed('empty question');
  if (!/[\p{L}\p{N}]/u.test(said)) return failed('empty answer');
  if (asked.length > longestQuestion || said.length > longestAnswer) return failed('extra text');
  const declared = find('type', 0);
  return { status: 'ok', type: typeOf(plain(declared?.content ?? ''), said), text: asked, ownAnswer: said };
}

interface Found {
  readonly start: number;
  readonly content: string;
}

function partNamed(name: string): Part {
  const lower = name.toLowerCase();
  return lower === 'q' || lower === 'question' ? 'question' : lower === 'type' ? 'type' : 'answer';
}

/** From an opening to its closing tag, the next opening, or the end. */
function contentOf(text: string, from: number, next: number | undefined): string {
  const part = text.slice(from, next);
  const closing = CLOSING.exec(part);
  return closing === null ? part : part.slice(0, closing.index);
}

/** The last sentence that asks something, right before an answer. */
function bareQuestion(text: string, answerAt: number | null): Found | null {
  if (answerAt === null) return null;
  const before = text.slice(0, answerAt).trimEnd();
  if (!/\?["'*_`)]*$/.test(before)) return null;
  const inner = before.slice(0, before.lastIndexOf('?'));
  const ending = [...inner.matchAll(/[.?!:]\s|\n/g)].at(-1);
  return { start: 0, content: before.slice(ending === undefined ? 0 : ending.index + ending[0].length) };
}

/** Without markdown, quotes around it, line breaks and tags that belong to nothing. */
function plain(text: string): string {
  return (
    text
      .slice(0, longestPart)
      .replace(/<[^<>]{0,40}>/g, ' ')
      // A tag that the token budget cut off.
      .replace(/<\/?[a-z]{0,10}\s{0,3}$/i, '')
      .replace(/[*_`#]{1,4}/g, '')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/^["'“”]+|["'“”]+$/g, '')
      .trim()
  );
}

function typeOf(declared: string, answer: string): QuestionType | null {
  const name = declared.toLowerCase().replace(/[\s_-]+/g, ' ');
  const known = questionTypes.find((type) => name === type);
  if (known !== undefined) return known;
  if (/^[-+]?\d+(?:[.,]\d+)*$/.test(answer)) return 'numerical';
  return /^(?:yes|no|true|false|\(?[A-D]\)?)$/i.test(answer) ? 'multiple choice' : null;
}

function failed(status: Exclude<ParsedQuestion['status'], 'ok'>): ParsedQuestion {
  return { status, type: null, text: '', ownAnswer: '' };
}
