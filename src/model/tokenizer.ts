import { Tokenizer as TokenizerModel } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import { parseJsonObject } from './folder.ts';

/** Text to ids and back, as the checkpoint's `tokenizer.json` says. */
export interface Tokenizer {
  /** Ids of a text; special tokens written in it (`<image>`) become their ids, none are added. */
  encode(text: string): number[];
  /** Text of ids; bytes that are no UTF-8 yet become U+FFFD. Special tokens are left out unless asked for. */
  decode(ids: readonly number[], options?: { readonly keepSpecialTokens?: boolean }): string;
  /** Id of a token as it is written in the vocabulary. */
  idOf(token: string): number | undefined;
  /** The text without anything that `encode` would take for a special token: for text that a model or person wrote. */
  withoutSpecialTokens(text: string): string;
  /** one more than the highest id */
  readonly size: number;
  /** ids that end an answer (`generation_config.json`, else the tokenizer's `eos_token`) */
  readonly eosIds: readonly number[];
  /** id that fills rows of a batch */
  readonly padId: number;
}

// A special token is a text, or an object with it (transformers 4).
const tokenSchema = v.union([
  v.string(),
  v.pipe(
    v.object({ content: v.string() }),
    v.transform((t) => t.content),
  ),
]);
const tokenizerConfigSchema = v.object({
  clean_up_tokenization_spaces: v.nullish(v.boolean()),
  eos_token: v.nullish(tokenSchema),
  pad_token: v.nullish(tokenSchema),
});
const idSchema = v.pipe(v.number(), v.integer(), v.minValue(0));
const generationSchema = v.object({
  eos_token_id: v.nullish(v.union([idSchema, v.array(idSchema)])),
  pad_token_id: v.nullish(idSchema),
});

/**
 * Tokenizer of a checkpoint from its files.
 *
 * Throws `missing-file`, or `bad-json` where `tokenizer.json` or `tokenizer_config.json` is not what it should be.
 */
export function createTokenizer(files: ReadonlyMap<string, Uint8Array>): Tokenizer {
  const tokenizerJson = required(files, 'tokenizer.json');
  const configJson = required(files, 'tokenizer_config.json');
  const config = parse('tokenizer_config.json', tokenizerConfigSchema, configJson);
  const generationBytes = files.get('generation_config.json');
  const generation = generationBytes
    ? parse(
        'generation_config.json',
        generationSchema,
        parseJsonObject('generation_config.json', generationBytes),
      )
    : {};
  let model: TokenizerModel;
  try {
    model = new TokenizerModel(asPython(tokenizerJson), configJson);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw badFile('tokenizer.json', `describes no tokenizer that can be run here (${why})`);
  }
  const specialTexts: string[] = [];
  for (const token of model.get_added_tokens_decoder().values()) {
    if (token.special) specialTexts.push(token.content);
  }
  const idOf = (token: string | null | undefined) =>
    token === null || token === undefined ? undefined : model.token_to_id(token);
  const eosIds = [generation.eos_token_id ?? idOf(config.eos_token) ?? []].flat();
  if (eosIds.length === 0) throw badFile('tokenizer_config.json', 'names no eos_token of the vocabulary');

  return {
    encode: (text) => model.encode(text, { add_special_tokens: false }).ids,
    decode: (ids, { keepSpecialTokens = false } = {}) =>
      // The library refuses an empty list.
      ids.length === 0
        ? ''
        : model.decode([...ids], {
            skip_special_tokens: !keepSpecialTokens,
            // transformers 5 cleans up only where it is told to
            clean_up_tokenization_spaces: config.clean_up_tokenization_spaces ?? false,
          }),
    idOf: (token) => model.token_to_id(token),
    withoutSpecialTokens: (text) => without(text, specialTexts),
    size: 1 + [...model.get_vocab().values()].reduce((highest, id) => Math.max(highest, id), -1),
    eosIds,
    padId: idOf(config.pad_token) ?? generation.pad_token_id ?? eosIds[0]!,
  };
}

// What Python's tokenizers match, spelled out: the library's own Digits knows only the digits 0 to 9, and its
// ByteLevel takes U+FEFF for a space and U+0085 for none. Its Split translates \\s as Python means it.
const byteLevelPattern = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;
const preTokenizerSchema = v.looseObject({
  type: v.string(),
  pretokenizers: v.optional(v.array(v.unknown())),
  individual_digits: v.optional(v.boolean()),
  add_prefix_space: v.optional(v.boolean()),
  use_regex: v.optional(v.boolean()),
});

/** The same tokenizer, with the pre-tokenizers that the library runs differently from Python put as patterns. */
function asPython(tokenizerJson: Record<string, unknown>): Record<string, unknown> {
  return { ...tokenizerJson, pre_tokenizer: preTokenizerAsPython(tokenizerJson['pre_tokenizer']) };
}

function preTokenizerAsPython(json: unknown): unknown {
  if (!v.is(preTokenizerSchema, json)) return json;
  if (json.type === 'Sequence')
    return { ...json, pretokenizers: json.pretokenizers?.map(preTokenizerAsPython) };
  if (json.type === 'Digits') return split(json.individual_digits ? String.raw`\p{N}` : String.raw`\p{N}+`);
  if (json.type === 'ByteLevel' && json.use_regex !== false && !json.add_prefix_space) {
    return { type: 'Sequence', pretokenizers: [split(byteLevelPattern), { ...json, use_regex: false }] };
  }
  return json;
}

function split(pattern: string): unknown {
  return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false };
}

/** Taking one token out may put together another one, so this goes on until nothing changes. */
function without(text: string, tokens: readonly string[]): string {
  let previous: string;
  let current = text;
  do {
    previous = current;
    for (const token of tokens) current = current.replaceAll(token, '');
  } while (current !== previous);
  return current;
}

function required(files: ReadonlyMap<string, Uint8Array>, file: string): Record<string, unknown> {
  const bytes = files.get(file);
  if (bytes) return parseJsonObject(file, bytes);
  throw new VisplayError('missing-file', `The checkpoint has no ${file}.`, 'Add the file to the folder.');
}

function parse<S extends v.GenericSchema>(file: string, schema: S, json: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  throw badFile(
    file,
    `is not valid at ${v.getDotPath(parsed.issues[0]) ?? 'the top'} (${parsed.issues[0].message})`,
  );
}

function badFile(file: string, what: string): VisplayError {
  return new VisplayError(
    'bad-json',
    `${file} ${what}.`,
    "Use the file that was saved with the model's weights.",
  );
}
