import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { faultOf, VisplayError } from '../errors.ts';
import {
  arms,
  armsNamed,
  configOf,
  domainsOf,
  metric,
  reportedSeeds,
  tables,
  tuningSeeds,
  type Arm,
} from '../experiment/plan.ts';
import type { RunPlan } from '../experiment/summary.ts';
import { defaultConfig, differenceFrom } from '../loop/config.ts';
import { openModelAt, nano } from './model.ts';
import {
  asksForHelp,
  backendNamed,
  largestSeed,
  readOptions,
  required,
  usageError,
  wholeNumber,
} from './arguments.ts';
import { easyVqaTest } from './easyVqa.ts';
import { hashOfModel, measureBase } from './experimentBase.ts';
import { runExperiment, runFolder } from './experimentRun.ts';
import { progressLine } from './progress.ts';
import { settingsOf } from './settings.ts';

const width = Math.max(...arms.map(({ name }) => name.length));

const help = `Plays the arms of docs/evidence.md: draws the pool, lets the model evolve, and measures it before and after each round.

  npm run --silent experiment -- --arm NAME|all [--seed N] [--jobs N] [--out DIR] [--model DIR] [--data DIR]

  --arm NAME       an arm or a table of those below, or all
  --seed N         only this seed of the arm (default: all its seeds)
  --jobs N         runs side by side, each a process (default: 1)
  --out DIR        folder of the runs (default: evidence/runs)
  --model DIR      a Hugging Face folder (default: the embedded model)
  --data DIR       folder with easy-vqa/ (default: $VISPLAY_DATA, else ../shared/data)
  --backend NAME   auto, webgpu or wasm (default: auto)
  --keep           leaves events, checkpoints and models of each run in OUT/ARM-SEED/work
  --json           one JSON object on standard output: what became of each run

  To try things out, never to report; needs a folder of its own in --out:
  --tuning         pictures and questions of other seeds; --seed may be any
  --set key=value  changes one setting; may be repeated
  --rounds N       rounds of each run
  --questions N    questions per suite (default: ${metric.questions})
  --pictures N     pictures of a drawn pool

A finished run is not played again, and an interrupted one goes on from its checkpoint. Every run leaves
OUT/ARM-SEED/ with config.json, summary.json, marks.json.gz and events.jsonl.gz; the base is measured once, in OUT/base/.
Ctrl-C stops at the next event and exits with status 130.
${tables
  .map((table) => {
    const own = arms.filter((arm) => arm.table === table);
    const lines = own.map(({ name, sentence, rounds, seeds }) => {
      const volume = `${rounds} round${rounds > 1 ? 's' : ''}, seed${seeds.length > 1 ? 's' : ''} ${seeds.join(', ')}`;
      return `    ${name.padEnd(width)}  ${sentence} (${volume})`;
    });
    return `\n  ${table.replaceAll(' ', '-')}\n${lines.join('\n')}`;
  })
  .join('\n')}
`;

const options = {
  arm: { type: 'string' },
  seed: { type: 'string' },
  jobs: { type: 'string', default: '1' },
  out: { type: 'string' },
  model: { type: 'string' },
  data: { type: 'string' },
  backend: { type: 'string', default: 'auto' },
  keep: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  tuning: { type: 'boolean', default: false },
  set: { type: 'string', multiple: true },
  rounds: { type: 'string' },
  questions: { type: 'string' },
  pictures: { type: 'string' },
} as const;

const root = fileURLToPath(new URL('../..', import.meta.url));

type Outcome = 'finished' | 'stopped' | 'there' | 'failed';

