import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../images/picture.ts';
import type { ChatMessage } from './chatTemplate.ts';
import { parseConfig } from './config.ts';
import { createProcessor, type Processor } from './processor.ts';

interface Case {
  readonly messages: readonly ChatMessage[];
  readonly sizes: readonly (readonly [number, number])[];
  readonly split: boolean;
  readonly tiles: number;
  /** run-length coded: id, count, ... */
  readonly ids: readonly number[];
}

const cases: Record<'smolvlm' | 'complete' | 'nano', readonly Case[]> = JSON.parse(
  readFileSync(new URL('fixtures/processor.json', import.meta.url), 'utf8'),
);
const data = process.env['VISPLAY_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const folders = {
  complete: fileURLToPath(new URL('fixtures/complete', import.meta.url)),
  nano: fileURLToPath(new URL('../../public/models/nano', import.meta.url)),
  smolvlm: `${data}/smolvlm-256m-instruct`,
};
const bytesOf = (content: string) => new TextEncoder().encode(content);
const text = (value: unknown) => bytesOf(JSON.stringify(value));

/** The processor of a folder, with some files changed or taken away (null). */
function open(folder: string, changes: Readonly<Record<string, Uint8Array | null>> = {}): Processor {
  const files = new Map<string, Uint8Array>();
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.json') || file.endsWith('.jinja'))
      files.set(file, new Uint8Array(readFileSync(`${folder}/${file}`)));
  }
  for (const [file, content] of Object.entries(changes)) {
    if (content) files.set(file, content);
    else files.delete(file);
  }
  return createProcessor({
    config: parseConfig(JSON.parse(new TextDecoder().decode(files.get('config.json')))),
    files,
  });
}

function read(folder: string, file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
}

const blank = (width: number, height: number): Picture => ({
  id: `${width}x${height}`,
  name: 'blank',
  width,
  height,
  rgb: new Uint8Array(width * height * 3),
});

const unroll = (runs: readonly number[]): number[] =>
  runs.flatMap((id, i) => (i % 2 === 0 ? Array<number>(runs[i + 1]!).fill(id) : []));

describe.each(['complete', 'nano', 'smolvlm'] as const)('createProcessor on %s', (name) => {
  it.skipIf(!existsSync(folders[name]))(
    'lays out pictures and text as Idefics3Processor (SmolVLM needs ../shared/data)',
    () => {
      const processor = open(folders[name]);
      for (const { messages, sizes, split, tiles, ids } of cases[name]) {
        const cut = sizes.map(([width, height]) => processor.cut(blank(width, height), split));
        expect(cut.reduce((sum, picture) => sum + picture.tiles.length, 0)).toBe(tiles);
        expect(processor.encode(messages, cut)).toEqual(unroll(ids));
      }
    },
  );
});

