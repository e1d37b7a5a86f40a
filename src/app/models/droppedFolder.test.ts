import { expect, test } from 'vitest';
import { adapterOf, folderOf } from './droppedFolder.ts';

const added = (...paths: string[]) =>
  paths.map((path) => ({ path, file: new File([path], path.split('/').at(-1)!) }));

test('takes the files beside the shallowest config.json, under the name of their folder', async () => {
  const folder = folderOf(
    added('hub/smol/onnx/config.json', 'hub/smol/config.json', 'hub/smol/model.safetensors', 'hub/readme.md'),
  );
  expect(folder?.name).toBe('smol');
  const texts = await Promise.all(folder!.files.map((file) => file.text()));
  expect(texts).toEqual(['hub/smol/config.json', 'hub/smol/model.safetensors']);
});

test('of two models side by side neither is taken unasked', () => {
  const round = added('round-3/reasoner/config.json', 'round-3/questioner/config.json');
  expect(() => folderOf(round)).toThrow('There are 2 models in what was chosen: reasoner, questioner.');
});

test('files without a folder are a model too; without a config.json they are none', () => {
  expect(folderOf(added('config.json', 'model.safetensors'))?.name).toBe('model');
  expect(folderOf(added('cat.png'))).toBe(null);
});

const peft = (path: string, base?: string) => [
  {
    path: `${path}adapter_config.json`,
    file: new File([JSON.stringify({ base_model_name_or_path: base })], 'adapter_config.json'),
  },
  { path: `${path}adapter_model.safetensors`, file: new File(['weights'], 'adapter_model.safetensors') },
];

test('finds an adapter: one for both roles, or one for each as a run saves them', async () => {
  const one = await adapterOf([...peft('lora/', 'nano'), { path: 'lora/more/x.png', file: new File([], 'x.png') }]); // prettier-ignore
  expect(one).toMatchObject({ name: 'lora', baseName: 'nano' });
  expect(one?.roles.questioner).toBe(one?.roles.reasoner);
  expect(one?.roles.reasoner.map(({ name }) => name)).toEqual(['adapter_config.json', 'adapter_model.safetensors']); // prettier-ignore
  const two = await adapterOf([...peft('round-3/reasoner/'), ...peft('round-3/questioner/')]);
  expect(two).toMatchObject({ name: 'round-3', baseName: null });
  expect(two?.roles.questioner).not.toBe(two?.roles.reasoner);
  const [config, weights] = peft('huge/', 'x'.repeat(2e6));
  expect(await adapterOf([config!, weights!])).toMatchObject({ name: 'huge', baseName: null });
  expect(await adapterOf([{ path: 'm/config.json', file: new File(['{}'], 'config.json') }])).toBeNull();
});
