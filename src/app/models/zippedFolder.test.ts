import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { expect, test } from 'vitest';
import { adapterOf } from './droppedFolder.ts';
import { unzipped } from './zippedFolder.ts';

const trained = join(import.meta.dirname, '../../model/fixtures/lora/trained');
const config = new Uint8Array(await readFile(join(trained, 'adapter_config.json')));
const weights = new Uint8Array(await readFile(join(trained, 'adapter_model.safetensors')));
const peft = { 'adapter_config.json': config, 'adapter_model.safetensors': weights };

const dropped = (name: string, files: Zippable) => [
  { path: name, file: new File([new Uint8Array(zipSync(files))], name) },
];

test('a zip is taken as the folder in it, byte for byte, and what else lies in it stays packed', async () => {
  const zip = dropped('mine.zip', { lora: { ...peft, 'README.md': config }, __MACOSX: { x: config } });
  const adapter = await adapterOf(await unzipped(zip));
  expect(adapter?.name).toBe('lora');
  const files = adapter!.roles.reasoner;
  expect(files.map(({ name }) => name)).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
  expect(new Uint8Array(await files[1]!.arrayBuffer())).toEqual(weights);
});

test('files without a folder have the name of the archive; two roles stay two', async () => {
  expect((await adapterOf(await unzipped(dropped('Mine.ZIP', peft))))?.name).toBe('Mine');
  const both = await adapterOf(await unzipped(dropped('run.zip', { questioner: peft, reasoner: peft })));
  expect(both?.name).toBe('run');
  expect(both?.roles.questioner).not.toBe(both?.roles.reasoner);
});

test('whatever is no single zip stays as it was', async () => {
  const file = { path: 'config.json', file: new File(['{}'], 'config.json') };
  expect(await unzipped([file])).toEqual([file]);
  const [zip] = dropped('mine.zip', peft);
  expect(await unzipped([file, zip!])).toEqual([file, zip]);
});

test('a zip without an adapter says so', async () => {
  const zip = dropped('holiday.zip', { 'cat.png': config });
  await expect(unzipped(zip)).rejects.toMatchObject({
    code: 'zip-without-adapter',
    said: 'There is no adapter_config.json in holiday.zip.',
  });
});

test('what would be far larger than it looks is not unpacked', async () => {
  // 20 MB of zeros: 1,000 times as small in the archive.
  const bomb = dropped('bomb.zip', { ...peft, 'adapter_model.safetensors': new Uint8Array(20e6) });
  await expect(unzipped(bomb)).rejects.toMatchObject({
    code: 'zip-too-large',
    said: 'Unpacked, bomb/adapter_model.safetensors would take more than is unpacked here.',
  });
  const zip = dropped('mine.zip', peft);
  const bounds = { maxFiles: 100, maxFileBytes: 1e6, maxUnpackedBytes: 1e6 };
  expect(await unzipped(zip, bounds)).toHaveLength(2);
  await expect(unzipped(zip, { ...bounds, maxFileBytes: weights.length - 1 })).rejects.toMatchObject({ code: 'zip-too-large' }); // prettier-ignore
  await expect(unzipped(zip, { ...bounds, maxUnpackedBytes: weights.length })).rejects.toMatchObject({ code: 'zip-too-large' }); // prettier-ignore
});

test('a damaged archive says so', async () => {
  const { file } = dropped('cut.zip', peft)[0]!;
  const cut = { path: 'cut.zip', file: new File([file.slice(0, file.size - 40)], 'cut.zip') };
  await expect(unzipped([cut])).rejects.toMatchObject({ code: 'zip-damaged' });
});
