import { VisplayError } from '../errors.ts';
import type { HubFile } from './client.ts';
import type { ModelFiles } from './modelFiles.ts';
import { megabytes, whereFull } from './room.ts';
import type { Tally } from './tally.ts';

/** A connection that ended before the file did; what came is stored. */
export class Broken extends Error {
  readonly at: number;

  constructor(at: number, cause: unknown) {
    super('The connection broke off.', { cause });
    this.at = at;
  }
}

export interface ReceiveOptions {
  readonly signal?: AbortSignal;
  /** seconds without a byte after which a connection counts as broken */
  readonly patience?: number;
  /** seconds between two words about the speed while nothing comes */
  readonly beat?: number;
}

/** Writes what comes, from byte `begin` on; gives how much of the file is there then. */
export async function receive(
  body: ReadableStream<Uint8Array>,
  files: ModelFiles,
  file: HubFile,
  begin: number,
  { signal, patience = 60, beat = 1 }: ReceiveOptions,
  tally: Tally,
): Promise<number> {
  const reader = body.getReader();
  let at = begin;
  const noRoom = whereFull(() => `took ${megabytes(at)} of ${file.path}, and then there was no room`);
  const writer = await files.continueAt(file.path, begin).catch(noRoom);
  const add = (bytes: number): void => {
    at += bytes;
    tally.speed.add(bytes);
    tally.at(file, at);
  };
  // Else a stall would look as fast as what came before it.
  const beating = setInterval(add, 1000 * beat, 0);
  try {
    for (;;) {
      const chunk = await nextChunk(reader, patience, signal).catch((thrown: unknown) => {
        throw new Broken(at, thrown);
      });
      if (chunk === null) break;
      if (at + chunk.length > file.size)
        throw new VisplayError(
          'hub-answer',
          `${file.path} is longer than the ${file.size} bytes that the hub lists.`,
          'Try again: the repository may be changing.',
        );
      await writer.write(chunk).catch(noRoom);
      add(chunk.length);
    }
  } finally {
    clearInterval(beating);
    await reader.cancel().catch(() => undefined);
    await writer.close().catch(noRoom);
  }
  if (at < file.size) throw new Broken(at, null);
  return at;
}

const ignored = (_reason: unknown): void => undefined;

/** Null at the end. Rejects when nothing comes for too long, or when the signal says so. */
async function nextChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  patience: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | null> {
  let fail = ignored;
  const late = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const stop = (): void => fail(signal?.reason);
  const timer = setTimeout(() => fail(new Error(`nothing came for ${patience} seconds`)), 1000 * patience);
  signal?.addEventListener('abort', stop);
  try {
    const { done, value } = await Promise.race([reader.read(), late]);
    return done ? null : value;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