export async function experiment(args: string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return 0;
  }
  const values = readOptions('experiment', options, args);
  const chosen = armsNamed(required('--arm', values.arm, 'NAME, or all'));
  if (chosen === undefined) {
    throw usageError(
      `There is no arm "${values.arm}".`,
      `It is all, ${tables.map((table) => table.replaceAll(' ', '-')).join(', ')}, or one of ${arms.map(({ name }) => name).join(', ')}.`,
    );
  }
  const { tuning } = values;
  const loose = (['set', 'rounds', 'questions', 'pictures'] as const).find(
    (flag) => values[flag] !== undefined,
  );
  if (loose !== undefined && !tuning) {
    throw usageError(
      `--${loose} would change the plan.`,
      'Add --tuning to try things out in a folder of its own.',
    );
  }
  if (tuning && values.out === undefined) {
    throw usageError('--tuning has no folder.', 'Name one with --out; evidence/runs is for reported runs.');
  }
  const backend = backendNamed(values.backend);
  const jobs = wholeNumber('--jobs', values.jobs, 1, 64);
  const seed = values.seed === undefined ? null : wholeNumber('--seed', values.seed, 0, largestSeed);
  const out = resolve(values.out ?? join('evidence', 'runs'));
  const data = values.data ?? process.env['VISPLAY_DATA'] ?? join(root, '..', 'shared', 'data');
  const questions = wholeNumber('--questions', values.questions ?? String(metric.questions), 1, 100_000);
  const directory = values.model ?? nano;
  const sha256 = await hashOfModel(directory);
  const model = await openModelAt(directory, backend);
  const seeds = tuning ? tuningSeeds : reportedSeeds;
  const plans = chosen.flatMap((arm) =>
    seedsOf(arm, seed, tuning).map((one): RunPlan => {
      const rounds = wholeNumber('--rounds', values.rounds ?? String(arm.rounds), 1, 20);
      const pictures = wholeNumber('--pictures', values.pictures ?? '0', 0, 5000);
      const config = settingsOf(values.set ?? [], { ...configOf(arm, one), 'run.rounds': rounds });
      return {
        format: 'visplay experiment',
        version: 1,
        arm: arm.name,
        seed: one,
        tuning,
        preset: arm.preset,
        difference: differenceFrom(config, defaultConfig),
        config,
        pool: arm.pool.kind === 'drawn' && pictures > 0 ? { ...arm.pool, count: pictures } : arm.pool,
        rounds: config['run.rounds'],
        domains: domainsOf(arm),
        seeds,
        questions,
        model: { name: model.name, sha256 },
      };
    }),
  );
  const line = progressLine();
  const tell = (text: string): void => line.show(text);
  await mkdir(join(out, 'base'), { recursive: true });
  const asking = { suites: metric.suites, questions, seed: seeds.suite, easyVqa: await easyVqaTest(data) };
  if (asking.easyVqa === null) tell(`There is no easy-vqa/test in ${data}: it is not measured.`);
  const outcomes: Record<string, Outcome> = {};
  if (jobs === 1) {
    for (const plan of plans) {
      const place = { out, data, model, asking, keep: values.keep, tell };
      const outcome = await runExperiment(plan, place).catch((thrown: unknown): Outcome => {
        // One of many that fails is said and kept as failed; the others are played.
        if (plans.length === 1 || (thrown instanceof VisplayError && thrown.code === 'usage')) throw thrown;
        process.stderr.write(`${faultOf(thrown).said}\n`);
        return 'failed';
      });
      outcomes[`${plan.arm}-${plan.seed}`] = outcome;
      line.end();
      process.stderr.write(`${said(outcome)}: ${runFolder(out, plan)}\n`);
      if (outcome === 'stopped') break;
    }
  } else {
    // Once, here: processes side by side would each measure it.
    const domains = [...new Set(plans.flatMap((plan) => plan.domains))];
    await measureBase(out, model, sha256, domains, asking, tell);
    const rest = [...plans];
    const own = ownFlags(args);
    // The cores are shared out, unless VISPLAY_THREADS says how many each takes; results do not depend on it.
    const threads = String(Math.max(1, Math.floor(availableParallelism() / jobs)));
    await Promise.all(
      Array.from({ length: Math.min(jobs, plans.length) }, async () => {
        for (let plan = rest.shift(); plan !== undefined; plan = rest.shift()) {
          const outcome = await apart(plan, [...own, '--out', out], threads);
          outcomes[`${plan.arm}-${plan.seed}`] = outcome;
          process.stderr.write(`${said(outcome)}: ${runFolder(out, plan)}\n`);
          if (outcome === 'stopped') rest.length = 0;
        }
      }),
    );
  }
  line.end();
  if (values.json) process.stdout.write(`${JSON.stringify({ out, runs: outcomes })}\n`);
  const all = Object.values(outcomes);
  return all.includes('failed') ? 1 : all.includes('stopped') ? 130 : 0;
}

const said = (outcome: Outcome): string =>
  ({
    finished: 'Finished',
    stopped: 'Stopped; the same command goes on',
    there: 'Finished before',
    failed: 'Failed',
  })[outcome];

/** @throws VisplayError `usage` for a seed that the plan does not have */
function seedsOf(arm: Arm, seed: number | null, tuning: boolean): readonly number[] {
  if (seed === null) return arm.seeds;
  if (tuning || arm.seeds.includes(seed)) return [seed];
  throw usageError(
    `${arm.name} is not played with seed ${seed}.`,
    `Its seeds are ${arm.seeds.join(', ')}; add --tuning to try another.`,
  );
}

/** The flags that a process for a single run takes over. */
function ownFlags(args: readonly string[]): string[] {
  const dropped = new Set(['--arm', '--seed', '--jobs', '--out']);
  const kept: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const flag = args[at]!;
    if (flag === '--json') continue;
    if (dropped.has(flag.split('=')[0]!)) at += flag.includes('=') ? 0 : 1;
    else kept.push(flag);
  }
  return kept;
}

/** Ctrl-C reaches the whole group: each process stops at its next event, and this one waits for them. */
const wait = (): void => undefined;

/** One run in a process of its own; what it says on standard error is passed on, each line under its name. */
function apart({ arm, seed }: RunPlan, flags: readonly string[], threads: string): Promise<Outcome> {
  const start = fileURLToPath(new URL('./start.mjs', import.meta.url));
  const args = [start, 'experiment', '--arm', arm, '--seed', String(seed), ...flags];
  return new Promise((resolveWith, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { VISPLAY_THREADS: threads, ...process.env },
    });
    process.on('SIGINT', wait);
    let rest = '';
    child.stderr.on('data', (part: Buffer) => {
      const lines = (rest + part.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) process.stderr.write(`${arm}-${seed}: ${text}\n`);
    });
    child.on('error', reject);
    child.on('close', (status, signal) => {
      process.off('SIGINT', wait);
      const stopped = status === 130 || signal === 'SIGINT';
      resolveWith(status === 0 ? 'finished' : stopped ? 'stopped' : 'failed');
    });
  });
}
