import { mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { randomAt } from '../world/address.ts';
import { type Domain, domainNamed, domainText } from '../world/domain.ts';
import { paint } from '../world/paint.ts';
import { OPERATIONS } from '../world/program.ts';
import { drawProgram, skillsOf } from '../world/questions.ts';
import { run } from '../world/run.ts';
import { type Scene, sceneAt } from '../world/scene.ts';
import { question } from '../world/wording.ts';

const USAGE = 'npm run --silent world -- --out DIR --count N --seed N [--domain clean|shifted|shifted-35]';

/** File names have five digits. */
const MOST_PICTURES = 100_000;

interface Request {
  readonly out: string;
  readonly count: number;
  readonly seed: number;
  readonly domain: Domain;
}

/**
 * Writes world pictures of the pool split as PNG and their scene graphs, questions and gold answers as `gold.jsonl`.
 * The folder appears at once and complete, or not at all. Returns the exit status: 0, or 2 for bad input.
 */
export async function world(args: string[]): Promise<number> {
  const request = readRequest(args);
  if (typeof request === 'string') return refuse(request);
  const out = resolve(request.out);
  const problem = await whyNot(out);
  if (problem !== undefined) return refuse(problem);
  await mkdir(dirname(out), { recursive: true });
  const unfinished = await mkdtemp(join(dirname(out), `.${basename(out)}-`));
  const cleanUp = async (): Promise<void> => rm(unfinished, { recursive: true, force: true });
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

function refuse(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return 2;
}

/** The request, or one line that says what is wrong with it and what to do. */
function readRequest(args: string[]): Request | string {
  let values: { out?: string; count?: string; seed?: string; domain?: string };
  try {
    ({ values } = parseArgs({
      args,
      options: {
        out: { type: 'string' },
        count: { type: 'string' },
        seed: { type: 'string' },
        domain: { type: 'string' },
      },
    }));
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    return `${said.replaceAll(/\s+/g, ' ')}; use: ${USAGE}`;
  }
  if (values.out === undefined || values.out === '') return `--out is missing; use: ${USAGE}`;
  const count = wholeNumber(values.count, 1, MOST_PICTURES);
  if (count === undefined) return wrongNumber('--count', values.count, 1, MOST_PICTURES);
  const seed = wholeNumber(values.seed, 0, 0xffffffff);
  if (seed === undefined) return wrongNumber('--seed', values.seed, 0, 0xffffffff);
  const domain = domainNamed(values.domain ?? 'clean');
  if (domain === undefined) {
    return `--domain ${values.domain} is not known; take clean, shifted, or shifted-N with N from 1 to 100.`;
  }
  return { out: values.out, count, seed, domain };
}

function wholeNumber(text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= low && value <= high ? value : undefined;
}

function wrongNumber(name: string, text: string | undefined, low: number, high: number): string {
  const said = text === undefined ? `${name} is missing` : `${name} ${text} is out of range`;
  return `${said}; give a whole number from ${low} to ${high}.`;
}

/** Why nothing can be written to this folder; undefined when it is absent or empty. */
async function whyNot(out: string): Promise<string | undefined> {
  try {
    const entries = await readdir(out);
    return entries.length === 0 ? undefined : `${out} is not empty; name a new folder or empty it first.`;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') return `${out} is not a folder; name a new folder.`;
    return `${out} cannot be read (${String(code)}); name a folder that can be written.`;
  }
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
  return skillsOf(scene.kind).flatMap((skill) => {
    const program = drawProgram(scene, skill, random);
    if (program === undefined) return [];
    const outcome = run(program, scene);
    if (!outcome.wellPosed) return [];
    return [{ question: question(program), type: OPERATIONS[program.op].type, skill, gold: outcome.answer }];
  });
}
