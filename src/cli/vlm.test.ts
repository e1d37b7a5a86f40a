import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandLine } from './commandLine.ts';

const fixtures = join(import.meta.dirname, '..', 'model', 'fixtures');
const complete = ['--model', join(fixtures, 'complete'), '--image', join(fixtures, 'complete.png')];

/** What transformers says of the tiny checkpoint (tools/fixtures). */
interface Expected {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly logprobs: readonly number[];
  readonly promptTokens: number;
  readonly imageTokens: number;
}

async function expected(): Promise<{ prompt: string; split: Expected }> {
  return JSON.parse(await readFile(join(fixtures, 'complete.json'), 'utf8'));
}

it('answers as transformers does, with one JSON object and nothing else on standard output', async () => {
  const { prompt, split } = await expected();
  const flags = ['--max-new-tokens', String(split.tokens.length), '--backend', 'wasm', '--json'];
  const { status, stdout, stderr } = await commandLine(['vlm', ...complete, '--prompt', prompt, ...flags]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  const said = JSON.parse(stdout);
  expect(Object.keys(said)).toEqual([
    'text',
    'tokens',
    'logprobs',
    'promptTokens',
    'imageTokens',
    'backend',
    'adapter',
    'tokensPerSecond',
  ]);
  const { text, tokens, promptTokens, imageTokens } = split;
  expect(said).toMatchObject({ text, tokens, promptTokens, imageTokens, backend: 'wasm' });
  // Both add in float32, in another order.
  said.logprobs.forEach((logprob: number, index: number) => {
    expect(logprob).toBeCloseTo(split.logprobs[index]!, 4);
  });
  expect(said.tokensPerSecond).toBeGreaterThan(0);
});

it('ends before a stop text, and refuses packed weights where products read none', async () => {
  const { prompt, split } = await expected();
  const flags = ['--prompt', prompt, '--backend', 'wasm', '--json'];
  const [stop = ''] = /[!-,.-~]{2}/.exec(split.text) ?? [];
  const { stdout } = await commandLine([
    'vlm',
    ...complete,
    ...flags,
    '--stop',
    'never said',
    '--stop',
    stop,
  ]);
  const { text, tokens } = JSON.parse(stdout);
  expect(text).toBe(split.text.slice(0, split.text.indexOf(stop)));
  expect(split.tokens.slice(0, tokens.length)).toEqual(tokens);
  const { status, stderr } = await commandLine(['vlm', ...complete, ...flags, '--pack', '4bit']);
  expect(status).toBe(2);
  expect(stderr).toContain('--pack 4bit is for WebGPU');
});

it('draws the same answer from the same seed, and another from another', async () => {
  const flags = ['--temperature', '1', '--max-new-tokens', '12', '--backend', 'wasm', '--seed'];
  const [first, again, other] = await Promise.all(
    ['1', '1', '2'].map((seed) =>
      commandLine(['vlm', ...complete, '--prompt', 'What is it?', ...flags, seed]),
    ),
  );
  expect([first!.status, again!.status, other!.status]).toEqual([0, 0, 0]);
  expect(again!.stdout).toBe(first!.stdout);
  expect(other!.stdout).not.toBe(first!.stdout);
});

it('explains its flags', async () => {
  const { status, stdout } = await commandLine(['vlm', '--help']);
  expect(status).toBe(0);
  for (const flag of ['--image', '--prompt', '--model', '--json']) expect(stdout).toContain(flag);
});