describe('createProcessor', () => {
  const folder = folders.complete;
  const config = read(folder, 'config.json');
  const settings = read(folder, 'processor_config.json');
  const tokenizerConfig = read(folder, 'tokenizer_config.json');
  const together = 'Use the files that were saved together with the weights.';

  it('knows how answers end and rows are filled', () => {
    const { tokenizer } = open(folder);
    expect(tokenizer.eosIds).toEqual([tokenizer.idOf('<end_of_utterance>')]);
    expect(tokenizer.padId).toBe(tokenizer.idOf('<|im_end|>'));
    expect(tokenizer.size).toBe(320);
    const listed = open(folder, { 'generation_config.json': text({ eos_token_id: [15, 2] }) });
    expect(listed.tokenizer.eosIds).toEqual([15, 2]);
    const unlisted = open(folder, { 'generation_config.json': null });
    expect(unlisted.tokenizer.eosIds).toEqual([15]);
    const objects = { ...tokenizerConfig, pad_token: { content: '<|endoftext|>', lstrip: false } };
    expect(open(folder, { 'tokenizer_config.json': text(objects) }).tokenizer.padId).toBe(0);
  });

  it('takes control tokens out of text that a model wrote, however they are nested', () => {
    const { tokenizer } = open(folder);
    expect(tokenizer.withoutSpecialTokens('a <image>b<end_of_utterance>')).toBe('a b');
    expect(tokenizer.withoutSpecialTokens('<ima<image>ge>?')).toBe('?');
    expect(tokenizer.decode([])).toBe('');
    // Added tokens that are no control tokens are text like any other.
    const nano = open(folders.nano).tokenizer;
    expect(nano.withoutSpecialTokens('<question>a<image></question> \\boxed{3}')).toBe(
      '<question>a</question> \\boxed{3}',
    );
  });

  it('refuses places and pictures that do not match', () => {
    const processor = open(folder);
    const messages: ChatMessage[] = [
      { role: 'user', content: [{ type: 'image' }, { type: 'text', text: 'Say <image>!' }] },
    ];
    expect(() => processor.encode(messages, [{ rows: 0, columns: 0 }])).toThrow(
      'The conversation has 2 places for pictures, and 1 pictures were given. ' +
        'Give one picture for every image part, and keep the text <image> out of the messages.',
    );
    const strict = bytesOf("{{ raise_exception('roles must alternate') }}");
    expect(() => open(folder, { 'chat_template.jinja': strict }).encode([], [])).toThrow(
      'The chat template cannot render these messages (roles must alternate). Give every message a role and at least one text or picture.',
    );
  });

  it.each([
    [
      { 'config.json': text({ ...config, image_token_id: 5 }) },
      'config.json says that <image> is token 5, and tokenizer.json says 14',
    ],
    [
      {
        'config.json': text({
          ...config,
          text_config: { ...Object(config['text_config']), vocab_size: 300 },
        }),
      },
      'tokenizer.json has 320 tokens, and the model 300',
    ],
    [
      {
        'processor_config.json': text({
          ...settings,
          image_processor: { max_image_size: { longest_edge: 64 } },
        }),
      },
      'the image processor makes tiles of 64 pixels, and the vision tower takes 32',
    ],
    [
      { 'processor_config.json': text({ ...settings, image_seq_len: 169 }) },
      'processor_config.json says 169 image tokens a tile, and config.json implies 4',
    ],
  ])('refuses files that do not belong together %#', (changes, what) => {
    expect(() => open(folder, changes)).toThrow(
      `The files of this checkpoint do not belong together: ${what}. ${together}`,
    );
  });

  it.each<[Readonly<Record<string, Uint8Array | null>>, string]>([
    [{ 'tokenizer.json': null }, 'The checkpoint has no tokenizer.json. Add the file to the folder.'],
    [{ 'tokenizer.json': text([]) }, 'tokenizer.json is not a JSON object. Download or copy the file again.'],
    [
      { 'tokenizer.json': text({ model: { type: 'Nonsense' } }) },
      'tokenizer.json describes no tokenizer that can be run here (',
    ],
    [
      {
        'tokenizer_config.json': text({ ...tokenizerConfig, eos_token: '<none>' }),
        'generation_config.json': null,
      },
      "tokenizer_config.json names no eos_token of the vocabulary. Use the file that was saved with the model's weights.",
    ],
    [{ 'tokenizer_config.json': text({ eos_token: 3 }) }, 'tokenizer_config.json is not valid at eos_token'],
    [
      { 'chat_template.jinja': null },
      'The checkpoint has no chat template. Add chat_template.jinja or chat_template.json to the folder, or chat_template to tokenizer_config.json.',
    ],
    [
      { 'chat_template.jinja': bytesOf('{% for %}') },
      'chat_template.jinja holds a chat template that is not valid Jinja (',
    ],
  ])('refuses a tokenizer or template it cannot use %#', (changes, sentence) => {
    expect(() => open(folder, changes)).toThrow(sentence);
  });

  it('finds the chat template wherever versions of transformers put it', () => {
    const messages: ChatMessage[] = [{ role: 'user', content: [{ type: 'text', text: 'x' }] }];
    const render = (changes: Readonly<Record<string, Uint8Array | null>>) =>
      open(folder, { 'chat_template.jinja': null, ...changes }).chatTemplate(messages, {
        addGenerationPrompt: true,
      });
    const inConfig = (value: unknown) => text({ ...tokenizerConfig, chat_template: value });
    expect(
      render({ 'chat_template.json': text({ chat_template: 'A' }), 'tokenizer_config.json': inConfig('B') }),
    ).toBe('A');
    expect(render({ 'tokenizer_config.json': inConfig('B{{ eos_token }}') })).toBe('B<end_of_utterance>');
    const named = [
      { name: 'tool_use', template: 'T' },
      { name: 'default', template: 'D' },
    ];
    expect(render({ 'tokenizer_config.json': inConfig(named) })).toBe('D');
  });
});
