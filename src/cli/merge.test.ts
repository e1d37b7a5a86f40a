import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandLine } from './commandLine.ts';

const fixtures = join(import.meta.dirname, '..', 'model', 'fixtures');
const complete = join(fixtures, 'complete');
const trained = join(fixtures, 'lora', 'trained');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visplay-'));
});
afterAll(() => rm(folder, { recursive: true }));

const said = async (...weights: string[]): Promise<{ tokens: number[]; logprobs: number[] }> => {
  const question = ['--image', join(fixtures, 'complete.png'), '--prompt', 'What is it?', '--whole'];
  const { stdout } = await commandLine(['vlm', ...weights, ...question, '--max-new-tokens', '6', '--backend', 'wasm', '--json']); // prettier-ignore
  return JSON.parse(stdout);
};

it('a merged checkpoint says what its base says with the adapter', async () => {
  const out = join(folder, 'merged');
  const { status } = await commandLine(['merge', '--model', complete, '--adapter', trained, '--out', out]);
  expect(status).toBe(0);
  expect(await readdir(out)).toEqual(expect.arrayContaining(['config.json', 'model.safetensors', 'tokenizer.json'])); // prettier-ignore
  const [plain, adapted, merged] = await Promise.all([
    said('--model', complete),
    said('--model', complete, '--adapter', trained),
    said('--model', out),
  ]);
  expect(merged.tokens).toEqual(adapted.tokens);
  // Products are added in another order.
  merged.logprobs.forEach((logprob, at) => expect(logprob).toBeCloseTo(adapted.logprobs[at]!, 4));
  expect(adapted.logprobs).not.toEqual(plain.logprobs);
  const again = await commandLine(['merge', '--model', complete, '--adapter', trained, '--out', out]);
  expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('exists already')]);
});

it('an adapter of another model is refused by its name, where it is merged and where it is asked', async () => {
  const other = join(folder, 'other');
  await cp(trained, other, { recursive: true });
  const config = join(other, 'adapter_config.json');
  const named = { base_model_name_or_path: 'HuggingFaceTB/SmolVLM-500M-Instruct' };
  await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(config, 'utf8')), ...named }));
  const weights = ['--model', complete, '--adapter', other];
  const out = join(folder, 'wrong');
  const image = ['--image', join(fixtures, 'complete.png'), '--prompt', 'What is it?', '--backend', 'wasm'];
  for (const args of [
    ['merge', ...weights, '--out', out],
    ['vlm', ...weights, ...image],
  ]) {
    const { status, stderr } = await commandLine(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining('was made for HuggingFaceTB/SmolVLM-500M-Instruct, and complete is chosen')]); // prettier-ignore
  }
  expect(await readdir(folder)).not.toContain('wrong');
});
