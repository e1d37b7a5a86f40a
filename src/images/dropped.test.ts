import { expect, test } from 'vitest';
import {
  addedByDrop,
  type AddedFile,
  addedByPaste,
  addedByPicker,
  type Drop,
  type Entry,
  sourceFromAdded,
} from './dropped.ts';

type Tree = File | { readonly [name: string]: Tree } | 'locked folder' | 'locked file';

/** Chrome's `readEntries` gives at most this many entries a call. */
const ENTRIES_PER_CALL = 100;

/** What a browser gives for a file or folder of a drop: the callbacks of the File and Directory Entries API. */
function entryOf(name: string, tree: Tree, within = ''): Entry {
  const fullPath = `${within}/${name}`;
  if (tree instanceof File) return { fullPath, file: (resolve) => resolve(tree) };
  if (tree === 'locked file') return { fullPath, file: (_, reject) => reject(new Error('locked')) };
  const inner = tree === 'locked folder' ? [] : Object.entries(tree);
  return {
    fullPath,
    createReader: () => {
      let from = 0;
      return {
        readEntries: (resolve, reject) => {
          if (tree === 'locked folder') return reject(new Error('locked'));
          const some = inner.slice(from, from + ENTRIES_PER_CALL);
          from += some.length;
          return resolve(some.map(([name, tree]) => entryOf(name, tree, fullPath)));
        },
      };
    },
  };
}

type Item = Drop['items'] extends Iterable<infer I> ? I : never;

/** A drop whose items vanish when its event is over, as in a browser. */
function dropOf(items: readonly Item[]): { drop: Drop; over: () => void } {
  const live = [...items];
  return { drop: { items: live }, over: () => live.splice(0) };
}

function dropped(name: string, tree: Tree): Item {
  return { kind: 'file', webkitGetAsEntry: () => entryOf(name, tree), getAsFile: () => null };
}

function file(name: string): File {
  return new File(['x'], name);
}

async function list(added: AsyncIterable<AddedFile>): Promise<AddedFile[]> {
  const files = [];
  for await (const one of added) files.push(one);
  return files;
}

test('several folders and files are walked to the last of 2,000, though a call gives 100', async () => {
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`${i}.png`, file(`${i}.png`)]));
  const { drop, over } = dropOf([
    dropped('holiday', { day: { 'a.png': file('a.png') }, many }),
    dropped('empty', {}),
    dropped('b.jpg', file('b.jpg')),
  ]);
  const added = addedByDrop(drop);
  over();
  const paths = (await list(added)).map(({ path }) => path);
  expect(paths.length).toBe(2002);
  expect(new Set(paths).size).toBe(2002);
  expect(paths[0]).toBe('holiday/day/a.png');
  expect(paths).toContain('holiday/many/1999.png');
  expect(paths.at(-1)).toBe('b.jpg');
});

test('what cannot be opened is told by its path and costs nothing else', async () => {
  const { drop } = dropOf([
    dropped('album', { secret: 'locked folder', 'gone.png': 'locked file', 'c.png': file('c.png') }),
  ]);
  const added = await list(addedByDrop(drop));
  expect(added.map(({ path, file }) => [path, file?.name])).toEqual([
    ['album/secret', undefined],
    ['album/gone.png', undefined],
    ['album/c.png', 'c.png'],
  ]);
  await expect(sourceFromAdded(added[0]!).bytes()).rejects.toThrow('Not opened.');
});

test('a drop without entries gives its files, and text or links give none', async () => {
  const plain = { kind: 'file', webkitGetAsEntry: () => null, getAsFile: () => file('d.png') };
  const link = { kind: 'string', webkitGetAsEntry: () => null, getAsFile: () => null };
  expect((await list(addedByDrop(dropOf([link, plain]).drop))).map(({ path }) => path)).toEqual(['d.png']);
  expect(await list(addedByDrop(dropOf([link]).drop))).toEqual([]);
});

test('a chosen folder keeps its paths, and pasted pictures get names of their own', () => {
  const inFolder = Object.defineProperty(file('e.png'), 'webkitRelativePath', { value: 'trip/e.png' });
  expect(addedByPicker([inFolder]).map(({ path }) => path)).toEqual(['trip/e.png']);
  const clipboard = {
    files: [file('image.png'), file('image.png'), file('f.jpg')],
  };
  expect(addedByPaste(clipboard).map(({ path }) => path)).toEqual(['pasted 1.png', 'pasted 2.png', 'f.jpg']);
});

test('a browser file is read whole or in part', async () => {
  const source = sourceFromAdded({ path: 'x/g.txt', file: new File(['0123456789'], 'g.txt') });
  expect(source).toMatchObject({ name: 'g.txt', path: 'x/g.txt', size: 10 });
  expect(Buffer.from(await source.bytes(2, 5)).toString()).toBe('234');
  expect((await source.bytes()).length).toBe(10);
});
