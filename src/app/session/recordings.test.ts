import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { unzipped } from './recordings.ts';

it('reads a recording whether or not the server unzipped it', async () => {
  const text = '{"kind":"run.start"}\n';
  expect(await unzipped(new Response(gzipSync(text)))).toBe(text);
  expect(await unzipped(new Response(text))).toBe(text);
});
