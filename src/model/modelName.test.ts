import { expect, it } from 'vitest';
import { modelName } from './modelName.ts';

it.each([
  ['public/models/nano/', 'nano'],
  ['./nano', 'nano'],
  ['C:\\models\\SmolVLM-256M-Instruct', 'SmolVLM-256M-Instruct'],
  ['HuggingFaceTB/SmolVLM-256M-Instruct', 'SmolVLM-256M-Instruct'],
  ['https://example.org/me/tiny/resolve/main/', 'tiny'],
  [
    '/home/me/.cache/huggingface/hub/models--HuggingFaceTB--SmolVLM-256M-Instruct/snapshots/7e3e67edbbed1bf9888184d9df282b700a323964/',
    'SmolVLM-256M-Instruct',
  ],
  ['hub/models--gpt2/snapshots/607a30d', 'gpt2'],
  ['my/snapshots/newest', 'newest'],
])('%s is called %s', (folder, name) => {
  expect(modelName(folder)).toBe(name);
});
