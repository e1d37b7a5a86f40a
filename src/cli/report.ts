import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import { Evidence, type RecordedRun } from '../experiment/evidence.ts';
import { evidencePage } from '../experiment/report.ts';
import { readBase, readPlan, readRounds, readSummary, type BaseSummary } from '../experiment/summary.ts';
import { alarmsIn } from '../loop/alarms.ts';
import { writeWhole } from '../runs/atomicWrite.ts';
import { decodeEvents } from '../runs/eventLog.ts';
import { asksForHelp, readOptions, usageError } from './arguments.ts';

const help = `Writes the page of the evidence from the runs of the command experiment.

  npm run --silent report -- [--runs DIR] [--out FILE] [--json]

  --runs DIR   folder of the runs (default: evidence/runs)
  --out FILE   the page (default: docs/evidence.md); its plots go to a folder evidence beside it
  --json       one JSON object on standard output: what was written, and how many runs it tells of

Runs that tried things out (--tuning) are left out unless there are no others; every other run that was started is told of.
`;

const options = {
  runs: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export async function report(args: string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return 0;
  }
  const values = readOptions('report', options, args);
  const folder = resolve(values.runs ?? join('evidence', 'runs'));
  const out = resolve(values.out ?? join('docs', 'evidence.md'));
  const all = await recordedRuns(folder);
  const reported = all.filter(({ plan }) => !plan.tuning);
  const runs = reported.length > 0 ? reported : all;
  const [first] = runs;
  if (first === undefined) {
    throw usageError(
      `${folder} holds no run.`,
      'Play one first: npm run --silent experiment -- --arm improved.',
    );
  }
  const { model, seeds, questions } = first.plan;
  const other = runs.find(
    ({ plan }) =>
      plan.model.sha256 !== model.sha256 || plan.seeds.suite !== seeds.suite || plan.questions !== questions,
  );
  if (other !== undefined) {
    throw new VisplayError(
      'mixed-runs',
      `${basename(runFolderOf(first))} and ${basename(runFolderOf(other))} are of different models or suites.`,
      'Keep the runs of one model in a folder, and name it with --runs.',
    );
  }
  const bases = (await baseSummaries(join(folder, 'base'))).filter(
    (base) => base.model.sha256 === model.sha256 && base.seed === seeds.suite && base.questions === questions,
  );
  const page = evidencePage(new Evidence(runs, bases));
  const plotFolder = join(dirname(out), 'evidence');
  await mkdir(plotFolder, { recursive: true });
  for (const [name, svg] of page.plots) await writeWhole(join(plotFolder, name), svg);
  await writeWhole(out, page.markdown);
  if (values.json) {
    const finished = runs.filter(({ summary }) => summary !== null).length;
    const written = [out, ...[...page.plots.keys()].map((name) => join(plotFolder, name))];
    process.stdout.write(`${JSON.stringify({ started: runs.length, finished, written })}\n`);
  }
  process.stderr.write(`${out} tells of ${runs.length} runs.\n`);
  return 0;
}

const runFolderOf = ({ plan }: RecordedRun): string => `${plan.arm}-${plan.seed}`;

const faultSchema = v.object({ code: v.string(), said: v.string(), fix: v.string() });

/** Every folder that a run was started in, in the order of their names. */
async function recordedRuns(folder: string): Promise<RecordedRun[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).toSorted();
  const runs: RecordedRun[] = [];
  for (const name of names) {
    const at = (file: string): string => join(folder, name, file);
    if (!existsSync(at('config.json'))) continue;
    const text = async (file: string): Promise<string> => readFile(at(file), 'utf8');
    const unpacked = async (file: string): Promise<string> => gunzipSync(await readFile(at(file))).toString();
    const plan = readPlan(await text('config.json'), at('config.json'));
    const done = existsSync(at('summary.json'));
    runs.push({
      plan,
      summary: done ? readSummary(await text('summary.json'), at('summary.json')) : null,
      rounds: done ? readRounds(await unpacked('marks.json.gz'), at('marks.json.gz')) : [],
      failure: existsSync(at('failure.json'))
        ? v.parse(faultSchema, JSON.parse(await text('failure.json')))
        : null,
      alarms: done ? alarmsIn(decodeEvents(await unpacked('events.jsonl.gz')).events) : [],
    });
  }
  return runs;
}

async function baseSummaries(folder: string): Promise<BaseSummary[]> {
  if (!existsSync(folder)) return [];
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(
    files.map(async (name) => readBase(await readFile(join(folder, name), 'utf8'), join(folder, name))),
  );
}
