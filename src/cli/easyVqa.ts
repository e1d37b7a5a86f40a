import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import type { Item } from '../experiment/measure.ts';
import type { Picture } from '../images/picture.ts';
import { seal } from '../world/gold.ts';
import { pictureAt } from './pictures.ts';

/** `[question, answer, number of the picture]` each. */
const questionsSchema = v.array(v.strictTuple([v.string(), v.string(), v.number()]));

/**
 * The test questions of easy-VQA in a data folder, `easy-vqa/test/questions.json` and `images/N.png`: pictures that the
 * project did not draw. Null where the folder is not there.
 * @throws VisplayError `easy-vqa` where it is there and incomplete.
 */
export async function easyVqaTest(data: string): Promise<readonly Item[] | null> {
  const folder = join(data, 'easy-vqa', 'test');
  if (!existsSync(folder)) return null;
  const questions = v.safeParse(
    questionsSchema,
    JSON.parse(await readFile(join(folder, 'questions.json'), 'utf8')),
  );
  if (!questions.success) throw incomplete(folder, 'questions.json holds no list of questions');
  const pictures = new Map<number, Picture>();
  for (const [, , number] of questions.output) {
    if (pictures.has(number)) continue;
    const file = join(folder, 'images', `${number}.png`);
    if (!existsSync(file)) throw incomplete(folder, `images/${number}.png is missing`);
    pictures.set(number, await pictureAt(file));
  }
  return questions.output.map(([question, answer, number], place) => ({
    id: `easy-vqa-${place}`,
    picture: pictures.get(number)!,
    question,
    type: null,
    gold: seal(answer),
  }));
}

const incomplete = (folder: string, what: string): VisplayError =>
  new VisplayError('easy-vqa', `${folder} is incomplete: ${what}.`, 'Name the data folder with --data.');
