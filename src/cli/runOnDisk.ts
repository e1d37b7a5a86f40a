import type { Fault } from '../errors.ts';
import type { Picture } from '../images/picture.ts';
import type { Config } from '../loop/config.ts';
import { Drive } from '../loop/drive.ts';
import type { Role, RunHeader, StampedEvent } from '../loop/events.ts';
import { headerOf, newRun, restoredRun } from '../loop/newRun.ts';
import type { OpenModel } from '../loop/openModel.ts';
import type { Run } from '../loop/run.ts';
import { savedFolder } from '../loop/savedFolder.ts';
import { selfPlay } from '../loop/selfPlay.ts';
import { snapshot } from '../loop/snapshot.ts';
import type { StartingPoint } from '../loop/startingPoint.ts';
import type { FolderStore } from '../runs/folderStore.ts';
import { takeUp } from '../runs/resume.ts';
import { newRunId } from '../runs/runName.ts';
import { progressLine } from './progress.ts';
import { eventLine } from './eventLine.ts';

/** Seconds on a monotonic clock. */
const now = (): number => performance.now() / 1000;

/** A run about to be played. */
export interface Started {
  readonly run: Run;
  /** Number of the first event, and the seconds spent before it. */
  readonly sequence: number;
  readonly seconds: number;
}

export interface NewRun {
  readonly preset: string;
  readonly config: Config;
  readonly pictures: readonly Picture[];
  /** what the roles go on from instead of new adapters or the base */
  readonly start?: StartingPoint | null;
}

/** A new run, stored with its header. */
export async function begin(
  store: FolderStore,
  model: OpenModel,
  { preset, config, pictures, start = null }: NewRun,
): Promise<Started> {
  const runId = newRunId(config['run.seed'], new Date());
  const header = headerOf(model, { runId, preset, config, pictures, start: start?.start ?? null });
  const run = newRun(model, header, pictures, start?.adapters ?? null);
  await store.create(header);
  return { run, sequence: 0, seconds: 0 };
}

/** The stored run at its last checkpoint; at its start where it was stopped before the first. */
export async function takeUpRun(
  store: FolderStore,
  model: OpenModel,
  header: RunHeader,
  pictures: readonly Picture[],
  tell: (line: string) => void,
): Promise<Started> {
  const { runId } = header;
  if ((await store.latestCheckpoint(runId)) === null) {
    tell('The run stopped before its first checkpoint, so it begins again.');
    await store.rewind(runId, -1);
    return { run: newRun(model, header, pictures), sequence: 0, seconds: 0 };
  }
  const { checkpoint, notices } = await takeUp(store, runId);
  notices.forEach((notice: Fault) => tell(notice.said));
  const run = await restoredRun(model, checkpoint, pictures);
  return { run, sequence: checkpoint.sequence + 1, seconds: checkpoint.seconds };
}

/**
 * Plays the run to its end, or to Ctrl-C: events are written as they come, a checkpoint at every step boundary, and
 * both models after every round. A second Ctrl-C ends the process at once.
 */
export async function play(
  { run, sequence, seconds }: Started,
  store: FolderStore,
  model: OpenModel,
): Promise<'finished' | 'stopped'> {
  const { runId } = run.header;
  const line = progressLine();
  const sink = {
    async event(event: StampedEvent) {
      await store.appendEvents(runId, [event]);
      const text = eventLine(event);
      if (text !== null) line.show(text);
    },
    async boundary(last: StampedEvent) {
      if (last.kind === 'stage.end' && last.stage === 'C') {
        // Before the checkpoint: a run that is killed in between comes back to the step before and saves them again.
        await saveRole(run, store, model, last.round, 'questioner');
        await saveRole(run, store, model, last.round, 'reasoner');
      }
      await store.saveCheckpoint(runId, await snapshot(run, model.device, last));
    },
  };
  const drive = new Drive(selfPlay(run), sink, { sequence, seconds, now, begin: 'play' });
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts++;
    if (interrupts > 1) process.exit(130);
    line.end();
    process.stderr.write('Stopping after what is being computed; press Ctrl-C again to stop at once.\n');
    drive.stop();
  };
  process.on('SIGINT', interrupt);
  try {
    return await drive.finish();
  } finally {
    process.off('SIGINT', interrupt);
    line.end();
  }
}

async function saveRole(
  run: Run,
  store: FolderStore,
  model: OpenModel,
  round: number,
  role: Role,
): Promise<void> {
  await store.saveModel(round, role, await savedFolder(model, run.state[role]));
}
