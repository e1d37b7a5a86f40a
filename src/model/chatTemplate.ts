import { Template } from '@huggingface/jinja';
import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import { parseJsonObject } from './folder.ts';

/** One part of a message: a text, or the place of a picture. */
type ContentPart = { readonly type: 'text'; readonly text: string } | { readonly type: 'image' };

/** One turn of a conversation. */
export interface ChatMessage {
  readonly role: string;
  readonly content: readonly ContentPart[];
}

/** Renders a conversation as the text the model was trained on. */
export type ChatTemplate = (
  messages: readonly ChatMessage[],
  options: { readonly addGenerationPrompt: boolean },
) => string;

const named = v.object({ name: v.string(), template: v.string() });
const holder = v.object({ chat_template: v.nullish(v.union([v.string(), v.array(named)])) });
const specialTokens = v.object({ bos_token: v.nullish(v.unknown()), eos_token: v.nullish(v.unknown()) });

/**
 * The checkpoint's chat template, from `chat_template.jinja`, `chat_template.json` or `tokenizer_config.json`, in
 * this order (processing_utils.py).
 *
 * Throws `missing-file` where there is none, `bad-json` where it is no Jinja; the template it returns throws
 * `bad-input` for messages it cannot render.
 */
export function createChatTemplate(files: ReadonlyMap<string, Uint8Array>): ChatTemplate {
  const [file, source] = findTemplate(files);
  let template: Template;
  try {
    // Python's capitalize also lowers the rest of the text, the library's does not.
    template = new Template(source.replaceAll(/\|\s*capitalize\b/g, '| lower | capitalize'));
  } catch (cause) {
    throw new VisplayError(
      'bad-json',
      `${file} holds a chat template that is not valid Jinja (${reason(cause)}).`,
      "Use the file that was saved with the model's weights.",
    );
  }
  const tokens = tokenTexts(files);
  return (messages, { addGenerationPrompt }) => {
    try {
      return template.render({ messages, add_generation_prompt: addGenerationPrompt, ...tokens });
    } catch (cause) {
      throw new VisplayError(
        'bad-input',
        `The chat template cannot render these messages (${reason(cause)}).`,
        'Give every message a role and at least one text or picture.',
      );
    }
  };
}

function findTemplate(files: ReadonlyMap<string, Uint8Array>): readonly [file: string, source: string] {
  const jinja = files.get('chat_template.jinja');
  if (jinja) return ['chat_template.jinja', new TextDecoder().decode(jinja)];
  for (const file of ['chat_template.json', 'tokenizer_config.json']) {
    const bytes = files.get(file);
    const parsed = bytes ? v.safeParse(holder, parseJsonObject(file, bytes)) : null;
    const found = parsed?.success ? parsed.output.chat_template : null;
    const source = Array.isArray(found) ? found.find(({ name }) => name === 'default')?.template : found;
    if (source) return [file, source];
  }
  throw new VisplayError(
    'missing-file',
    'The checkpoint has no chat template.',
    'Add chat_template.jinja or chat_template.json to the folder, or chat_template to tokenizer_config.json.',
  );
}

/** Texts of the special tokens that templates may write. */
function tokenTexts(files: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  const bytes = files.get('tokenizer_config.json');
  const parsed = bytes ? v.safeParse(specialTokens, parseJsonObject('tokenizer_config.json', bytes)) : null;
  const texts: Record<string, string> = {};
  for (const [key, token] of Object.entries(parsed?.success ? parsed.output : {})) {
    if (typeof token === 'string') texts[key] = token;
    else if (v.is(v.object({ content: v.string() }), token)) texts[key] = token.content;
  }
  return texts;
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
