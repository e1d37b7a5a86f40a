import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CLEAN } from '../world/domain.ts';
import { sampleCollection } from '../world/collection.ts';
import { withSceneIds } from './drawnPictures.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visplay-'));
});
afterEach(() => rm(folder, { recursive: true }));

const drawn = sampleCollection({ domain: CLEAN, count: 3, seed: 5 });
const asRead = drawn.map(({ rgb, width, height }, index) => ({
  id: `pixels-${index}`,
  name: `0000${index}.png`,
  width,
  height,
  rgb,
}));
const claim = (file: string, id: string): string => `${JSON.stringify({ file, id, domain: 'clean' })}\n`;

it('gives a picture the id of its scene when the scene draws its pixels', async () => {
  await writeFile(
    join(folder, 'gold.jsonl'),
    claim('00000.png', drawn[0]!.id) + claim('00001.png', drawn[2]!.id) + 'no json\n',
  );
  const found = await withSceneIds(folder, asRead);
  // The second is claimed to be another scene than it shows; nobody says anything about the third.
  expect(found.map(({ id }) => id)).toEqual([drawn[0]!.id, 'pixels-1', 'pixels-2']);
  expect(found[0]!.rgb).toBe(drawn[0]!.rgb);
});

it('leaves pictures alone where there is no such file', async () => {
  expect(await withSceneIds(folder, asRead)).toEqual(asRead);
});
