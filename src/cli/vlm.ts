import { createProcessor } from '../model/processor.ts';
import { Vlm } from '../model/vlm.ts';
import {
  asksForHelp,
  backendNamed,
  largestSeed,
  readOptions,
  realNumber,
  required,
  wholeNumber,
} from './arguments.ts';
import { adapterFor, openModelAt, packingNamed } from './model.ts';
import { pictureAt } from './pictures.ts';

const help = `Asks a model about a picture.

  npm run --silent vlm -- --image FILE --prompt TEXT [--model DIR] [--max-new-tokens N] [--temperature T]
                          [--seed N] [--stop TEXT ...] [--adapter DIR] [--pack NAME] [--whole] [--backend NAME]
                          [--json]

  --image FILE          PNG, JPEG, WebP, GIF or BMP, at any size
  --prompt TEXT         what to ask
  --model DIR           a Hugging Face folder (default: the embedded model)
  --adapter DIR         a LoRA adapter for it, as peft or a run saves it
  --pack NAME           exact, or 8bit or 4bit: frozen weights rounded to so many bits, on WebGPU (default: exact)
  --whole               the picture as one tile, as in runs, even where the checkpoint cuts it
  --max-new-tokens N    longest answer (default: 32)
  --temperature T       0 takes the most probable token each time (default: 0)
  --stop TEXT           ends the answer before this text; may be repeated
  --seed N              draws the tokens at a temperature above 0 (default: 0)
  --backend NAME        auto, webgpu or wasm (default: auto)
  --json                one JSON object on standard output:
                        {text, tokens, logprobs, promptTokens, imageTokens, backend, adapter, tokensPerSecond}
`;

const options = {
  model: { type: 'string' },
  image: { type: 'string' },
  prompt: { type: 'string' },
  'max-new-tokens': { type: 'string', default: '32' },
  temperature: { type: 'string', default: '0' },
  seed: { type: 'string', default: '0' },
  stop: { type: 'string', multiple: true },
  backend: { type: 'string', default: 'auto' },
  adapter: { type: 'string' },
  pack: { type: 'string', default: 'exact' },
  whole: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** One user turn of a picture and a text, answered once. */
export async function vlm(args: string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return 0;
  }
  const values = readOptions('vlm', options, args);
  const image = required('--image', values.image, 'FILE');
  const text = required('--prompt', values.prompt, 'TEXT');
  const maxNewTokens = wholeNumber('--max-new-tokens', values['max-new-tokens'], 1, 8192);
  const temperature = realNumber('--temperature', values.temperature, 0, 100);
  const seed = wholeNumber('--seed', values.seed, 0, largestSeed);
  const backend = backendNamed(values.backend);
  const picture = await pictureAt(image);
  const opened = await openModelAt(values.model, backend, packingNamed(values.pack));
  const { device } = opened;
  const weights =
    values.adapter === undefined
      ? opened.base
      : opened.base.adapted(await adapterFor(opened, values.adapter));
  // As transformers would: cut into tiles where the checkpoint says so, which self-play does not.
  const model = new Vlm(opened.config, createProcessor(opened), values.whole ? { split: false } : {});

  const began = performance.now();
  const [completion] = await model.generate(
    weights,
    [{ id: 'answer', picture, text, samples: 1, key: seed }],
    {
      maxNewTokens,
      temperature,
      topP: 1,
      topK: 0,
      stopTexts: values.stop ?? [],
    },
  );
  const seconds = (performance.now() - began) / 1000;
  const { tokens, logProbs, text: answer } = completion!;
  const result = {
    text: answer,
    tokens,
    logprobs: logProbs,
    ...model.promptSize(picture, text),
    backend: device.backend,
    adapter: device.adapter,
    // The prompt is part of the time: what a person waits for.
    tokensPerSecond: tokens.length / seconds,
  };
  if (!values.json) process.stderr.write(`${device.reason} ${result.tokensPerSecond.toFixed(0)} tokens/s.\n`);
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${answer.trim()}\n`);
  return 0;
}
