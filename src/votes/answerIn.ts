import type { PromptFamily } from '../questioner/family.ts';
import { boxed } from './boxed.ts';

/**
 * Where an answer is looked for. `box`: in the last `\boxed{}` and nowhere else. `said`: also where a small model puts
 * it that knows no boxes.
 */
export type AnswerForm = 'box' | 'said';

/** Where models of a family put their answers. */
export const answerFormOf = (family: PromptFamily): AnswerForm => (family === 'smolvlm' ? 'said' : 'box');

/** An answer is short, and so is what is read for it: the end of the text. */
const longestText = 8000;
const mostWords = 12;
/** A reply without any mark that is no longer than this is an answer by itself, as "B" or "3 apples". */
const mostBareWords = 5;

const OPENED = /\\boxed\s*\{([^{}\n]*)$/;
/** The words before an answer; "I cannot answer: ..." is none. */
const SAID =
  /(?:^|[\s*_"(])(?:final[ \t]+answer|(?:correct|right)[ \t]+(?:answer|option|choice)|(?:the|my)[ \t]+answer|answer)[*_"]{0,3}[ \t]*(?::|=|\bis\b[ \t]*:?)/gi;
const REFUSED = /(?:can't|cannot|can not|could not|couldn't|not|to)[ \t]*$/i;
const ROLES = /^(?:\s*(?:assistant|reasoner)[ \t]*:)+/i;

/**
 * The answer that a text gives: null where there is none, an empty text where its place is empty.
 *
 * `said` takes, in this order: the last closed box; a last box that the end of the text or of its line cut off; what
 * follows the last "Answer:" or "The answer is"; an `<answer>` tag; a reply of a few words on one line. A name of a
 * role before it, markdown around it and a full stop after it are left out.
 */
export function answerIn(text: string, form: AnswerForm): string | null {
  const inBox = boxed(text);
  if (form === 'box' || (inBox !== null && inBox !== '')) return inBox;
  const end = text.slice(-longestText);
  const opened = end.split('\n').findLast((line) => line.includes('\\boxed')) ?? '';
  const cut = OPENED.exec(opened)?.[1];
  if (cut !== undefined && bare(cut) !== '') return bare(cut);
  const said = lastSaid(end) ?? tagged(end);
  if (said !== null || text.length > longestText || end.search(SAID) >= 0) return said;
  const reply = bare(end.replace(ROLES, ''));
  const few = reply !== '' && !reply.includes('\n') && wordsOf(reply) <= mostBareWords;
  // Nor is a question, or a tag.
  return few && !/[?<>{}]/.test(reply) && /[\p{L}\p{N}]/u.test(reply) ? reply : null;
}

function lastSaid(text: string): string | null {
  for (const found of [...text.matchAll(SAID)].toReversed()) {
    if (REFUSED.test(text.slice(Math.max(0, found.index - 12), found.index + 1))) continue;
    const rest = text.slice(found.index + found[0].length).replace(/^[*_"\s]+/, '');
    const answer = bare(rest.split('\n', 1)[0]!.split(/[.!?]\s/, 1)[0]!);
    // "A. dog" has a full stop of its own.
    const option = /^\(?[A-H][.)]\s+\S/.exec(rest) ? bare(rest.split('\n', 1)[0]!) : answer;
    if (option !== '' && wordsOf(option) <= mostWords) return option;
  }
  return null;
}

function tagged(text: string): string | null {
  const start = text.toLowerCase().lastIndexOf('<answer>');
  if (start < 0) return null;
  const content = bare(text.slice(start + 8).split(/<|\n/, 1)[0]!);
  return content === '' || wordsOf(content) > mostWords ? null : content;
}

const wordsOf = (text: string): number => text.split(/\s+/).length;

const around = new Set('*_`"\'“”$ \t\n\r');

/** Without markdown, quotes, dollars of formulas and a full stop at the end. */
function bare(text: string): string {
  // By hand: a pattern for the end would try every run of such characters in the text.
  let [start, end] = [0, text.length];
  while (start < end && around.has(text[start]!)) start += 1;
  while (end > start && (text[end - 1] === '.' || around.has(text[end - 1]!))) end -= 1;
  return text.slice(start, end);
}
