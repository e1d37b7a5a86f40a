import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VisplayError } from '../errors.ts';
import { readFolder } from './readFolder.ts';
import type { SourceFile } from './source.ts';

let root = '';

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'visplay-folder-'));
  await mkdir(path.join(root, 'b/deep/er'), { recursive: true });
  await mkdir(path.join(root, '.git'));
  await writeFile(path.join(root, 'z.png'), 'zzzz');
  await writeFile(path.join(root, 'a ü.png'), '0123456789');
  await writeFile(path.join(root, 'b/deep/er/c.png'), 'c');
  await writeFile(path.join(root, '.git/config'), 'x');
  await symlink(path.join(root, 'z.png'), path.join(root, 'b/link.png'));
  await symlink(root, path.join(root, 'b/loop'));
  await symlink(path.join(root, 'gone'), path.join(root, 'b/broken.png'));
});

afterAll(() => rm(root, { recursive: true }));

async function list(place: string): Promise<SourceFile[]> {
  const files = [];
  for await (const file of readFolder(place)) files.push(file);
  return files;
}

test('nested folders are walked in the order of their names; hidden ones and loops are not', async () => {
  const files = await list(root);
  expect(files.map(({ path, size }) => [path, size])).toEqual([
    ['a ü.png', 10],
    ['b/broken.png', 1],
    ['b/deep/er/c.png', 1],
    ['b/link.png', 4],
    ['z.png', 4],
  ]);
  await expect(files[1]!.bytes()).rejects.toThrow(/ENOENT/);
});

test('bytes are read whole or in part, never past the end', async () => {
  const [file] = await list(root);
  const text = async (start?: number, end?: number): Promise<string> =>
    Buffer.from(await file!.bytes(start, end)).toString();
  expect(await text()).toBe('0123456789');
  expect(await text(3, 6)).toBe('345');
  expect(await text(8, 400)).toBe('89');
  expect(await text(20, 30)).toBe('');
});

test('one file may be named instead of a folder', async () => {
  expect((await list(path.join(root, 'z.png'))).map((file) => file.path)).toEqual(['z.png']);
});

test('a place that does not exist is one clear error', async () => {
  await expect(list(path.join(root, 'nowhere'))).rejects.toThrow(VisplayError);
  await expect(list(path.join(root, 'nowhere'))).rejects.toMatchObject({ code: 'no-such-folder' });
});
