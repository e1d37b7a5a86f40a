import type { PromptFamily } from '../questioner/family.ts';

/** `reasoned` lets the model think before the box; `direct` asks for the box alone. */
type PromptKind = 'reasoned' | 'direct';

/** What a reasoner puts in its box where the picture does not answer the question. */
export const UNANSWERABLE = 'unanswerable';

export interface AskOptions {
  readonly family: PromptFamily;
  readonly kind: PromptKind;
  /** Tells the reasoner that it may say that the picture does not answer the question. */
  readonly unanswerable: boolean;
}

/**
 * The user text of the reasoner's turn, beside the picture. VisPlay uses three prompts: without reasoning while the
 * questioner is rewarded, with it for labels, and a third for training, so it pays for one confidence and filters on
 * another. Here reward, label and training share one text unless `kind` is set to `direct` for the reward.
 * The embedded model was taught the bare question; for it both kinds are the same.
 */
export function reasonerPrompt(question: string, options: AskOptions): string {
  if (options.family === 'nano') return question;
  if (options.family === 'smolvlm') return smolvlmPrompt(question, options);
  const decline = options.unanswerable
    ? ` If the picture does not answer the question, put ${UNANSWERABLE} in the box.`
    : '';
  return options.kind === 'reasoned'
    ? `${question}\nLook at the picture, reason step by step, and put the final answer in \\boxed{}.${decline}`
    : `${question}\nAnswer from the picture with \\boxed{} around the answer and nothing else: no explanation, no unit.${decline}`;
}

/**
 * SmolVLM was tuned on questions that ask for a short answer and on replies that end in `Answer: ...`; boxes it hardly
 * knows, and long reasoning harms a model of its size (its authors). So the box is left out: `answerIn` reads both.
 */
function smolvlmPrompt(question: string, { kind, unanswerable }: AskOptions): string {
  const decline = unanswerable
    ? ` If the picture does not answer the question, the answer is ${UNANSWERABLE}.`
    : '';
  return kind === 'reasoned'
    ? `${question}\nSay in a sentence what the picture shows of it, then end with "Answer:" and only a number, a word, a letter or a short phrase.${decline}`
    : `${question}\nAnswer with a number, a word, a letter or a short phrase only.${decline}`;
}
