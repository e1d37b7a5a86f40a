import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import { checkQuestion, sceneOfPicture } from '../world/check.ts';
import { sampleCollection } from '../world/collection.ts';
import { shifted } from '../world/domain.ts';
import { seal } from '../world/gold.ts';
import { world } from './world.ts';

const GoldLine = v.object({
  file: v.string(),
  id: v.string(),
  domain: v.string(),
  scene: v.looseObject({ kind: v.string() }),
  questions: v.array(
    v.strictObject({ question: v.string(), type: v.string(), skill: v.string(), gold: v.string() }),
  ),
});

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'world-'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

describe('npm run world', () => {
  it('writes the pool pictures of the seed and what the world knows about them', async () => {
    const out = join(folder, 'deep', 'out');
    const status = await world(['--out', out, '--count', '12', '--seed', '7', '--domain', 'shifted-40']);
    expect(status).toBe(0);
    const lines = (await readFile(join(out, 'gold.jsonl'), 'utf8')).trimEnd().split('\n');
    const rows = lines.map((line) => v.parse(GoldLine, JSON.parse(line)));
    const pictures = sampleCollection({ domain: shifted(40), count: 12, seed: 7 });
    expect(rows.map((row) => row.id)).toEqual(pictures.map((picture) => picture.id));
    for (const [place, row] of rows.entries()) {
      const pixels = await sharp(join(out, row.file)).raw().toBuffer();
      expect(pixels.equals(pictures[place]!.rgb)).toBe(true);
      expect(row.questions.length).toBeGreaterThan(0);
      for (const { question, type, skill, gold } of row.questions) {
        const checked = checkQuestion(sceneOfPicture(row.id)!, question);
        expect(checked).toEqual({ wellPosed: true, type, skill, gold: seal(gold) });
      }
    }
    expect((await readdir(out)).length).toBe(13);
    expect(await readdir(join(folder, 'deep'))).toEqual(['out']);
  });

  it('takes an empty folder and refuses a full one', async () => {
    expect(await world(['--out', folder, '--count', '1', '--seed', '0'])).toBe(0);
    await expect(world(['--out', folder, '--count', '1', '--seed', '0'])).rejects.toThrow('is not empty');
    expect((await readdir(folder)).toSorted()).toEqual(['00000.png', 'gold.jsonl']);
  });

  it.each([
    [[], '--out is missing'],
    [['--out', 'OUT', '--seed', '1'], '--count is missing'],
    [['--out', 'OUT', '--count', '0', '--seed', '1'], '"0" is no value for --count'],
    [['--out', 'OUT', '--count', '1e3', '--seed', '1'], '"1e3" is no value for --count'],
    [['--out', 'OUT', '--count', '3', '--seed', '4294967296'], '"4294967296" is no value for --seed'],
    [['--out', 'OUT', '--count', '3', '--seed', '-1'], '--seed'],
    [['--out', 'OUT', '--count', '3', '--seed', '1', '--domain', 'dark'], 'There is no domain "dark"'],
    [['--out', 'OUT', '--count', '3', '--seed', '1', '--shape', 'round'], '--shape'],
    [['--out', 'FILE', '--count', '3', '--seed', '1'], 'is not a folder'],
    [['--out', 'FILE/deep', '--count', '3', '--seed', '1'], 'is not a folder'],
  ])('refuses %j and writes nothing', async (args, problem) => {
    await writeFile(join(folder, 'FILE'), 'a file');
    const placed = args.map((arg) => (/^(?:OUT|FILE)/.test(arg) ? join(folder, arg) : arg));
    await expect(world(placed)).rejects.toThrow(VisplayError);
    await expect(world(placed)).rejects.toThrow(problem);
    expect(await readdir(folder)).toEqual(['FILE']);
  });
});
