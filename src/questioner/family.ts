/**
 * How a model was taught to be asked. The embedded model knows one short sentence per role (`nano`). SmolVLM and
 * SmolVLM2 follow a short instruction and mostly end in `Answer: ...` (`smolvlm`). Any other instruction-tuned model
 * is told the whole task (`instruct`).
 */
export type PromptFamily = 'nano' | 'smolvlm' | 'instruct';
export const promptFamilies = ['nano', 'smolvlm', 'instruct'] as const satisfies readonly PromptFamily[];

/** What the choice of a family depends on; all of it is in the files of a checkpoint. */
export interface FamilyMarks {
  /** `prompt_style` of `config.json`, this project's own key */
  readonly promptStyle: string | null;
  /** texts of the tokens that end an answer, from `generation_config.json`, else from the tokenizer */
  readonly endTokens: readonly string[];
  /** numbers per token in the decoder */
  readonly width: number;
}

/** SmolVLM's end of a turn. */
const endOfUtterance = '<end_of_utterance>';

/** The widest decoder of the family: SmolVLM-2.2B's. Idefics3-8B ends its turns in the same way and follows more. */
const widest = 2048;

/**
 * The rule: what `config.json` names in `prompt_style` stands; else a decoder no wider than SmolVLM's that ends its
 * turns with `<end_of_utterance>` is a SmolVLM; everything else is taken to follow long instructions. A name or a
 * folder decides nothing: people rename and fine-tune.
 */
export function promptFamilyOf({ promptStyle, endTokens, width }: FamilyMarks): PromptFamily {
  const named = promptFamilies.find((family) => family === promptStyle);
  if (named !== undefined) return named;
  return endTokens.includes(endOfUtterance) && width <= widest ? 'smolvlm' : 'instruct';
}

/**
 * Texts after which nothing belongs to an answer any more. A SmolVLM that misses the end of its turn goes on with the
 * user's next one, as its chat template writes it, or with the next question of a list, as its training data does.
 */
export function stopTexts(family: PromptFamily, role: 'questioner' | 'reasoner'): readonly string[] {
  if (family !== 'smolvlm') return [];
  const turns = [endOfUtterance, 'User:', '\nAssistant:'];
  // A questioner's own block may begin with "Question:", and its second one with the type.
  return role === 'questioner' ? [...turns, '\n<type>', '\nType:'] : [...turns, '\nQuestion'];
}
