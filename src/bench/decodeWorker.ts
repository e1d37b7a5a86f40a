/** Decodes with our engine in a worker, as the page does: what a browser is compared with its peers by. */
import { openModel, type OpenModel } from '../loop/openModel.ts';
import { urlFolder } from '../model/folder.ts';
import { browserPlatform } from '../tensor/browserPlatform.ts';
import { openDevice, type BackendName } from '../tensor/device.ts';
import { subjectOf, type Subject } from './subject.ts';
import { question } from './works.ts';

export type DecodeRequest =
  | { readonly kind: 'open'; readonly backend: BackendName; readonly model: string }
  | { readonly kind: 'decode'; readonly batch: number; readonly steps: number };

export interface DecodeReply {
  readonly error?: string;
  /** answers `open`: the adapter, and the prompt that the peers are given too */
  readonly adapter?: string;
  readonly prompt?: readonly number[];
  /** answers `decode`: time of all but the first token, and the tokens */
  readonly milliseconds?: number;
  readonly tokens?: readonly (readonly number[])[];
}

let model: OpenModel | null = null;
let subject: Subject | null = null;

async function answer(request: DecodeRequest): Promise<DecodeReply> {
  if (request.kind === 'open') {
    const device = await openDevice({ backend: request.backend, platform: browserPlatform });
    model = await openModel(urlFolder(request.model), device);
    subject = subjectOf(model);
    return { adapter: device.adapter, prompt: subject.promptOf(null, question).ids };
  }
  if (subject === null) throw new Error('Open a model before decoding.');
  const { vlm, weights, device } = subject;
  const { batch, steps } = request;
  const run = async (maxNewTokens: number): Promise<readonly (readonly number[])[]> => {
    const asked = { id: '', picture: null, text: question, samples: batch, key: 1 };
    const sampling = { maxNewTokens, temperature: 0, topP: 1, topK: 0 };
    return (await vlm.generate(weights, [asked], sampling)).map(({ tokens }) => tokens);
  };
  const began = performance.now();
  await run(1);
  const middle = performance.now();
  const tokens = await run(steps);
  const milliseconds = performance.now() - middle - (middle - began);
  device.check();
  return { milliseconds, tokens };
}

self.addEventListener('message', ({ data }: MessageEvent<DecodeRequest>) => {
  void answer(data)
    .catch((error: unknown): DecodeReply => ({
      error: error instanceof Error ? error.message : String(error),
    }))
    .then((reply) => self.postMessage(reply, {}));
});
