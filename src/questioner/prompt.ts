/**
 * How a model was taught to be asked: the embedded model knows one short sentence per role, an instruction-tuned
 * model is told the whole task.
 */
export type PromptFamily = 'nano' | 'instruct';

/**
 * The user text of the questioner's turn, beside the picture. VisPlay trains the questioner on the task in the user
 * message and generates with it in the system message; here one text serves both, so nothing shifts between them.
 * Its unit rules contradict each other and its worked answer breaks its own numeric rule; both are mended here.
 */
export function questionerPrompt(family: PromptFamily): string {
  return family === 'nano' ? 'Ask a question about the picture.' : INSTRUCTIONS;
}

const INSTRUCTIONS = `You write questions about pictures. Look at the picture and write exactly one question about it.
- It must be answerable from the picture alone and take reasoning, such as counting, comparing or calculating, rather than naming one thing.
- Choose one of three types. multiple choice: the answer is yes or no, or one of four options A, B, C and D that you list, of which exactly one is right. numerical: the answer is an exact number. regression: the answer is an estimate of a continuous value.
- Give the right answer: the letter, yes or no, or the bare number without a unit.
Write three tagged blocks in this order and nothing else. For example:
<type>numerical</type>
<question>How many more apples than pears are on the table?</question>
<answer>3</answer>`;
