import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { closeModel } from '../loop/openModel.ts';
import { mergedFolder } from '../loop/savedFolder.ts';
import { writeWholeFolder } from '../runs/atomicWrite.ts';
import { asksForHelp, readOptions, required, usageError } from './arguments.ts';
import { adapterFor, openModelAt } from './model.ts';

const help = `Merges a LoRA adapter into its base: a Hugging Face folder that needs no peft.

  npm run --silent merge -- --model DIR --adapter DIR --out DIR [--dtype F32|F16]

  --model DIR      the base that the adapter was trained on
  --adapter DIR    the adapter, as peft or a run saves it
  --out DIR        a new folder for the checkpoint
  --dtype NAME     F32, or F16 in half the size (default: F32)
`;

const options = {
  model: { type: 'string' },
  adapter: { type: 'string' },
  out: { type: 'string' },
  dtype: { type: 'string', default: 'F32' },
} as const;

export async function merge(args: string[]): Promise<number> {
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return 0;
  }
  const values = readOptions('merge', options, args);
  const directory = required('--adapter', values.adapter, 'DIR');
  const out = required('--out', values.out, 'DIR');
  const { dtype } = values;
  if (dtype !== 'F32' && dtype !== 'F16')
    throw usageError(`--dtype ${dtype} is not known.`, 'It takes F32 or F16.');
  if (existsSync(out)) throw usageError(`${out} exists already.`, 'Name a new folder.');
  const model = await openModelAt(values.model, 'wasm');
  const adapter = await adapterFor(model, directory);
  const adapted = model.base.adapted(adapter);
  const files = await mergedFolder(model, adapted, dtype);
  adapted.dispose();
  closeModel(model);
  await mkdir(dirname(out), { recursive: true });
  await writeWholeFolder(out, async (aside) => {
    await mkdir(aside);
    for (const [name, bytes] of files) await writeFile(join(aside, name), bytes);
  });
  process.stderr.write(`The merged model is in ${out}.\n`);
  return 0;
}
