/** The loop in a Web Worker: takes commands, says messages (`protocol.ts`). It owns the device, the model and the stored runs. */
import { faultOf, VisplayError, type Fault } from '../errors.ts';
import { opfsShelf } from '../hub/opfsShelf.ts';
import { storedFolder } from '../hub/stored.ts';
import type { Picture } from '../images/picture.ts';
import { fileFolder, urlFolder, type CheckpointFolder } from '../model/folder.ts';
import { zipSync } from 'fflate';
import { opfsStore } from '../runs/opfsStore.ts';
import { takeUp } from '../runs/resume.ts';
import type { RunStore } from '../runs/store.ts';
import type { Packing, WeightSet } from '../model/weights.ts';
import { browserPlatform } from '../tensor/browserPlatform.ts';
import { openDevice } from '../tensor/device.ts';
import { DeviceLostError } from '../tensor/deviceError.ts';
import { usualBudget } from '../tensor/memory.ts';
import { fittingPacking } from './deviceFit.ts';
import { Drive } from './drive.ts';
import type { StampedEvent } from './events.ts';
import { closeModel, openModel, type OpenModel } from './openModel.ts';
import type { Pace } from './pace.ts';
import { disposeRun, headerOf, newRun, restoredRun } from './newRun.ts';
import { lookedInto } from './observe.ts';
import type {
  AdapterSource,
  Asking,
  Command,
  Granularity,
  Message,
  ModelSource,
  PackingChoice,
  Speaker,
  WorkerState,
} from './protocol.ts';
import type { Run } from './run.ts';
import { mergedFolder, savedFolder } from './savedFolder.ts';
import { selfPlay } from './selfPlay.ts';
import { roleAtRest, snapshot } from './snapshot.ts';
import { speak } from './speak.ts';
import { adapterFolders, checkStart, readStart, type StartingPoint } from './startingPoint.ts';

/** A device that is lost this often without a finished step in between is not tried again. */
const patience = 3;

const say = (message: Message, transfer: Transferable[] = []): void => postMessage(message, { transfer });
const fault = (it: Fault, fatal = false): void => say({ kind: 'fault', fault: it, fatal });

let opened: Extract<Command, { kind: 'open' }> | null = null;
let model: OpenModel | null = null;
let run: Run | null = null;
let drive: Drive | null = null;
let store: RunStore | null = null;
let losses = 0;
/** How far a run goes that is only being started. */
let firstAdvance: Granularity | null = null;
let pace: Pace = 'normal';

function enter(state: WorkerState): void {
  say({ kind: 'state', state });
}

async function runs(): Promise<RunStore> {
  store ??= await opfsStore((it) => fault(it));
  return store;
}

async function folderOf(source: ModelSource): Promise<CheckpointFolder> {
  if (source.kind === 'files') return { ...fileFolder(source.files), name: source.name };
  if (source.kind === 'stored') return storedFolder(opfsShelf().files(source.folder));
  // The bundled worker lies in assets/, beside models/; the development server serves both from the root.
  const embedded = new URL(import.meta.env.DEV ? '/models/nano/' : '../models/nano/', self.location.href);
  return urlFolder(source.kind === 'url' ? source.url : embedded.href);
}

/** What comes with the page or from its address is taken as it is; what is at hand is looked at first. */
async function packingOf(
  { kind }: ModelSource,
  folder: CheckpointFolder,
  backend: 'webgpu' | 'wasm',
  packing: PackingChoice,
): Promise<Packing> {
  if (kind === 'embedded' || (kind === 'url' && packing === 'auto')) return 'exact';
  const weights = await folder.open('model.safetensors');
  return fittingPacking(folder, weights?.size ?? null, { backend, budget: usualBudget(), packing });
}

async function open(command: Extract<Command, { kind: 'open' }>): Promise<OpenModel> {
  enter('opening');
  await endRun();
  opened = command;
  if (model) closeModel(model);
  model = null;
  const device = await openDevice({ backend: command.backend, platform: browserPlatform });
  const { backend, adapter, reason } = device;
  const folder = await folderOf(command.model);
  const packing = await packingOf(command.model, folder, backend, command.packing ?? 'auto');
  const loading = (file: string, loadedBytes: number, totalBytes: number): void =>
    say({ kind: 'opening', file, loadedBytes, totalBytes });
  // What is saved of it says which repository it came from.
  const hubId = command.model.kind === 'stored' ? folder.name : null;
  model = { ...(await openModel(folder, device, loading, packing)), hubId };
  const { name, base } = model;
  say({
    kind: 'opened',
    device: { backend, adapter },
    model: { name, parameters: base.size },
    notice: reason,
  });
  enter('ready');
  return model;
}

