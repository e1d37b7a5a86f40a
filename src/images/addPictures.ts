import { VisplayError } from '../errors.ts';
import type { AddedFile } from './dropped.ts';
import { type IntakeBounds, intakeBounds } from './bounds.ts';
import type { IntakeEvent, IntakeOptions } from './intake.ts';
import type { IntakeReply, IntakeRequest } from './intakeWorker.ts';

/**
 * `intake` in a worker of its own, so that the page stays quick: lists the files, hands them over, and passes on
 * the worker's events in order. The pictures' bytes are moved, not copied. The worker ends with the intake, when
 * the signal aborts (then the signal's reason is thrown), or when the caller stops listening.
 */
export async function* addPictures(
  added: Iterable<AddedFile> | AsyncIterable<AddedFile>,
  options: Omit<IntakeOptions, 'decode'>,
): AsyncGenerator<IntakeEvent> {
  const { signal, held = [], ...rest } = options;
  const files = await list(added, { ...intakeBounds, ...options.bounds }, signal);
  const request: IntakeRequest = {
    files,
    // Without their bytes, which would be copied.
    options: { ...rest, held: held.map(({ id, name, width, height }) => ({ id, name, width, height })) },
  };
  const worker = new Worker(new URL('./intakeWorker.ts', import.meta.url), { type: 'module' });
  const replies = repliesOf(worker, signal).getReader();
  try {
    worker.postMessage(request, []);
    for (;;) {
      const { value } = await replies.read();
      if (!value) return;
      if (value.kind === 'fault') throw new VisplayError(value.fault.code, value.fault.said, value.fault.fix);
      yield value;
      if (value.kind === 'end') return;
    }
  } finally {
    worker.terminate();
  }
}

function repliesOf(worker: Worker, signal: AbortSignal | undefined): ReadableStream<IntakeReply> {
  return new ReadableStream({
    start(replies) {
      worker.addEventListener('message', ({ data }: MessageEvent<IntakeReply>) => replies.enqueue(data));
      worker.addEventListener('error', ({ message }) =>
        replies.error(
          new VisplayError(
            'intake-failed',
            message || 'The worker that reads pictures did not start.',
            'Reload the page and add the pictures again.',
          ),
        ),
      );
      signal?.addEventListener('abort', () => replies.error(signal.reason));
      if (signal?.aborted) replies.error(signal.reason);
    },
  });
}

/** One more than may be looked at, so that the intake can say that there are more. */
async function list(
  added: Iterable<AddedFile> | AsyncIterable<AddedFile>,
  bounds: IntakeBounds,
  signal: AbortSignal | undefined,
): Promise<AddedFile[]> {
  const files: AddedFile[] = [];
  for await (const file of added) {
    signal?.throwIfAborted();
    files.push(file);
    if (files.length > bounds.maxFiles) break;
  }
  return files;
}
