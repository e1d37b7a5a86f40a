import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import type { Role, RunHeader, StampedEvent } from '../loop/events.ts';
import { removeHalves, writeWhole, writeWholeFolder } from './atomicWrite.ts';
import { diskFolder, orMissing } from './diskFolder.ts';
import { decodeEvents, encodeEvents, type EventLog } from './eventLog.ts';
import { stringifyExact } from './exactJson.ts';
import { runHeaderSchema } from './eventSchema.ts';
import { loadGeneration, saveGeneration } from './generations.ts';
import { isMeasured, metricsCsv } from './metricsCsv.ts';
import { reportBuilder, type RunReport } from './report.ts';
import type { RunStore, StoredRun } from './store.ts';
import { emptyRun, grown, runExists, runMissing } from './storedRun.ts';

/** A run store that is one folder and holds one run, for the command line. */
export interface FolderStore extends RunStore {
  /** The run in the folder; null where there is none yet. */
  readonly runId: string | null;
  report(): RunReport | null;
  /** Saves a role's weights after a round as `checkpoints/round-K/ROLE/`, a Hugging Face folder of `files`. */
  saveModel(round: number, role: Role, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
}

/**
 * ```
 * OUT/config.json     the run's header: settings, model, device, pictures
 * OUT/events.jsonl    everything that the run said
 * OUT/metrics.csv     its numbers          } derived from the events at every checkpoint and at the end
 * OUT/report.json     the run on one page  }
 * OUT/checkpoints/latest/          where to resume, two generations
 * OUT/checkpoints/round-K/ROLE/    Hugging Face folders
 * ```
 * Files are replaced as a whole; events are appended, and a half-written last line is dropped on the way back in.
 * @throws VisplayError `out-occupied` where the folder holds something that is no run, `out-unusable` where it cannot
 * be read or made; what `decodeEvents` throws.
 */
export async function openFolderStore(out: string): Promise<FolderStore> {
  const paths = {
    config: join(out, 'config.json'),
    events: join(out, 'events.jsonl'),
    metrics: join(out, 'metrics.csv'),
    report: join(out, 'report.json'),
    checkpoints: join(out, 'checkpoints'),
  };
  const latest = diskFolder(join(paths.checkpoints, 'latest'));
  const entries = await orMissing(() => readdir(out), []).catch((thrown: unknown) => {
    throw unusable(out, thrown);
  });
  let run: StoredRun | null = null;
  let report = reportBuilder();
  let numbers: StampedEvent[] = [];

  const readLog = async (): Promise<EventLog> =>
    decodeEvents(await orMissing(() => readFile(paths.events, 'utf8'), ''));

  const held = (runId: string): StoredRun => {
    if (run === null || run.header.runId !== runId) throw runMissing(runId);
    return run;
  };

  const add = (events: readonly StampedEvent[]): void => {
    for (const event of events) report.add(event);
    numbers.push(...events.filter((event) => event.kind === 'run.start' || isMeasured(event)));
  };

  const take = (header: RunHeader, events: readonly StampedEvent[]): void => {
    run = grown(emptyRun(header, 'disk'), events, Buffer.byteLength(encodeEvents(events)));
    report = reportBuilder();
    numbers = [];
    add(events);
  };

  const writeDerived = async (): Promise<void> => {
    await writeWhole(paths.metrics, metricsCsv(numbers));
    const page = report.report();
    if (page === null) await rm(paths.report, { force: true });
    else await writeWhole(paths.report, `${stringifyExact(page, 2)}\n`);
  };

  if (entries.length > 0) {
    await removeHalves(out);
    const { events } = await readLog();
    const start = events[0];
    if (start?.kind === 'run.start') take(start.header, events);
    else if (!(await neverStarted(entries, paths.config))) {
      throw new VisplayError(
        'out-occupied',
        `The folder ${out} holds something that is no run.`,
        'Name a folder that is empty or does not exist yet.',
      );
    }
  }

  return {
    get runId() {
      return run?.header.runId ?? null;
    },
    report: () => report.report(),

    async list() {
      return run === null ? [] : [run];
    },

    async create(header) {
      if (run !== null) throw runExists(run.header.runId);
      try {
        await mkdir(out, { recursive: true });
        await writeWhole(paths.config, `${JSON.stringify(header, null, 2)}\n`);
        await writeFile(paths.events, '');
      } catch (thrown) {
        throw unusable(out, thrown);
      }
      take(header, []);
    },

    async appendEvents(runId, events) {
      const jsonl = encodeEvents(events);
      const next = grown(held(runId), events, Buffer.byteLength(jsonl));
      await appendFile(paths.events, jsonl);
      run = next;
      add(events);
      if (events.some((event) => event.kind === 'run.end')) await writeDerived();
    },

    async readEvents(runId) {
      held(runId);
      return readLog();
    },

    async rewind(runId, sequence) {
      const { header } = held(runId);
      const { events, notice } = await readLog();
      const keep = events.filter((event) => event.sequence <= sequence);
      if (keep.length < events.length || notice !== null) await writeWhole(paths.events, encodeEvents(keep));
      take(header, keep);
      await writeDerived();
    },

    async saveCheckpoint(runId, checkpoint) {
      held(runId);
      await saveGeneration(latest, checkpoint);
      await writeDerived();
    },

    latestCheckpoint: async (runId) => loadGeneration(latest, held(runId).lastSequence),

    async bytes(runId) {
      return held(runId).eventBytes + (await latest.bytes());
    },

    async delete(runId) {
      held(runId);
      await Promise.all([
        ...[paths.config, paths.events, paths.metrics, paths.report].map((path) => rm(path, { force: true })),
        rm(paths.checkpoints, { recursive: true, force: true }),
      ]);
      run = null;
    },

    async estimate() {
      return { usedBytes: null, roomBytes: null };
    },

    async saveModel(round, role, files) {
      const folder = join(paths.checkpoints, `round-${round}`, role);
      await mkdir(dirname(folder), { recursive: true });
      await writeWholeFolder(folder, async (aside) => {
        await mkdir(aside);
        for (const [name, bytes] of files) await writeFile(join(aside, name), bytes);
      });
    },
  };
}

function unusable(out: string, cause: unknown): VisplayError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new VisplayError(
    'out-unusable',
    `The folder ${out} cannot be used: ${why}.`,
    'Name one that can be written.',
    { cause },
  );
}

/** True for a folder in which a run was created and said nothing yet. */
async function neverStarted(entries: readonly string[], config: string): Promise<boolean> {
  if (entries.some((name) => name !== 'config.json' && name !== 'events.jsonl')) return false;
  try {
    return v.is(runHeaderSchema, JSON.parse(await readFile(config, 'utf8')));
  } catch {
    return false;
  }
}
