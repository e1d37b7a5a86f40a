/** Models at rest and on their way: only a worker writes files of the origin in place. */
import { unzipSync } from 'fflate';
import { faultOf, VisplayError, type Fault } from '../../errors.ts';
import { shelfName, type ModelFiles } from '../../hub/modelFiles.ts';
import { opfsShelf } from '../../hub/opfsShelf.ts';
import { storedFolder, storedModels } from '../../hub/stored.ts';
import { parseConfig } from '../../model/config.ts';
import { fileFolder, parseJsonObject, readSmallFile, type CheckpointFolder } from '../../model/folder.ts';
import { knownModels } from '../../model/smolvlm.ts';
import type { DownloadProgress } from '../../hub/tally.ts';
import type { AtRest } from '../../loop/deviceFit.ts';
import type {
  DownloadOrder,
  Dropped,
  ModelReply,
  ModelRequest,
  Need,
  Needs,
  Place,
  PushOrder,
} from './modelCalls.ts';
import { linkOf } from './modelRef.ts';
import type { Numbered } from '../workerDesk.ts';

/** Progress is told this often, ms. */
const EVERY_MS = 100;

const shelf = opfsShelf();
const running = new Map<string, AbortController>();

const say = (message: Numbered<ModelReply>): void => self.postMessage(message, { transfer: [] });
// The estimates stand on the tensor library: what only lists and fetches does without.
const fitting = () => import('./modelNeeds.ts');
// The library of the hub, too, comes when something is fetched or pushed.
const downloading = () => import('../../hub/download.ts');
const pushing = () => import('../../hub/push.ts');

async function configIn(folder: CheckpointFolder): Promise<AtRest['config']> {
  const bytes = await readSmallFile(folder, 'config.json');
  return parseConfig(parseJsonObject('config.json', bytes ?? new Uint8Array()));
}

/** A checkpoint of the shelf by its small files. */
async function atRest(files: ModelFiles): Promise<AtRest> {
  const folder = await storedFolder(files);
  const weights = await folder.open('model.safetensors');
  return { config: await configIn(folder), weightBytes: weights?.size ?? null };
}

/** A dropped folder by its `config.json` and the sizes of its weights, of which it may have several parts. */
async function atHand({ files }: Dropped): Promise<AtRest> {
  const parts = files.filter(({ name }) => name.endsWith('.safetensors'));
  const weightBytes = parts.reduce((sum, { size }) => sum + size, 0);
  return { config: await configIn(fileFolder(files)), weightBytes: parts.length === 0 ? null : weightBytes };
}

async function needs(place: Place, dropped: Dropped | null): Promise<Needs> {
  const { needOf } = await fitting();
  const found = new Map<string, Need | Fault>();
  for (const { id, config, downloadBytes } of knownModels)
    found.set(id, await needOf({ config, weightBytes: downloadBytes }, place).catch(faultOf));
  for (const { name, state } of await storedModels(shelf)) {
    if (state !== 'whole') continue;
    found.set(name, await atRest(shelf.files(name)).then((it) => needOf(it, place)).catch(faultOf)); // prettier-ignore
  }
  if (dropped !== null) {
    const link = linkOf({ kind: 'folder', name: dropped.name });
    found.set(link, await atHand(dropped).then((it) => needOf(it, place)).catch(faultOf)); // prettier-ignore
  }
  return found;
}

async function download({ repo, token, place }: DownloadOrder, id: number): Promise<string> {
  const { host, id: name, revision } = repo;
  const key = `${name}@${revision}`;
  if (running.has(key)) {
    throw new VisplayError('download-running', `${name} is being downloaded already.`, 'Wait for it.');
  }
  const folder = shelfName(host, name, revision);
  const controller = new AbortController();
  running.set(key, controller);
  let later: ReturnType<typeof setTimeout> | undefined;
  try {
    const [{ refuse }, { downloadModel }] = await Promise.all([fitting(), downloading()]);
    const { quota, usage } = await navigator.storage.estimate();
    let told = 0;
    const tell = (progress: DownloadProgress): void => {
      told = performance.now();
      say({ kind: 'progress', progress, id });
    };
    await downloadModel(repo, shelf.files(folder), {
      token,
      signal: controller.signal,
      // A quota may shrink below what is stored.
      room: quota === undefined || usage === undefined ? null : Math.max(0, quota - usage),
      accept: (config, weightBytes) => refuse({ config, weightBytes }, place),
      onProgress(progress) {
        clearTimeout(later);
        const early = told + EVERY_MS - performance.now();
        // The last one is told, too: a connection may stall after it.
        if (early > 0 && progress.loadedBytes < progress.totalBytes)
          later = setTimeout(tell, early, progress);
        else tell(progress);
      },
    });
    return folder;
  } catch (thrown) {
    // Files are locked while they are written.
    if (thrown instanceof DOMException && thrown.name === 'NoModificationAllowedError') {
      throw new VisplayError(
        'model-in-use',
        'Another tab is writing or reading the files of this model.',
        'Close the other tab, then resume the download.',
        { cause: thrown },
      );
    }
    throw thrown;
  } finally {
    clearTimeout(later);
    running.delete(key);
  }
}

async function push(order: PushOrder, id: number): Promise<string> {
  const files = new Map(Object.entries(unzipSync(order.zip)));
  for (const [path, text] of order.texts) files.set(path, new TextEncoder().encode(text));
  const { pushFiles } = await pushing();
  return pushFiles(
    order.repo,
    [...files].map(([path, bytes]) => ({ path, bytes })),
    { ...order, onProgress: (progress) => say({ kind: 'pushing', progress, id }) },
  );
}

async function answer(request: Numbered<ModelRequest>): Promise<ModelReply> {
  switch (request.kind) {
    case 'list':
      return { kind: 'list', models: await storedModels(shelf) };
    case 'needs':
      return { kind: 'needs', needs: await needs(request.place, request.dropped) };
    case 'remove':
      await shelf.removeModel(request.folder);
      return { kind: 'remove' };
    case 'download':
      return { kind: 'download', folder: await download(request, request.id) };
    case 'cancel':
      running
        .get(request.repo)
        ?.abort(
          new VisplayError(
            'download-cancelled',
            'The download was stopped.',
            'Resume it when you like: what has come is kept.',
          ),
        );
      return { kind: 'cancel' };
    case 'push':
      return { kind: 'push', url: await push(request, request.id) };
    default:
      return request satisfies never;
  }
}

self.addEventListener('message', ({ data }: MessageEvent<Numbered<ModelRequest>>) => {
  void answer(data)
    .catch((thrown: unknown): ModelReply => ({ kind: 'fault', fault: faultOf(thrown) }))
    .then((reply) => say({ ...reply, id: data.id }));
});
