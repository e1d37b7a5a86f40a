import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from './main.ts';

const folder = await mkdtemp(join(tmpdir(), 'visplay-'));
const inside = (...names: string[]): string => join(folder, ...names);

beforeAll(async () => {
  await mkdir(inside('pictures'));
  await mkdir(inside('words'));
  await mkdir(inside('model'));
  await writeFile(inside('words', 'notes.txt'), 'no picture');
  await writeFile(inside('model', 'config.json'), '{"model_type":"llava"}');
  await writeFile(inside('cut.png'), Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0]));
  const red = { create: { width: 8, height: 8, channels: 3, background: 'red' } } as const;
  await sharp(red).png().toFile(inside('pictures', 'red.png'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The one line on standard error of a command that refuses its input: status 2, and nothing on standard output. */
async function refusal(...args: string[]): Promise<string> {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(await main(args)).toBe(2);
    expect(stdout).not.toHaveBeenCalled();
    const said = stderr.mock.calls.map(([text]) => text).join('');
    expect(said.split('\n')).toHaveLength(2);
    return said;
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

describe('vlm refuses', () => {
  const picture = ['--image', inside('pictures', 'red.png')];
  it.each([
    [['--prompt', 'Hi'], /^--image is missing\. Add --image FILE\./],
    [picture, /^--prompt is missing\. Add --prompt TEXT\./],
    [[...picture, '--prompt', 'Hi', '--model', inside('nowhere')], /config\.json/],
    [[...picture, '--prompt', 'Hi', '--model', inside('model')], /llava/],
    [
      [...picture, '--prompt', 'Hi', '--temperature', '-1'],
      /^"-1" is no value for --temperature\.|ambiguous/,
    ],
    [[...picture, '--prompt', 'Hi', '--max-new-tokens', '0'], /^"0" is no value for --max-new-tokens\./],
    [[...picture, '--prompt', 'Hi', '--backend', 'cuda'], /^There is no backend "cuda"\./],
    [['--image', inside('nowhere.png'), '--prompt', 'Hi'], /nowhere\.png does not exist or cannot be read\./],
    [['--image', inside('words', 'notes.txt'), '--prompt', 'Hi'], /notes\.txt/],
    [['--image', inside('cut.png'), '--prompt', 'Hi'], /cut\.png/],
    [['--pictures', 'x'], /^Unknown option '--pictures'\. The flags of vlm are --model, --image/],
  ])('%j', async (args, said) => {
    expect(await refusal('vlm', ...args)).toMatch(said);
  });
});

describe('evaluate refuses', () => {
  it.each([
    [['--suite', 'mmlu'], /^There is no suite "mmlu"\. It is one of general, multidiscipline, .*, or all\./],
    [['--domain', 'dark'], /^There is no domain "dark"\. It is clean, or one of shifted, palette/],
    [['--samples', '0'], /^"0" is no value for --samples\. It takes a whole number from 1/],
    [['--seed', 'x'], /^"x" is no value for --seed\./],
    [['--model', inside('nowhere')], /config\.json/],
  ])('%j', async (args, said) => {
    expect(await refusal('evaluate', ...args)).toMatch(said);
  });
});

describe('bench refuses', () => {
  it.each([
    [['--repeats', '0'], /^"0" is no value for --repeats\./],
    [['--backend', 'cpu'], /^There is no backend "cpu"\./],
  ])('%j', async (args, said) => {
    expect(await refusal('bench', ...args)).toMatch(said);
  });
});

describe('selfplay refuses', () => {
  const flags = ['--images', inside('pictures'), '--out', inside('out')];
  it.each([
    [['--out', inside('out')], /^--images is missing\./],
    [['--images', inside('pictures')], /^--out is missing\./],
    [[...flags, '--preset', 'best'], /^There is no preset "best"\. The presets are improved, /],
    [[...flags, '--set', 'run.seed'], /^"run\.seed" is no setting\. Write --set key=value/],
    [[...flags, '--set', 'grpo.klCoefficent=1'], /^There is no setting "grpo\.klCoefficent"\./],
    [
      [...flags, '--rounds', '99'],
      /^"99" is no value for run\.rounds\. It takes a whole number from 1 to 20\./,
    ],
    [[...flags, '--resume'], /out holds no run to resume\. Leave out --resume to start one\./],
    [['--images', inside('nowhere'), '--out', inside('out')], /nowhere does not exist or cannot be read\./],
    [
      ['--images', inside('words'), '--out', inside('out')],
      /Name a folder with PNG, JPEG, WebP, GIF or BMP pictures\./,
    ],
    [
      ['--images', inside('pictures'), '--out', inside('words')],
      /^The folder .*words holds something that is no run\./,
    ],
    [[...flags, '--model', inside('nowhere')], /config\.json/],
    [['--images', inside('pictures'), '--out', inside('cut.png', 'out')], /cut\.png/],
  ])('%j, and leaves nothing behind', async (args, said) => {
    expect(await refusal('selfplay', ...args)).toMatch(said);
    expect((await readdir(folder)).toSorted()).toEqual(['cut.png', 'model', 'pictures', 'words']);
    expect(await readdir(inside('words'))).toEqual(['notes.txt']);
  });
});
