import { faultOf, type Fault } from '../errors.ts';
import { decodeBrowser } from './decodeBrowser.ts';
import { type AddedFile, sourceFromAdded } from './dropped.ts';
import { intake, type IntakeEvent, type IntakeOptions } from './intake.ts';
import type { SourceFile } from './source.ts';

/** What crosses to the worker: everything but the decoder and the signal, which stay on their side. */
export interface IntakeRequest {
  readonly files: readonly AddedFile[];
  readonly options: Omit<IntakeOptions, 'decode' | 'signal'>;
}

export type IntakeReply = IntakeEvent | { readonly kind: 'fault'; readonly fault: Fault };

async function* sources(files: readonly AddedFile[]): AsyncGenerator<SourceFile> {
  for (const file of files) yield sourceFromAdded(file);
}

async function run({ files, options }: IntakeRequest): Promise<void> {
  for await (const event of intake(sources(files), { ...options, decode: decodeBrowser })) {
    reply(event, event.kind === 'picture' ? [event.picture.rgb.buffer] : []);
  }
}

function reply(message: IntakeReply, transfer: Transferable[]): void {
  self.postMessage(message, { transfer });
}

self.addEventListener('message', ({ data }: MessageEvent<IntakeRequest>) => {
  run(data).catch((error: unknown) => reply({ kind: 'fault', fault: faultOf(error) }, []));
});
