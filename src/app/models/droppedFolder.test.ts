import { expect, test } from 'vitest';
import { folderOf } from './droppedFolder.ts';

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

test('files without a folder are a model too; without a config.json they are none', () => {
  expect(folderOf(added('config.json', 'model.safetensors'))?.name).toBe('model');
  expect(folderOf(added('cat.png'))).toBe(null);
});