function ready(): OpenModel {
  if (model) return model;
  throw new VisplayError(
    'no-model',
    'No model is loaded yet.',
    'Load one first: the embedded model needs no download.',
  );
}

/** What the newest run went on from: until its first checkpoint it can only be begun with that again. */
let begun: { readonly runId: string; readonly from: StartingPoint } | null = null;

/** Adapters that were given, read and found to be of the model that is open. */
async function startFrom(source: AdapterSource): Promise<StartingPoint> {
  const from = await readStart(source.name, adapterFolders(source));
  checkStart(from, ready());
  return from;
}

async function start({
  runId,
  preset,
  config,
  pictures,
  adapter = null,
}: Extract<Command, { kind: 'start' }>): Promise<void> {
  const using = ready();
  const from = adapter === null ? null : await startFrom(adapter);
  const link = opened?.link ?? null;
  const header = headerOf(using, { runId, preset, config, pictures, link, start: from?.start ?? null });
  await endRun();
  run = lookedInto(newRun(using, header, pictures, from?.adapters ?? null));
  begun = from === null ? null : { runId, from };
  const into = await runs();
  await into.create(header);
  await play(run, 0, 0, firstAdvance === null ? 'play' : 'pause');
}

async function resume(runId: string, pictures: readonly Picture[], begin: 'play' | 'pause'): Promise<void> {
  const using = ready();
  await endRun();
  const into = await runs();
  const stored = (await into.list()).find(({ header }) => header.runId === runId);
  const taken = await takeUp(into, runId).catch((thrown: unknown) => {
    if (thrown instanceof VisplayError && thrown.code === 'checkpoint-none') return null;
    throw thrown;
  });
  if (taken === null && stored !== undefined) {
    // It broke off before its first step was done: the same seed and settings repeat what it had begun.
    await into.rewind(runId, -1);
    const adapters = begun?.runId === runId ? begun.from.adapters : null;
    run = lookedInto(newRun(using, stored.header, pictures, adapters));
    await play(run, 0, 0, begin);
  } else if (taken !== null) {
    for (const notice of taken.notices) fault(notice);
    run = lookedInto(await restoredRun(using, taken.checkpoint, pictures));
    await play(run, taken.checkpoint.sequence + 1, taken.checkpoint.seconds, begin);
  }
}

/** Runs until the end, a stop or a fault. Events are stored with the checkpoint that they lead to, never after it. */
async function play(playing: Run, sequence: number, seconds: number, begin: 'play' | 'pause'): Promise<void> {
  const { runId } = playing.header;
  const into = await runs();
  let unstored: StampedEvent[] = [];
  const store = async (): Promise<void> => {
    const batch = unstored;
    unstored = [];
    await into.appendEvents(runId, batch);
  };
  const sink = {
    event(event: StampedEvent) {
      unstored.push(event);
      say({ kind: 'event', runId, event });
    },
    async boundary(last: StampedEvent) {
      await store();
      await into.saveCheckpoint(runId, await snapshot(playing, ready().device, last));
      losses = 0;
      await exportWaiting();
      await answerWaiting();
      say({ kind: 'checkpointed', runId, sequence: last.sequence });
    },
  };
  const driving = new Drive(selfPlay(playing), sink, {
    sequence,
    seconds,
    now: () => performance.now() / 1000,
    begin,
    pace,
  });
  drive = driving;
  if (firstAdvance !== null) driving.advance(firstAdvance);
  firstAdvance = null;
  enter(begin === 'play' ? 'running' : 'paused');
  try {
    await driving.finish((held) => enter(held ? 'paused' : 'running'));
    await store();
    enter('ended');
    drive = null;
  } catch (thrown) {
    drive = null;
    await failed(thrown, runId, driving.held ? 'pause' : 'play');
  } finally {
    await exportWaiting();
    await answerWaiting();
  }
}

/** A lost device is opened again and the run taken up at its last checkpoint; anything else stops it with its sentence. */
async function failed(thrown: unknown, runId: string, begin: 'play' | 'pause'): Promise<void> {
  losses += 1;
  if (!(thrown instanceof DeviceLostError) || losses >= patience || opened === null) {
    fault(faultOf(thrown), true);
    enter('failed');
    return;
  }
  fault({
    code: 'device-lost',
    said: `${thrown.said} Everything up to the last finished step is safe.`,
    fix: 'The run continues from there on a fresh device.',
  });
  const pictures = run?.pictures ?? [];
  await open(opened);
  await resume(runId, pictures, begin);
}

/** Stops what runs now, if anything, and frees its tensors. */
async function endRun(): Promise<void> {
  if (drive) {
    drive.stop();
    await ended;
  }
  if (run) disposeRun(run);
  run = null;
}

