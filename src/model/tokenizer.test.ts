import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createChatTemplate, type ChatMessage } from './chatTemplate.ts';
import { createTokenizer } from './tokenizer.ts';

interface Expected {
  readonly encoded: readonly { readonly text: string; readonly ids: number[] }[];
  readonly decoded: readonly { readonly ids: number[]; readonly text: string; readonly plain: string }[];
  readonly chats: readonly {
    readonly messages: readonly ChatMessage[];
    readonly addGenerationPrompt: boolean;
    readonly text: string;
    readonly ids: number[];
  }[];
}

const expected: Record<'smolvlm' | 'complete' | 'nano', Expected> = JSON.parse(
  readFileSync(new URL('fixtures/tokenizer.json', import.meta.url), 'utf8'),
);
const data = process.env['VISPLAY_DATA'] ?? new URL('../../../shared/data', import.meta.url).pathname;
const smolvlm = new URL(`file://${data}/smolvlm-256m-instruct/`);
const complete = new URL('fixtures/complete/', import.meta.url);
const nano = new URL('../../public/models/nano/', import.meta.url);

const filesOf = (folder: URL): Map<string, Uint8Array> =>
  new Map(
    readdirSync(folder)
      .filter((file) => !file.endsWith('.safetensors'))
      .map((file) => [file, new Uint8Array(readFileSync(new URL(file, folder)))]),
  );

describe.each([
  ['complete', complete],
  ['nano', nano],
  ['smolvlm', smolvlm],
] as const)('%s', (name, folder) => {
  describe.skipIf(!existsSync(folder))('as Python (SmolVLM needs ../shared/data)', () => {
    const { encoded, decoded, chats } = expected[name];

    it('encodes every text to the same ids', () => {
      const tokenizer = createTokenizer(filesOf(folder));
      const wrong = encoded.filter(({ text, ids }) => tokenizer.encode(text).join() !== ids.join());
      expect(wrong).toEqual([]);
      expect(encoded.length).toBeGreaterThan(300);
    });

    it('decodes ids to the same text, with and without special tokens', () => {
      const tokenizer = createTokenizer(filesOf(folder));
      const wrong = decoded.filter(
        ({ ids, text, plain }) =>
          tokenizer.decode(ids, { keepSpecialTokens: true }) !== text || tokenizer.decode(ids) !== plain,
      );
      expect(wrong).toEqual([]);
    });

    it('renders chats to the same text and ids', () => {
      const tokenizer = createTokenizer(filesOf(folder));
      const template = createChatTemplate(filesOf(folder));
      for (const { messages, addGenerationPrompt, text, ids } of chats) {
        expect(template(messages, { addGenerationPrompt })).toBe(text);
        expect(tokenizer.encode(text)).toEqual(ids);
      }
    });
  });
});
