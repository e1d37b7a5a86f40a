import { mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { VisplayError } from '../errors.ts';
import { randomAt } from '../world/address.ts';
import { type Domain, domainNamed, domainText, SHIFTS } from '../world/domain.ts';
import { paint } from '../world/paint.ts';
import { typeOf } from '../world/program.ts';
import { drawProgram, skillsOf } from '../world/questions.ts';
import { run } from '../world/run.ts';
import { type Scene, sceneAt } from '../world/scene.ts';
import { question } from '../world/wording.ts';
import { asksForHelp, readOptions, required, usageError, wholeNumber } from './arguments.ts';

const help = `Draws pictures of the pool split and says what is in them.

npm run --silent world -- --out DIR --count N --seed N [--domain NAME]

  --out DIR      folder to make; it must be absent or empty
  --count N      number of pictures, 1 to 100000
  --seed N       0 to 4294967295; another seed draws other pictures
  --domain NAME  clean (default), or ${SHIFTS.join(', ')}, each with -N from 1 to 100

Writes OUT/00000.png and so on, and OUT/gold.jsonl: per picture a line with its scene graph and, for each skill it has,
a question with its type and gold answer.
`;

/** File names have five digits. */
const MOST_PICTURES = 100_000;

interface Request {
  readonly out: string;
  readonly count: number;
  readonly seed: number;
  readonly domain: Domain;
}

/**
 * Writes world pictures as PNG and their scene graphs, questions and gold answers as `gold.jsonl`. The folder appears
 * at once and complete, or not at all.
 * @throws VisplayError `usage` for bad flags, `out` for a folder that cannot take the pictures
 */
export async function world(args: string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return 0;
  }
  const request = readRequest(args);
  const { out } = request;
  await checkFree(out);
  const unfinished = await startFolder(out);
  const cleanUp = (): Promise<void> => rm(unfinished, { recursive: true, force: true });
  const interrupted = (): void => {
    void cleanUp().then(() => process.exit(130));
  };
  process.once('SIGINT', interrupted);
  try {
    await writePictures(unfinished, request);
    // An empty folder of that name may be there already; not every system renames over it.
    await rmdir(out).catch(() => undefined);
    await rename(unfinished, out);
  } finally {
    process.off('SIGINT', interrupted);
    await cleanUp();
  }
  process.stderr.write(`${request.count} pictures and gold.jsonl are in ${out}.\n`);
  return 0;
}

function readRequest(args: string[]): Request {
  const values = readOptions(
    'world',
    {
      out: { type: 'string' },
      count: { type: 'string' },
      seed: { type: 'string' },
      domain: { type: 'string' },
    },
    args,
  );
  const out = resolve(required('--out', values.out, 'DIR'));
  const count = wholeNumber('--count', required('--count', values.count, 'N'), 1, MOST_PICTURES);
  const seed = wholeNumber('--seed', required('--seed', values.seed, 'N'), 0, 0xffffffff);
  const domain = domainNamed(values.domain ?? 'clean');
  if (domain !== undefined) return { out, count, seed, domain };
  throw usageError(
    `There is no domain "${values.domain}".`,
    `It is clean, or one of ${SHIFTS.join(', ')}, each with -N from 1 to 100.`,
  );
}

/** The folder in which the pictures gather, beside the one that will appear. */
async function startFolder(out: string): Promise<string> {
  try {
    await mkdir(dirname(out), { recursive: true });
    return await mkdtemp(join(dirname(out), `.${basename(out)}-`));
  } catch (thrown) {
    throw new VisplayError(
      'out',
      `${out} cannot be made (${codeOf(thrown)}).`,
      'Name a folder that can be written.',
    );
  }
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
}

/** @throws VisplayError `out` unless the folder is absent or empty */
async function checkFree(out: string): Promise<void> {
  try {
    if ((await readdir(out)).length === 0) return;
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'ENOENT') return;
    if (code === 'ENOTDIR') throw new VisplayError('out', `${out} is not a folder.`, 'Name a new folder.');
    throw new VisplayError('out', `${out} cannot be read (${code}).`, 'Name a folder that can be written.');
  }
  throw new VisplayError('out', `${out} is not empty.`, 'Name a new folder or empty this one first.');
}

async function writePictures(folder: string, { count, seed, domain }: Request): Promise<void> {
  const lines: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const scene = sceneAt({ split: 'pool', seed, index });
    const picture = paint(scene, domain);
    const file = `${String(index).padStart(5, '0')}.png`;
    const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
    await sharp(picture.rgb, { raw }).png().toFile(join(folder, file));
    const { address: _, ...graph } = scene;
    const questions = questionsOf(scene);
    lines.push(JSON.stringify({ file, id: picture.id, domain: domainText(domain), scene: graph, questions }));
  }
  await writeFile(join(folder, 'gold.jsonl'), `${lines.join('\n')}\n`);
}

/** One well-posed question for each skill that the picture can ask for, with its gold answer. */
function questionsOf(scene: Scene): object[] {
  const random = randomAt(scene.address, 'questions');
  return skillsOf(scene).flatMap((skill) => {
    const program = drawProgram(scene, skill, random);
    if (program === undefined) return [];
    const outcome = run(program, scene);
    if (!outcome.wellPosed) return [];
    return [{ question: question(program), type: typeOf(program), skill, gold: outcome.answer }];
  });
}
