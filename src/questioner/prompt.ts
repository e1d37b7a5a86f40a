import type { PromptFamily } from './family.ts';

/**
 * The user text of the questioner's turn, beside the picture. VisPlay trains the questioner on the task in the user
 * message and generates with it in the system message; here one text serves both, so nothing shifts between them.
 * Its unit rules contradict each other and its worked answer breaks its own numeric rule; both are mended here.
 */
export function questionerPrompt(family: PromptFamily): string {
  return texts[family];
}

const INSTRUCTIONS = `You write questions about pictures. Look at the picture and write exactly one question about it.
- It must be answerable from the picture alone and take reasoning, such as counting, comparing or calculating, rather than naming one thing.
- Choose one of three types. multiple choice: the answer is yes or no, or one of four options A, B, C and D that you list, of which exactly one is right. numerical: the answer is an exact number. regression: the answer is an estimate of a continuous value.
- Give the right answer: the letter, yes or no, or the bare number without a unit.
Write three tagged blocks in this order and nothing else. For example:
<type>numerical</type>
<question>How many more apples than pears are on the table?</question>
<answer>3</answer>`;

/**
 * The same task for a model that loses a long list of rules. The form is shown with dots instead of an example, which a
 * small model would copy out and be paid for.
 */
const SHORT_INSTRUCTIONS = `Write one question about this picture that can be answered by looking at it, and its answer. The type is multiple choice (yes or no, or one of A, B, C and D), numerical (a number) or regression (an estimate). Use this form:
<type>...</type>
<question>...</question>
<answer>...</answer>`;

const texts: Readonly<Record<PromptFamily, string>> = {
  nano: 'Ask a question about the picture.',
  smolvlm: SHORT_INSTRUCTIONS,
  instruct: INSTRUCTIONS,
};
