import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { presetNames } from '../../loop/presets.ts';
import { decodeEvents } from '../../runs/eventLog.ts';
import { unzipped } from './recordings.ts';

it('reads a recording whether or not the server unzipped it', async () => {
  const text = '{"kind":"run.start"}\n';
  expect(await unzipped(new Response(gzipSync(text)))).toBe(text);
  expect(await unzipped(new Response(text))).toBe(text);
});

it('has for every recording in the list a finished run of that preset', () => {
  const list: { file: string; preset: string }[] = JSON.parse(
    readFileSync('public/recorded/index.json', 'utf8'),
  );
  expect(list.map(({ preset }) => preset)).toEqual(
    expect.arrayContaining(['improved', 'one-template', 'wrong-majorities']),
  );
  for (const { file, preset } of list) {
    expect(presetNames).toContain(preset);
    const { events } = decodeEvents(gunzipSync(readFileSync(`public/recorded/${file}`)).toString());
    expect(events[0]).toMatchObject({ kind: 'run.start', header: { preset } });
    expect(events.at(-1)).toMatchObject({ kind: 'run.end', reason: 'finished' });
  }
});
