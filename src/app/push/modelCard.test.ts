import { expect, it, test } from 'vitest';
import { tinyHeader, tinyRun } from '../fixtures/tinyRun.ts';
import { foldAll } from '../session/fold.ts';
import { emptyRun } from '../session/runState.ts';
import { modelCard, settingsOf, sparkline } from './modelCard.ts';

const lines = foldAll(emptyRun, tinyRun);
const base = 'HuggingFaceTB/SmolVLM-256M-Instruct';
const facts = { role: 'reasoner', repo: 'me/evolved', form: 'adapter', base } as const;

it('says what a model is, where it came from, what it learned from and what came of it', () => {
  const card = modelCard(lines, facts);
  const [, front] = card.split('---\n');
  expect(front).toBe(
    `base_model: ${base}\nlicense: apache-2.0\nlibrary_name: peft\npipeline_tag: image-text-to-text\ntags:\n  - visplay\n  - self-play\n  - grpo\n  - lora\n`,
  );
  for (const text of [
    '# evolved',
    '| Seed | 7 |',
    '| Recipe | quick |',
    '3 pictures without labels',
    '"run.seed": 7',
  ])
    expect(card).toContain(text);
  for (const { result } of lines.evaluations) expect(card).toContain(`| ${result.suite} | ${result.n} |`);
  expect(card).toContain('PeftModel.from_pretrained(model, "me/evolved")');
  expect(card).toContain('`heldout/accuracy`');
});

it('says which adapter a run went on from', () => {
  const start = { adapter: 'trl', base, rank: 8, alpha: 16 };
  expect(modelCard(lines, facts)).not.toContain('Went on from');
  expect(modelCard({ ...lines, header: { ...lines.header!, start } }, facts)).toContain(
    '| Went on from | the adapter trl of rank 8 |',
  );
});

it('names no picture, and nothing of a run breaks its tables', () => {
  const { header } = lines;
  const device = { ...tinyHeader.device, adapter: 'a | b\n# c <script>' };
  const card = modelCard({ ...lines, header: { ...header!, device } }, facts);
  for (const { name, id } of tinyHeader.pictures) {
    expect(card).not.toContain(name);
    expect(card).not.toContain(`"${id}"`);
  }
  expect(card).not.toContain('<script>');
  expect(card).toMatch(/^\| Device \| a {3}b # c {2}script {2}\(wasm\) \|$/m);
});

it('loads a whole checkpoint without peft, and knows no licence of a base that it does not know', () => {
  const card = modelCard(lines, { ...facts, form: 'checkpoint', base: 'a/b' });
  expect(card).toContain('AutoModelForImageTextToText.from_pretrained("me/evolved")');
  expect(card).not.toContain('peft');
  expect(card).not.toContain('license:');
});

const cardOf = (model: { readonly name: string; readonly link?: string }): string =>
  modelCard(
    { ...lines, header: { ...lines.header!, model: { parameters: 1, ...model } } },
    { ...facts, base: null },
  );

it('claims a licence for the embedded model, and none for a folder or an address', () => {
  expect(cardOf({ name: 'nano' })).toContain('license: apache-2.0');
  for (const model of [
    { name: 'nano', link: 'folder:nano' },
    { name: 'mine', link: 'https://example.org/mine/' },
    { name: 'SmolVLM-256M-Instruct' },
  ])
    expect(cardOf(model)).not.toContain('license:');
});

const toldOf = (link: string): string =>
  JSON.stringify(settingsOf({ ...tinyHeader, model: { ...tinyHeader.model, link } }));

it('tells where a model lies of a hub alone, beside the settings', () => {
  expect(toldOf(`${base}@dev`)).toContain(`${base}@dev`);
  for (const link of ['https://example.org/mine/?key=secret', 'folder:divorce papers', './models/mine/'])
    expect(toldOf(link)).not.toContain('link');
  expect(settingsOf(tinyHeader)).toMatchObject({ preset: 'quick', config: { 'run.seed': 7 } });
});

test('a line is drawn from its lowest to its highest value', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([2, 2, 2])).toBe('▄▄▄');
  expect(sparkline(Array.from({ length: 1000 }, (_, at) => at))).toHaveLength(32);
});
