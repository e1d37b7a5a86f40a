import { expect, test } from 'vitest';
import { memoryFolder } from './blobFolder.ts';
import { storedPictures, storePictures } from './storedPictures.ts';

const picture = (id: string, width: number, height: number, fill: number) => ({
  id,
  name: `${id} é.png`,
  width,
  height,
  rgb: new Uint8Array(width * height * 3).fill(fill),
});

test('pictures come back as they were', async () => {
  const folder = memoryFolder();
  expect(await storedPictures(folder)).toBeNull();
  const pictures = [picture('a', 3, 2, 7), picture('b', 1, 5, 200)];
  await storePictures(folder, pictures);
  expect(await storedPictures(folder)).toEqual(pictures);
});

test('a torn file is refused with the way out', async () => {
  const folder = memoryFolder();
  await storePictures(folder, [picture('a', 3, 2, 7)]);
  const bytes = (await folder.read('pictures'))!;
  for (const length of [0, 3, 10, bytes.length - 1]) {
    await folder.write('pictures', [bytes.slice(0, length)]);
    await expect(storedPictures(folder)).rejects.toThrow('Drop the same pictures again');
  }
});
