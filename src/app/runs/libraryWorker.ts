/** Runs at rest, read and written beside the page: decoding, checking and packing a long run takes seconds. */
import { faultOf, VisplayError } from '../../errors.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../runs/checkpoint.ts';
import { decodeEvents } from '../../runs/eventLog.ts';
import { opfsStore } from '../../runs/opfsStore.ts';
import { packRun, unpackRun } from '../../runs/runFile.ts';
import { forgetThumbnails, keepThumbnails, thumbnailBytes } from '../../runs/thumbnailShelf.ts';
import type { RunStore } from '../../runs/store.ts';
import { hasWeights } from '../../runs/storedRun.ts';
import type { StampedEvent } from '../../loop/events.ts';
import { foldAll } from '../session/fold.ts';
import { unzipped } from '../session/recordings.ts';
import { emptyRun } from '../session/runState.ts';
import type {
  LibraryReply,
  LibraryRequest,
  LinesOf,
  ListedRun,
  PackExtras,
  RunLines,
  RunSizes,
  TakenRun,
} from './libraryCalls.ts';
import type { Numbered } from '../workerDesk.ts';

/** The name of the checkpoint in a `.visplay` file, from which a run can be resumed and asked. */
const checkpointName = 'resume.ckpt';

let opened: Promise<RunStore> | null = null;
/** The worker that trains says what is wrong with the storage; here it is only read and added to. */
const store = (): Promise<RunStore> => (opened ??= opfsStore(() => undefined));

async function list(): Promise<readonly ListedRun[]> {
  const runs = await store();
  const listed = await runs.list();
  return Promise.all(
    listed.map(async (run) => {
      const { runId } = run.header;
      const [own, small] = await Promise.all([runs.bytes(runId), thumbnailBytes(runId).catch(() => 0)]);
      return Object.assign({}, run, { bytes: own + small, weights: hasWeights(run, own) });
    }),
  );
}

function linesOf(events: readonly StampedEvent[]): RunLines {
  const { header, series, evaluations, tick, seconds, tokens, end, alerts } = foldAll(emptyRun, events);
  return { header, series, evaluations, tick, seconds, tokens, end, alerts };
}

async function lines(of: LinesOf): Promise<RunLines> {
  if ('runId' in of) return linesOf((await (await store()).readEvents(of.runId)).events);
  const answer = await fetch(of.url);
  if (!answer.ok)
    throw new VisplayError('recording', 'This recording is not there.', 'Compare runs of your own.');
  return linesOf(decodeEvents(await unzipped(answer)).events);
}

async function measure(runId: string): Promise<RunSizes> {
  const runs = await store();
  const { events } = await runs.readEvents(runId);
  const last = await runs.latestCheckpoint(runId);
  const parts = last === null ? null : encodeCheckpoint(last.checkpoint);
  return {
    events: packRun(events).length,
    checkpoint: parts?.reduce((sum, { length }) => sum + length, 0) ?? null,
  };
}

async function pack(runId: string, { checkpoint, thumbnails }: PackExtras): Promise<Blob> {
  const runs = await store();
  const { events } = await runs.readEvents(runId);
  const last = checkpoint ? await runs.latestCheckpoint(runId) : null;
  const parts = last === null ? null : await new Blob(encodeCheckpoint(last.checkpoint)).arrayBuffer();
  const checkpoints = new Map(parts === null ? [] : [[checkpointName, new Uint8Array(parts)]]);
  return new Blob([packRun(events, { checkpoints, thumbnails })], { type: 'application/zip' });
}

async function take(file: File): Promise<TakenRun> {
  const { header, events, checkpoints, thumbnails, notice } = unpackRun(
    new Uint8Array(await file.arrayBuffer()),
  );
  const runs = await store();
  const { runId } = header;
  const known = (await runs.list()).some((run) => run.header.runId === runId);
  if (!known) {
    await runs.create(header, true);
    await runs.appendEvents(runId, events);
    const last = checkpoints.get(checkpointName);
    if (last !== undefined) await runs.saveCheckpoint(runId, decodeCheckpoint(new Uint8Array(last)));
  }
  // Where there is no room for them, the run is whole without.
  if (thumbnails.size > 0) await keepThumbnails(runId, thumbnails).catch(() => undefined);
  return { header, known, notice };
}

async function answer(request: LibraryRequest): Promise<LibraryReply> {
  switch (request.kind) {
    case 'list':
      return { kind: 'list', runs: await list() };
    case 'lines':
      return { kind: 'lines', lines: await lines(request.of) };
    case 'measure':
      return { kind: 'measure', sizes: await measure(request.runId) };
    case 'pack':
      return { kind: 'pack', file: await pack(request.runId, request) };
    case 'take':
      return { kind: 'take', taken: await take(request.file) };
    case 'remove':
      await (await store()).delete(request.runId);
      await forgetThumbnails(request.runId).catch(() => undefined);
      return { kind: 'remove' };
    default:
      return request satisfies never;
  }
}

const reply = (message: Numbered<LibraryReply>): void => self.postMessage(message, { transfer: [] });

self.addEventListener('message', ({ data }: MessageEvent<Numbered<LibraryRequest>>) => {
  answer(data)
    .catch((thrown: unknown): LibraryReply => ({ kind: 'fault', fault: faultOf(thrown) }))
    .then((it) => reply({ ...it, id: data.id }))
    // What cannot be sent, such as a file beyond the memory, is a fault as well.
    .catch((thrown: unknown) => reply({ kind: 'fault', fault: faultOf(thrown), id: data.id }));
});