type Export = Extract<Command, { kind: 'export weights' }>;

/** Weights that were asked for. A run in the middle of an update is let to its next boundary first. */
const waiting: Export[] = [];

async function exportWaiting(): Promise<void> {
  for (let asking = waiting.shift(); asking !== undefined; asking = waiting.shift()) {
    await exportWeights(asking).catch((thrown: unknown) => fault(faultOf(thrown)));
  }
}

/** A merged checkpoint with more weights than this is saved in 16 bits: in 32 it would be as large as a zip can be. */
const mostInFull = 100e6;

async function exportWeights({ role, runId, merged = false }: Export): Promise<void> {
  const using = ready();
  const { weights, dispose } =
    runId === undefined
      ? atHand(run?.state[role] ?? using.base)
      : await weightsOf({ kind: 'role', role, runId });
  try {
    const dtype = using.base.size > mostInFull ? 'F16' : 'F32';
    const folder = merged ? await mergedFolder(using, weights, dtype) : await savedFolder(using, weights);
    // Stored, not deflated: weights do not compress.
    const zip = zipSync(Object.fromEntries(folder), { level: 0 });
    say({ kind: 'weights', role, zip }, [zip.buffer]);
  } finally {
    dispose();
  }
}

/** What was asked and not answered yet, in order. */
const asked: Asking[] = [];
let answering = false;

async function answerWaiting(): Promise<void> {
  if (answering) return;
  answering = true;
  for (let asking = asked.shift(); asking !== undefined; asking = asked.shift()) {
    const { id } = asking;
    await answer(asking).catch((thrown: unknown) => say({ kind: 'not spoken', id, fault: faultOf(thrown) }));
  }
  answering = false;
}

async function answer(asking: Asking): Promise<void> {
  const { id } = asking;
  const speaking = await weightsOf(asking.speaker);
  try {
    const spoken = await speak(ready(), speaking.weights, asking, (text) =>
      say({ kind: 'saying', id, text }),
    );
    say({ kind: 'spoken', spoken });
  } finally {
    speaking.dispose();
  }
}

const atHand = (weights: WeightSet) => ({ weights, dispose: () => undefined });

/** The weights of whoever is asked: at hand, or from the last checkpoint of a stored run. */
async function weightsOf(
  speaker: Speaker,
): Promise<{ readonly weights: WeightSet; readonly dispose: () => void }> {
  const { base } = ready();
  if (speaker.kind === 'base') return atHand(base);
  if (speaker.kind === 'adapter') {
    const { adapters } = await startFrom(speaker.adapter);
    const weights = base.adapted(adapters[speaker.role]);
    return { weights, dispose: () => weights.dispose() };
  }
  const { runId, role } = speaker;
  if (run?.header.runId === runId) return atHand(run.state[role]);
  const recovered = await (await runs()).latestCheckpoint(runId);
  if (recovered === null) {
    throw new VisplayError(
      'checkpoint-none',
      'This run has no checkpoint here, so its weights cannot be asked.',
      'Ask one that was trained in this browser, or import its whole .visplay file.',
    );
  }
  const weights = await roleAtRest(base, recovered.checkpoint, role);
  return { weights, dispose: () => weights.dispose() };
}

/** Settles when the run that is being played has ended. */
let ended: Promise<void> = Promise.resolve();

function begin(running: Promise<void>): void {
  ended = running.catch((thrown: unknown) => {
    fault(faultOf(thrown), true);
    enter(model ? 'ready' : 'failed');
  });
}

function handle(command: Command): void {
  switch (command.kind) {
    case 'open':
      begin(open(command).then(() => undefined));
      break;
    case 'start':
      begin(start(command));
      break;
    case 'resume':
      begin(resume(command.runId, command.pictures, 'play'));
      break;
    case 'play':
      drive?.play();
      break;
    case 'pause':
      if (drive && !drive.held) enter('pausing');
      drive?.pause();
      break;
    case 'advance':
      if (drive) drive.advance(command.by);
      else firstAdvance = command.by;
      break;
    case 'stop':
      drive?.stop();
      break;
    case 'pace':
      pace = command.pace;
      if (drive) drive.pace = pace;
      break;
    case 'tell only':
    case 'rewind':
      // A live run cannot be told again.
      break;
    case 'export weights':
      waiting.push(command);
      if (drive === null || drive.held) void exportWaiting();
      break;
    case 'ask':
      asked.push(command.asking);
      if (drive === null || drive.held) void answerWaiting();
      break;
    case 'seek':
      // A run that is being computed has no later places to go to.
      break;
    case 'lose device':
      model?.device.lose();
      break;
    default:
      command satisfies never;
  }
}

addEventListener('message', ({ data }: MessageEvent<Command>) => handle(data));
