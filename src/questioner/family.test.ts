import { expect, test } from 'vitest';
import { promptFamilyOf, stopTexts } from './family.ts';
import { parseQuestion } from './parse.ts';
import { questionerPrompt } from './prompt.ts';

const end = ['<end_of_utterance>'];

test('the files of a checkpoint decide how it is asked', () => {
  const family = (promptStyle: string | null, endTokens: readonly string[], width: number): string =>
    promptFamilyOf({ promptStyle, endTokens, width });
  // SmolVLM-256M, 500M and 2.2B, and their second generation.
  for (const width of [576, 960, 2048]) expect(family(null, end, width)).toBe('smolvlm');
  // SmolVLM's generation_config.json has one end token; fine-tunes add others.
  expect(family(null, ['<|im_end|>', ...end], 576)).toBe('smolvlm');
  // Idefics3-8B.
  expect(family(null, end, 4096)).toBe('instruct');
  expect(family(null, ['</s>'], 576)).toBe('instruct');
  // What config.json says stands; what it cannot mean does not.
  expect(family('nano', end, 96)).toBe('nano');
  expect(family('instruct', end, 576)).toBe('instruct');
  expect(family('constructor', end, 576)).toBe('smolvlm');
});

test('stop texts leave the block that was asked for whole, and end what follows it', () => {
  const blocks = ['<type>numerical</type>\n<question>How many?</question>\n<answer>3</answer>', 'Type: numerical\nQuestion: How many?\nAnswer: 3']; // prettier-ignore
  const over = (text: string, role: 'questioner' | 'reasoner'): boolean =>
    stopTexts('smolvlm', role).some((stop) => text.includes(stop));
  for (const block of blocks) {
    expect(over(block, 'questioner')).toBe(false);
    expect(over(`${block}\n${block}`, 'questioner')).toBe(true);
    expect(over(`${block}\nUser: and`, 'questioner')).toBe(true);
  }
  expect(over('There are three.\nAnswer: 3', 'reasoner')).toBe(false);
  expect(over('Answer: 3\nQuestion: How', 'reasoner')).toBe(true);
  for (const family of ['nano', 'instruct'] as const) expect(stopTexts(family, 'reasoner')).toEqual([]);
});

test('who copies the form that a SmolVLM is shown has asked nothing', () => {
  const prompt = questionerPrompt('smolvlm');
  const copied = prompt.slice(prompt.indexOf('<type>'));
  expect(parseQuestion(copied, { strict: false, family: 'smolvlm' }).status).toBe('empty question');
  expect(parseQuestion(copied.replace('...', 'numerical'), { strict: true, family: 'smolvlm' }).status).toBe(
    'ok',
  );
});
