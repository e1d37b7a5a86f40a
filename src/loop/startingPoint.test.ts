import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkBaseName } from '../model/adapterBase.ts';
import { nodeFolder } from '../model/nodeFolder.ts';
import { adapterFolders, checkStart, readStart } from './startingPoint.ts';

const trained = fileURLToPath(new URL('../model/fixtures/lora/trained', import.meta.url));
const names = ['adapter_config.json', 'adapter_model.safetensors'];

/** The fixture as dropped files, its configuration changed. */
async function dropped(change: object = {}): Promise<readonly File[]> {
  const [config, weights] = await Promise.all(names.map((name) => readFile(join(trained, name))));
  const whole: object = JSON.parse(config!.toString());
  const changed = { ...whole, ...change };
  return [new File([JSON.stringify(changed)], names[0]!), new File([new Uint8Array(weights!)], names[1]!)];
}

it('reads dropped files as the command line reads the folder', async () => {
  const both = nodeFolder(trained);
  const fromDisk = await readStart('trained', { questioner: both, reasoner: both });
  const files = await dropped();
  const source = { name: 'trained', roles: { questioner: files, reasoner: files } };
  const fromDrop = await readStart('trained', adapterFolders(source));
  expect(fromDrop).toEqual(fromDisk);
  expect(fromDrop.start).toMatchObject({ adapter: 'trained', base: 'complete' });
  expect(fromDrop.adapters.reasoner).toBe(fromDrop.adapters.questioner);
  expect(fromDrop.start.rank).toBe(fromDrop.adapters.reasoner.rank);
});

it('gives each role its own adapter, and refuses two that cannot be trained alike', async () => {
  const [one, other] = [await dropped(), await dropped({ lora_alpha: 3 })];
  const same = await readStart('two', adapterFolders({ name: 'two', roles: { questioner: one, reasoner: await dropped() } })); // prettier-ignore
  expect(same.adapters.reasoner).not.toBe(same.adapters.questioner);
  await expect(
    readStart('two', adapterFolders({ name: 'two', roles: { questioner: one, reasoner: other } })),
  ).rejects.toMatchObject({ code: 'bad-adapter', said: expect.stringContaining('alpha 3') });
});

it('tells of a folder on disk its name alone, for a run is passed on', async () => {
  for (const [named, told] of [
    ['/home/somebody/models/base/', 'base'],
    ['C:\\Users\\somebody\\base', 'base'],
    ['HuggingFaceTB/SmolVLM-256M-Instruct', 'HuggingFaceTB/SmolVLM-256M-Instruct'],
  ] as const) {
    const files = await dropped({ base_model_name_or_path: named });
    const from = await readStart('mine', adapterFolders({ name: 'mine', roles: { questioner: files, reasoner: files } })); // prettier-ignore
    expect(from.start.base).toBe(told);
  }
});

it('refuses an adapter of another base by its name, and lets shapes decide where the name tells nothing', async () => {
  const files = await dropped({ base_model_name_or_path: 'HuggingFaceTB/SmolVLM-500M-Instruct' });
  const from = await readStart('mine', adapterFolders({ name: 'mine', roles: { questioner: files, reasoner: files } })); // prettier-ignore
  const open = { name: 'nano' };
  expect(() => checkStart(from, open)).toThrow(
    'The adapter mine was made for HuggingFaceTB/SmolVLM-500M-Instruct, and nano is chosen. Choose HuggingFaceTB/SmolVLM-500M-Instruct, then give the adapter again.',
  );
  const hub = { name: 'x', hubId: 'HuggingFaceTB/SmolVLM-500M-Instruct@main' };
  for (const [base, model] of [
    ['HuggingFaceTB/SmolVLM-500M-Instruct', hub],
    ['someone/smolvlm-500m-instruct', hub],
    ['/home/me/SmolVLM-500M-Instruct/', { name: 'SmolVLM-500M-Instruct' }],
    ['/tmp/base', hub],
    ['complete', { name: 'other' }],
    [null, hub],
  ] as const)
    expect(() => checkBaseName('mine', base, model)).not.toThrow();
  for (const [base, model] of [
    ['nano', hub],
    ['someone/else', hub],
    ['HuggingFaceTB/SmolVLM-256M-Instruct', { name: 'merged' }],
  ] as const)
    expect(() => checkBaseName('mine', base, model)).toThrow('was made for');
});
