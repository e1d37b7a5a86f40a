import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openGold } from '../world/gold.ts';
import { easyVqaTest } from './easyVqa.ts';

const data = process.env['VISPLAY_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

it('is null where the folder is not there', async () => {
  expect(await easyVqaTest('nowhere')).toBeNull();
});

it.skipIf(!existsSync(data))('reads the test questions with their pictures', async () => {
  const items = (await easyVqaTest(data))!;
  expect(items).toHaveLength(1949);
  expect(new Set(items.map(({ picture }) => picture.name)).size).toBe(200);
  expect(items[0]).toMatchObject({
    question: 'what is the color of the rectangle?',
    picture: { name: '1.png' },
  });
  expect(openGold(items[0]!.gold, 'measure')).toBe('yellow');
});
