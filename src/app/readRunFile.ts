import { VisplayError } from '../errors.ts';
import type { StampedEvent } from '../loop/events.ts';
import type { ReadMessage } from '../runs/readWorker.ts';
import { thumbnailAddresses } from './pictures/runPictures.ts';
import type { RecordedRun } from './session/recordings.ts';

/**
 * Reads a `.visplay` file or an event log, in a worker: a long run takes seconds to check.
 * @throws VisplayError what the readers of the two throw
 */
export async function readRunFile(file: File): Promise<RecordedRun> {
  const worker = new Worker(new URL('../runs/readWorker.ts', import.meta.url), {
    type: 'module',
    name: 'read run',
  });
  const events: StampedEvent[] = [];
  try {
    const thumbnails = await new Promise<ReadonlyMap<string, Uint8Array>>((resolve, reject) => {
      worker.addEventListener('error', () => reject(new VisplayError('recording', ...unreadable)));
      worker.addEventListener('message', ({ data }: MessageEvent<ReadMessage>) => {
        if (data.kind === 'events') events.push(...data.events);
        else if (data.kind === 'end') resolve(data.thumbnails);
        else reject(new VisplayError(data.fault.code, data.fault.said, data.fault.fix));
      });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
      worker.postMessage(file);
    });
    return { events, thumbnails: new Map(thumbnailAddresses(thumbnails)) };
  } finally {
    worker.terminate();
  }
}

const unreadable = ['The file could not be read.', 'Use an unchanged copy of the file.'] as const;
